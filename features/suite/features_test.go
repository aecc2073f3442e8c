package suite_test

import (
	"context"
	"errors"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/sim/network"
	"mtalab/sim/senders/esa"
)

// TestFeatures runs every shipped scenario as a subtest against the built-in ESA, so that one can be
// picked: go test ./features/suite -run TestFeatures/esa/contrast.feature/T11
func TestFeatures(t *testing.T) {
	t.Parallel()
	scenarios, err := suite.List(suite.Options{})
	require.NoError(t, err)
	require.NotEmpty(t, scenarios)
	for _, scenario := range scenarios {
		t.Run(scenario.Path+"/"+scenario.Name, func(t *testing.T) {
			t.Parallel()
			record, err := suite.Run(context.Background(), suite.Options{
				Sender: esa.Sender{}, Receiver: esa.Receiver{},
				Select: []text.Selection{{Path: scenario.Path, Lines: []int{scenario.Line}}},
				Bound:  patience,
			})
			require.NoError(t, err)
			require.Len(t, record.Scenarios, 1)
			ran := record.Scenarios[0]
			if ran.Status == result.NotSupported {
				t.Skip(ran.Problem.Text)
			}
			if ran.Problem != nil {
				t.Errorf("%s:%d: %s\n%s\n\n%s", ran.Path, ran.Problem.Line, ran.Problem.Step, ran.Problem.Text, ran.Story)
			}
			assert.Equal(t, result.Passed, ran.Status)
		})
	}
}

// patience is for a slow machine, the race detector included.
const patience = 10 * time.Minute

// TestOrderDoesNotMatter runs everything at once in random orders: a scenario that leans on another,
// or on the time of day, would differ.
func TestOrderDoesNotMatter(t *testing.T) {
	t.Parallel()
	first := stories(t, suite.Options{Network: inMemory, Shuffle: 1})
	for seed := int64(2); seed <= 3; seed++ {
		same(t, first, stories(t, suite.Options{Network: inMemory, Shuffle: seed}))
	}
}

// TestTheNetworkDoesNotMatter runs everything on two networks: that both tell the same stories is our
// proof that the one without sockets tells the truth.
func TestTheNetworkDoesNotMatter(t *testing.T) {
	t.Parallel()
	onLoopback := stories(t, suite.Options{Network: func() network.Network { return &network.Loopback{} }})
	same(t, onLoopback, stories(t, suite.Options{Network: inMemory}))
}

// stories runs the shipped scenarios, several at once, and returns what became of each, by its place.
func stories(t *testing.T, options suite.Options) map[string]string {
	options.Sender, options.Receiver, options.Jobs = esa.Sender{}, esa.Receiver{}, 8
	options.Tags = "not @EH-10" // the same delivery a thousand times
	options.Bound = patience
	record, err := suite.Run(context.Background(), options)
	require.NoError(t, err)
	told := map[string]string{}
	for _, scenario := range record.Scenarios {
		told[scenario.Place()] = string(scenario.Status) + "\n" + scenario.Story
	}
	return told
}

// pins are the data of TLSA records: keys are made anew for each certificate.
var pins = regexp.MustCompile(`(\d \d \d )[0-9a-f]{8,}…?`)

func same(t *testing.T, want, got map[string]string) {
	require.Len(t, got, len(want))
	for place, story := range want {
		assert.Equal(t, pins.ReplaceAllString(story, "$1…"), pins.ReplaceAllString(got[place], "$1…"), place)
	}
}

func TestNothingBeginsAfterAnInterruption(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancelCause(t.Context())
	enough := errors.New("enough")
	record, err := suite.Run(ctx, suite.Options{
		Sender: esa.Sender{}, Network: inMemory, Select: []text.Selection{{Path: "esa/contrast.feature"}},
		OnScenario: func(s result.Scenario) { interrupt(enough) },
	})
	require.ErrorIs(t, err, enough)
	assert.Len(t, record.Scenarios, 1)
	assert.Equal(t, result.Passed, record.Scenarios[0].Status)
}
