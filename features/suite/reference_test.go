package suite_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/sim"
	"mtalab/sim/senders/rfc"
)

// daneNoticedBy is which rows a sender with one mistake turns red, by the rule that it breaks; a feature stands for its scenarios
// that are no row.
var daneNoticedBy = map[string]string{
	"ignores-ad":        "DA-20",
	"servfail-is-none":  "DA-23 DA-24 dane/hosts dane/lookups",
	"names-for-dane-ee": "DA-01 DA-04 DA-33 DA-34 dane/aliases",
	"takes-pkix-usages": "DA-13",
	"first-record-only": "DA-03",
	// a wrong name has the mail wait
	"no-names-for-dane-ta": "DA-08 DA-39 dane/trust_anchor",
	// whatever rests on the records of a host
	"tlsa-at-next-hop": "DA-04 DA-06 DA-07 DA-08 DA-09 DA-10 DA-11 DA-12 DA-17 DA-23 DA-24 DA-29 DA-33 DA-34 DA-36 DA-39 " +
		"dane/aliases dane/hosts dane/lookups dane/mandatory",
	// whatever waits because nothing matches, or goes to the next host
	"plaintext-after-mismatch": "DA-02 DA-08 DA-09 DA-10 DA-29 DA-39",
	"forgets-expanded-name":    "DA-31",
	"trusts-insecure-alias":    "dane/aliases",
	"wrong-port":               "DA-35",
	"no-sni":                   "DA-34 DA-36 dane/other_ways",
	"trusts-insecure-mx":       "DA-26 DA-27",
	"unusable-is-none":         "DA-18",
	"prefers-dane":             "DA-28",
	"tlsa-of-insecure-hosts":   "DA-30",
}

// TestTheReferenceSenderMeetsTheSuite runs all that everybody owes against the reference sender, which believes the AD bit, and
// what concerns DANE against one that validates by itself.
func TestTheReferenceSenderMeetsTheSuite(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(*sim.World){
		"by the AD bit": nil,
		"by itself": func(world *sim.World) {
			if len(world.DNS.SignedZones) > 0 { // nothing else can be validated
				world.Policy.Options = map[string]string{"validation": "own"}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := runReference(t, rfc.Sender{}, suite.Options{Prepare: prepare})
			for _, scenario := range run.Scenarios {
				assert.Contains(t, []result.Status{result.Passed, result.NotSupported}, scenario.Status, "%s %s", scenario.Place(), scenario.Name)
			}
			assert.Greater(t, run.Count(result.Passed), 90)
		})
	}
}

// TestEachMistakeWithDANEIsNoticed runs what concerns DANE against each reference sender with a mistake: exactly the rows of the table
// turn red, and of each mistake one scenario at least that no other turns.
func TestEachMistakeWithDANEIsNoticed(t *testing.T) {
	t.Parallel()
	red := map[string][]string{} // mistakes, by scenario
	for _, sender := range rfc.WithMistakes() {
		mistake := strings.TrimPrefix(sender.Name(), "rfc=")
		expected, known := daneNoticedBy[mistake]
		require.True(t, known, "daneNoticedBy has nothing on %s", mistake)
		rows := map[string]bool{}
		for _, scenario := range runReference(t, sender, suite.Options{Select: []text.Selection{{Path: "dane"}}}).Scenarios {
			require.NotEqual(t, result.Broken, scenario.Status, "%s %s", scenario.Place(), scenario.Name)
			if scenario.Status == result.Failed {
				rows[rowOf(scenario)] = true
				red[scenario.ID] = append(red[scenario.ID], mistake)
			}
		}
		assert.Equal(t, strings.Fields(expected), slices.Sorted(maps.Keys(rows)), mistake)
	}
	alone := map[string]bool{}
	for _, mistakes := range red {
		if len(mistakes) == 1 {
			alone[mistakes[0]] = true
		}
	}
	assert.Equal(t, slices.Sorted(maps.Keys(daneNoticedBy)), slices.Sorted(maps.Keys(alone)), "each mistake has a scenario of its own")
}

func runReference(t *testing.T, sender sim.Sender, options suite.Options) result.Run {
	t.Helper()
	options.Sender, options.Jobs, options.Bound, options.Network = sender, 2, 5*time.Minute, inMemory
	run, err := suite.Run(context.Background(), options)
	require.NoError(t, err)
	return run
}
