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
	"mtalab/sim/network"
	"mtalab/sim/senders/esa"
)

// turnedRed are the rows of the catalogue that a mistake of a receiver turns red: something of each, and
// nothing else.
var turnedRed = map[string]string{
	"executes-injected":           "RE-12",
	"answers-injected":            "RE-12",
	"keeps-session":               "RE-15 RE-16",
	"plaintext-after-220":         "RE-19",
	"offers-starttls-again":       "RE-17 receiving/new_session",
	"forgets-starttls-inside-tls": "RE-17 receiving/new_session",
	"takes-parameter":             "RE-14",
	"offers-tls-always":           "RE-01 RE-02",
	"hangs-up-on-starttls":        "RE-02",
	"takes-mail-without-tls":      "RE-04 RE-25",
	"refuses-too-much":            "RE-04",
	"demands-tls-always":          "RE-03 RE-07 RE-08",
	"forgets-listed-senders":      "RE-06",
	"any-client-certificate":      "RE-09 RE-10",
	"demands-client-certificate":  "RE-08",
	"auth-before-tls":             "RE-11",
	"no-auth":                     "RE-11",
	"any-password":                "RE-11",
	"220-without-a-key":           "RE-21",
	"enforces-server-names":       "RE-22",
	"speaks-tls-1.0":              "RE-23",
	"says-no-goodbye":             "RE-20",
	"silent-received":             "RE-24",
}

// TestEachMistakeOfAReceiverIsNoticed runs the scenarios for receivers against each bad one.
func TestEachMistakeOfAReceiverIsNoticed(t *testing.T) {
	t.Parallel()
	red := map[string]bool{}
	for _, faulty := range esa.FaultyReceivers() {
		t.Run(faulty.Name(), func(t *testing.T) {
			want, known := turnedRed[strings.TrimPrefix(faulty.Name(), "faulty=")]
			require.True(t, known, "turnedRed has nothing on it")
			record := receive(t, faulty)
			assert.Zero(t, record.Count(result.Broken), "a bad receiver must not break the laboratory")
			got := map[string]bool{}
			for _, scenario := range record.Scenarios {
				if scenario.Status == result.Failed {
					got[rowOf(scenario)], red[rowOf(scenario)] = true, true
				}
			}
			assert.Equal(t, strings.Fields(want), slices.Sorted(maps.Keys(got)))
		})
	}
	for _, scenario := range receive(t, esa.Receiver{}).Scenarios {
		row := rowOf(scenario)
		assert.Equal(t, result.Passed, scenario.Status, "%s %s", scenario.Place(), scenario.Name)
		assert.True(t, red[row] || !strings.HasPrefix(row, "RE-"), "%s: no mistake turns it red, so what does it notice?", row)
	}
}

func receive(t *testing.T, r sim.Receiver) result.Run {
	record, err := suite.Run(context.Background(), suite.Options{
		Receiver: r,
		Select:   []text.Selection{{Path: "receiving"}},
		Jobs:     2,
		Bound:    5 * time.Minute, // on a busy machine
		Network:  func() network.Network { return &network.Memory{} },
	})
	require.NoError(t, err)
	return record
}
