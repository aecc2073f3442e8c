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

// blackBox is a sender that delivers as it should, and calls hosts by names of its own.
type blackBox struct {
	esa.Sender
	reason string
}

func (blackBox) BlackBox() {}

func (b blackBox) Launch(ctx context.Context, env sim.Env) (sim.SenderInstance, error) {
	outbox, err := b.Sender.Launch(ctx, env)
	return blackBoxOutbox{outbox, b.reason}, err
}

type blackBoxOutbox struct {
	sim.SenderInstance
	reason string
}

func (o blackBoxOutbox) Send(ctx context.Context, message evidence.Message) ([]evidence.Outcome, error) {
	outcomes, err := o.SenderInstance.Send(ctx, message)
	for i := range outcomes {
		outcomes[i].Reason = o.reason
		if outcomes[i].Host != "" {
			outcomes[i].Host = "name-of-its-own.not"
		}
	}
	return outcomes, err
}

func TestABlackBoxIsAskedForWhatCanBeSeen(t *testing.T) {
	t.Parallel()
	const (
		world = `
Feature: A black box
  Scenario: One
    Given these DNS records:
      | example.com | MX    | 10 alias.not |
      | alias.not   | CNAME | mx.not       |
      | mx.not      | A     | 192.0.2.1    |
      | other.not   | A     | 192.0.2.2    |
    And an MTA at 192.0.2.1 without STARTTLS
    And the TLS setting for example.com is "No"
`
		toNobody  = "When a message is sent to u@nowhere.not\nThen the message is bounced\nAnd "
		delivered = "When a message is sent to u@example.com\nThen the message is delivered in plaintext"
		nobody    = `Given the TLS setting for nowhere.not is "No"` + "\n"
	)
	for name, test := range map[string]struct {
		reason, steps string
		want          result.Status
		problem       string
	}{
		"the name that led there":           {"", delivered + " via alias.not", result.Passed, ""},
		"the address":                       {"", delivered + " via 192.0.2.1", result.Passed, ""},
		"a name that led nowhere":           {"", delivered + " via mx9.not", result.Broken, "mx9.not is nowhere in this world"},
		"a name of which nobody asked":      {"", delivered + " via other.not", result.Failed, "and not via other.not"},
		"a code where there is none":        {"Unrouteable address", nobody + toNobody + `the reason says "5.1.2"`, result.Passed, ""},
		"another code":                      {"550 5.1.1 No", nobody + toNobody + `the reason says "5.1.2"`, result.Failed, `the reason is "550 5.1.1 No"`},
		"words that are no code":            {"Unrouteable address", nobody + toNobody + `the reason says "no such domain"`, result.Failed, "Unrouteable address"},
		"a late reply":                      {"", "And the MTA at 192.0.2.1 answers EHLO too late\n" + delivered, result.NotSupported, "waits by the machine's clock, and a late reply takes time by the world's"},
		"a slow connection":                 {"", "And connections to 192.0.2.1 carry 1 byte a second\n" + delivered, result.NotSupported, "a slow connection"},
		"a packet that is lost":             {"", "And connections to 192.0.2.1 stay unanswered\n" + delivered, result.NotSupported, "a packet that is lost"},
		"silence, which has no end, is one": {"", "And the MTA at 192.0.2.1 stays silent in place of answering EHLO\nWhen a message is sent to u@example.com\nThen the message is deferred", result.Passed, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			record, err := suite.Run(t.Context(), suite.Options{
				Sender: blackBox{reason: test.reason},
				Files:  fstest.MapFS{"one.feature": {Data: []byte(world + test.steps)}},
			})
			require.NoError(t, err)
			require.Len(t, record.Scenarios, 1)
			ended := record.Scenarios[0]
			require.Equal(t, test.want, ended.Status, "%+v\n%s", ended.Problem, ended.Story)
			if test.problem != "" {
				assert.Contains(t, ended.Problem.Text, test.problem)
			}
		})
	}
}
