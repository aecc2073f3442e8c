package report_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"mtalab/report"
)

func TestEveryRuleIsWholeAndSaidOnce(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for rule := range report.Rules() {
		assert.NotEmpty(t, rule.ID)
		assert.NotEmpty(t, rule.Sentence, rule.ID)
		assert.False(t, seen[rule.ID], rule.ID)
		seen[rule.ID] = true
	}
	assert.Greater(t, len(seen), 250)
}

func TestRuleOf(t *testing.T) {
	t.Parallel()
	_, known := report.RuleOf("ESA-999")
	assert.False(t, known)
}

func ExampleRuleOf() {
	rule, _ := report.RuleOf("ESA-54")
	fmt.Println(rule.Sentence)
	// Output: PTR records are never looked at in this flow.
}
