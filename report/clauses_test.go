package report

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/result"
)

func TestTheClausesOfAScenarioAreThoseThatItsDemandHas(t *testing.T) {
	t.Parallel()
	for sentence, c := range map[string]struct {
		tags []string
		want []string
	}{
		"a MUST cites what binds":                {[]string{"@must", "@ST-09", "@R3207-1", "@R3207-4"}, []string{"R3207-1"}},
		"a SHOULD cites what advises":            {[]string{"@R3207-1", "@should", "@R3207-4"}, []string{"R3207-4"}},
		"a promise binds":                        {[]string{"@must", "@POLICY-1"}, []string{"POLICY-1"}},
		"nobody owes a product's own ways":       {[]string{"@esa", "@ESA-12", "@R3207-1"}, nil},
		"a scenario of a user's may have no tag": {nil, nil},
	} {
		var got []string
		for _, rule := range Clauses(result.Scenario{Tags: c.tags}) {
			got = append(got, rule.ID)
		}
		assert.Equal(t, c.want, got, sentence)
	}
}

func TestBreachesAreCountedByClause(t *testing.T) {
	t.Parallel()
	scenario := func(status result.Status, tags ...string) result.Scenario {
		return result.Scenario{Status: status, Tags: append(tags, "@must")}
	}
	breaches := Breaches(result.Run{Scenarios: []result.Scenario{
		scenario(result.Failed, "@R3207-1"), scenario(result.Failed, "@R3207-5", "@R5321-2"), scenario(result.Failed, "@R3207-5"),
		scenario(result.Passed, "@R3207-1"), scenario(result.Known, "@R3207-1"), scenario(result.Broken, "@R3207-1"),
	}})
	require.Len(t, breaches, 3)
	assert.Equal(t, "R3207-5", breaches[0].ID)
	assert.Equal(t, 2, breaches[0].Scenarios)
	assert.Equal(t, "MUST", breaches[0].Level())
	assert.Equal(t, "R3207-1: reply to STARTTLS is 220, 501 or 454 (MUST)  [RFC 3207 §4]", breaches[1].Quote())
}
