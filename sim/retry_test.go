package sim_test

import (
	"context"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
)

// retrying is a sender with a queue that can be asked to try now, and a black box.
type retrying struct {
	*scriptedSender
	retry func(evidence.Message) ([]evidence.Outcome, error)
}

func (retrying) BlackBox() {}

func (p retrying) Launch(ctx context.Context, env sim.Env) (sim.SenderInstance, error) {
	outbox, err := p.scriptedSender.Launch(ctx, env)
	return retryingOutbox{outbox, p.retry}, err
}

type retryingOutbox struct {
	sim.SenderInstance
	retry func(evidence.Message) ([]evidence.Outcome, error)
}

func (o retryingOutbox) Retry(_ context.Context, message evidence.Message) ([]evidence.Outcome, error) {
	return o.retry(message)
}

// defers is the first attempt of a sender that gets nowhere.
func defers(_ *scriptedSender, m evidence.Message) ([]evidence.Outcome, error) {
	return says(m, evidence.Deferred), nil
}

func TestASenderIsAskedToTryAgainEveryHalfHour(t *testing.T) {
	t.Parallel()
	var world *sim.Running
	var asked []string
	began := time.Now()
	sender := retrying{&scriptedSender{send: defers}, func(m evidence.Message) ([]evidence.Outcome, error) {
		asked = append(asked, fmt.Sprintf("%.0f min: %s to %v", world.Clock.Now().Sub(began).Minutes(), m.ID, m.To))
		outcomes := says(m, evidence.Deferred)
		outcomes[0].Fate = evidence.Bounced
		return outcomes, nil
	}}
	world = running(t, &sim.World{Instant: began}, sender)
	pass := func(minutes int) {
		t.Helper()
		require.NoError(t, world.Pass(bounded(t), time.Duration(minutes)*time.Minute))
	}
	send := func(to ...string) {
		t.Helper()
		_, err := world.Send(bounded(t), letter(to...))
		require.NoError(t, err)
	}
	send("a@a.not", "b@a.not", "c@a.not")
	pass(20)
	send("d@a.not")
	assert.Empty(t, asked, "it is too early (RFC 5321 §4.5.4.1)")
	pass(60)
	assert.Equal(t, []string{
		"30 min: <1@mtalab.test> to [a@a.not b@a.not c@a.not]",
		"50 min: <2@mtalab.test> to [d@a.not]",
		"60 min: <1@mtalab.test> to [b@a.not c@a.not]",
	}, asked, "each by the time of its own last attempt, for those who still wait")
	got, err := world.Fate("b@a.not")
	require.NoError(t, err)
	assert.Equal(t, evidence.Bounced, got.Fate, "the later word counts")
	assert.Contains(t, world.Trail.String(), "scriptedSender is asked to try again what is for b@a.not, c@a.not: its queue goes by its own clock")
	pass(30)
	assert.Len(t, asked, 4)
	pass(600)
	assert.Len(t, asked, 4, "nobody waits any more")
}

func TestWhatASenderCountsByItsOwnClockIsNotSupported(t *testing.T) {
	t.Parallel()
	asked := 0
	sender := retrying{&scriptedSender{send: defers}, func(m evidence.Message) ([]evidence.Outcome, error) {
		asked++
		return says(m, evidence.Deferred), nil
	}}
	world := running(t, &sim.World{}, sender)
	require.NoError(t, world.Pass(bounded(t), 72*time.Hour), "nothing waits")
	_, err := world.Send(bounded(t), letter("a@a.not"))
	require.NoError(t, err)
	require.NoError(t, world.Pass(bounded(t), 47*time.Hour))
	assert.Equal(t, 94, asked)
	err = world.Pass(bounded(t), time.Hour)
	require.ErrorIs(t, err, sim.ErrNotSupported)
	assert.ErrorContains(t, err, "how long the queue of scriptedSender keeps a message goes by its own clock")
	assert.Equal(t, 94, asked, "it is not asked")
}

func TestASenderThatIsAskedTellsTheFateOfEveryRecipient(t *testing.T) {
	t.Parallel()
	sender := retrying{&scriptedSender{send: defers}, func(m evidence.Message) ([]evidence.Outcome, error) {
		return says(m, evidence.Deferred)[1:], nil
	}}
	world := running(t, &sim.World{}, sender)
	_, err := world.Send(bounded(t), letter("a@a.not", "b@a.not"))
	require.NoError(t, err)
	assert.ErrorContains(t, world.Pass(bounded(t), time.Hour), "scriptedSender does not tell the fate of the message to a@a.not")
}

func TestACertificateIsJudgedByTheClockOfTheSender(t *testing.T) {
	t.Parallel()
	soon := time.Now().Add(10 * time.Minute)
	for sentence, test := range map[string]struct {
		leaf    pki.Leaf
		differs bool
	}{
		"it is valid by both clocks":                      {pki.Leaf{DNSNames: []string{"mx1.example.com"}}, false},
		"it has expired by the world's, which is ahead":   {pki.Leaf{NotAfter: soon}, true},
		"it is valid by the world's, and not yet by ours": {pki.Leaf{NotBefore: soon}, true},
		"it has expired by both clocks":                   {pki.Leaf{NotAfter: time.Now().Add(-time.Hour)}, false},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			own := &scriptedSender{send: defers}
			sender := retrying{own, func(m evidence.Message) ([]evidence.Outcome, error) {
				_ = own.handOver(m, true) // it may refuse the certificate
				return says(m, evidence.Deferred), nil
			}}
			world := runningOn(t, &network.Memory{}, &sim.World{MTAs: []*sim.MTA{{
				Address: netip.MustParseAddr("192.0.2.1"), Shows: &sim.Certificate{Leaf: test.leaf},
			}}}, sender)
			_, err := world.Send(bounded(t), letter("a@a.not"))
			require.NoError(t, err)
			err = world.Pass(bounded(t), time.Hour)
			if test.differs {
				require.ErrorIs(t, err, sim.ErrNotSupported)
				assert.ErrorContains(t, err, "scriptedSender goes by the machine's clock")
				return
			}
			require.NoError(t, err)
		})
	}
}
