package steps_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/sim/senders/esa"
)

// taciturn is the ESA, as if it were a program of its own.
type taciturn struct{ esa.Sender }

func (taciturn) BlackBox() {}

func TestAProgramAsksForReasonsOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		sentence, steps string
		want            result.Status
		text            string // in the story, or in the problem
	}{
		{"more questions than these", sent + verified + "And the questions are:\n| mx1.example.com | A |\n| example.com | MX |",
			result.Passed, "not observable with esa: whether it asks anything else"},
		{"not even these questions", sent + verified + "And the questions are:\n| example.com | MX |\n| example.com | TXT |",
			result.Failed, "the questions are"},
		{"asked more than once", sent + verified + "And the A record of mx1.example.com is asked for once",
			result.Passed, "not observable with esa: how often it asks"},
		{"never asked", sent + verified + "And the TXT record of example.com is asked for once",
			result.Failed, "is asked for 0 times, and not 1"},
		{"asked for reasons of its own", sent + verified + "And no reverse question is asked",
			result.Passed, "not observable with esa: what it asks for: 1.2.0.192.in-addr.arpa. PTR"},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			record, err := suite.Run(t.Context(), suite.Options{
				Sender: taciturn{},
				Files:  fstest.MapFS{"one.feature": {Data: []byte(twoExchangers + test.steps)}},
			})
			require.NoError(t, err)
			require.Len(t, record.Scenarios, 1)
			ran := record.Scenarios[0]
			assert.Equal(t, test.want, ran.Status, ran.Problem)
			said := ran.Story
			if ran.Problem != nil {
				said = ran.Problem.Text
			}
			assert.Contains(t, said, test.text)
		})
	}
}
