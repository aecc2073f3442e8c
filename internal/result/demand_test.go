package result_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mtalab/internal/result"
)

func TestATagSaysWhoDemandsIt(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]result.Demand{
		"@must": result.Must, "@should": result.Should, "@choice": result.Free, "@esa": result.OfESA, "@exchange": result.OfExchange, "@mine": "",
	} {
		s := result.Scenario{Tags: []string{"@R5321-8", tag}}
		assert.Equal(t, want, s.Demand(), tag)
		assert.Equal(t, tag == "@esa" || tag == "@exchange", s.Demand().IsProducts(), tag)
	}
}

func TestAShouldMayBeLetPass(t *testing.T) {
	t.Parallel()
	should := result.Scenario{Status: result.Failed, Tags: []string{"@should"}}
	must := result.Scenario{Status: result.Failed, Tags: []string{"@must"}}
	untagged := result.Scenario{Status: result.Failed}
	passed := result.Scenario{Status: result.Passed, Tags: []string{"@must"}}
	for sentence, test := range map[string]struct {
		scenarios       []result.Scenario
		strict, lenient bool
	}{
		"nothing failed":      {[]result.Scenario{passed}, false, false},
		"a SHOULD failed":     {[]result.Scenario{passed, should}, true, false},
		"a MUST failed":       {[]result.Scenario{must, passed}, true, true},
		"both failed":         {[]result.Scenario{should, must}, true, true},
		"a user's own failed": {[]result.Scenario{untagged}, true, true},
		"two SHOULDs failed":  {[]result.Scenario{should, should}, true, false},
	} {
		run := result.Run{Scenarios: test.scenarios}
		assert.Equal(t, test.strict, run.Breaks(true), sentence)
		assert.Equal(t, test.lenient, run.Breaks(false), sentence)
	}
	run := result.Run{Scenarios: []result.Scenario{should, must, passed}, LeftOut: result.LeftOut{Withheld: 2}}
	assert.Equal(t, "3 scenarios: 1 passed, 2 failed (1 of them a SHOULD), 2 withheld, in 0s", run.Summary())
}
