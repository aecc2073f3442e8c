package suite_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/report"
	"mtalab/sim/senders/esa"
	"mtalab/sim/senders/exchange"
	"mtalab/sim/senders/rfc"
)

// TestEveryRuleIsCitedByADecision runs all shipped scenarios: of those that tag a rule, the trail of one at least must cite
// it, unless it stands among those that only define.
func TestEveryRuleIsCitedByADecision(t *testing.T) {
	t.Parallel()
	cited := map[string]bool{} // by the rules that scenarios tag
	for _, options := range []suite.Options{
		{Sender: esa.Sender{}, Receiver: esa.Receiver{}},
		{Receiver: exchange.Receiver{}},
		{Sender: rfc.Sender{}},
	} {
		options.Network, options.Jobs, options.Bound, options.Details = inMemory, 4, patience, true
		record, err := suite.Run(t.Context(), options)
		require.NoError(t, err)
		for _, scenario := range record.Scenarios {
			rules := citedBy(scenario)
			for _, tag := range scenario.Tags {
				if id := strings.TrimPrefix(tag, "@"); isRule(id) {
					cited[id] = cited[id] || rules[id]
				}
			}
		}
	}
	defining := definitional(t)
	for id, somewhere := range cited {
		assert.True(t, somewhere || defining[id] != "", "%s: want a decision that cites it in a scenario that tags it, or a line in definitional.txt", id)
	}
	for id, reason := range defining {
		somewhere, tagged := cited[id]
		assert.True(t, tagged, "definitional.txt: %s is tagged by no scenario", id)
		assert.False(t, somewhere, "definitional.txt: %s is cited by a decision, and not only defined", id)
		assert.NotEmpty(t, reason, "definitional.txt: %s has no reason", id)
	}
	assert.LessOrEqual(t, len(defining), 39, "the list is to be short")
}

// citedBy are the rules that the trail of a scenario cites. What is not supported has none.
func citedBy(scenario result.Scenario) map[string]bool {
	rules := map[string]bool{}
	for _, event := range scenario.Detail.Trail {
		rules[event.Rule] = true
		if event.Comparison != nil {
			rules[event.Comparison.Rule] = true
		}
	}
	return rules
}

func isRule(id string) bool {
	_, known := report.RuleOf(id)
	return known
}

// definitional are the rules that only define, with the reason.
func definitional(t *testing.T) map[string]string {
	text, err := os.ReadFile("definitional.txt")
	require.NoError(t, err)
	rules := map[string]string{}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		id, reason, _ := strings.Cut(line, "|")
		id = strings.TrimSpace(id)
		require.NotContains(t, rules, id, "definitional.txt: twice")
		rules[id] = strings.TrimSpace(reason)
	}
	return rules
}
