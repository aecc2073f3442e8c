package steps_test

import (
	"context"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/senders/esa"
)

// blind is the ESA, if it could not tell whether it verifies.
type blind struct{ esa.Sender }

func (b blind) Launch(ctx context.Context, env sim.Env) (sim.SenderInstance, error) {
	outbox, err := b.Sender.Launch(ctx, env)
	return blindOutbox{outbox}, err
}

type blindOutbox struct{ sim.SenderInstance }

func (o blindOutbox) Send(ctx context.Context, m evidence.Message) ([]evidence.Outcome, error) {
	outcomes, err := o.SenderInstance.Send(ctx, m)
	for i := range outcomes {
		outcomes[i].Fate, outcomes[i].VerificationUnknown = evidence.Delivered, true
	}
	return outcomes, err
}

func TestMessagesOfABlindSenderMayHaveBeenVerified(t *testing.T) {
	t.Parallel()
	for then, want := range map[string]result.Status{
		"all 3 messages are delivered verified":     result.Passed,
		"all 3 messages are delivered encrypted":    result.Passed,
		"all 3 messages are delivered in plaintext": result.Failed,
	} {
		t.Run(then, func(t *testing.T) {
			t.Parallel()
			record, err := suite.Run(t.Context(), suite.Options{
				Sender: blind{},
				Files: fstest.MapFS{"one.feature": {Data: []byte(`
Feature: A blind sender
  Scenario: One
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com |
    And the TLS setting for example.com is "Required - Verify"
    When 3 messages are sent to u#@example.com
    Then ` + then)}},
			})
			require.NoError(t, err)
			require.Len(t, record.Scenarios, 1)
			assert.Equal(t, want, record.Scenarios[0].Status, record.Scenarios[0].Story)
		})
	}
}
