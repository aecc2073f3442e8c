package suite_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

// stuck is a sender that never returns from Send, whatever its context says.
type stuck struct{ released <-chan struct{} }

func (stuck) Name() string                                                  { return "stuck" }
func (s stuck) Launch(context.Context, sim.Env) (sim.SenderInstance, error) { return s, nil }
func (s stuck) Close() error                                                { return nil }
func (s stuck) Send(context.Context, evidence.Message) ([]evidence.Outcome, error) {
	<-s.released
	return nil, nil
}

func TestASenderThatNeverReturnsBreaksItsScenario(t *testing.T) {
	t.Parallel()
	released := make(chan struct{})
	defer close(released)
	record, err := suite.Run(t.Context(), suite.Options{
		Sender: stuck{released},
		Select: []text.Selection{{Path: "dns/loop_equals.feature"}}, // every sender owes it
		Jobs:   8,
		Bound:  time.Second, // long enough for the world to start
	})
	require.NoError(t, err)
	require.NotEmpty(t, record.Scenarios)
	for _, scenario := range record.Scenarios {
		assert.Equal(t, result.Broken, scenario.Status)
		assert.Contains(t, scenario.Problem.Text, "stuck: Send did not return within")
	}
}
