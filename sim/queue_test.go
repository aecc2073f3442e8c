package sim_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim"
	"mtalab/sim/evidence"
)

func TestTheQueueRunsWheneverSomethingIsDue(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	at := func(minutes int) time.Time { return start.Add(time.Duration(minutes) * time.Minute) }
	sender := &scriptedSender{due: []time.Time{at(10), at(30), at(31)}}
	sender.send = func(_ *scriptedSender, m evidence.Message) ([]evidence.Outcome, error) {
		return says(m, evidence.Deferred), nil
	}
	world := running(t, &sim.World{Instant: start}, sender)
	_, err := world.Send(bounded(t), letter("a@a.not"))
	require.NoError(t, err)

	var ran []time.Time
	sender.run = func() []sim.Attempt {
		ran = append(ran, world.Clock.Now())
		return []sim.Attempt{{Message: "<1@mtalab.test>", Outcome: evidence.Outcome{Recipient: "a@a.not", Fate: evidence.Bounced}}}
	}
	require.NoError(t, world.Pass(bounded(t), 9*time.Minute))
	assert.Empty(t, ran)
	require.NoError(t, world.Pass(bounded(t), 21*time.Minute))
	assert.Equal(t, []time.Time{at(10), at(30)}, ran, "the second at the very end")
	assert.Equal(t, at(30), world.Clock.Now())
	got, err := world.Fate("a@a.not")
	require.NoError(t, err)
	assert.Equal(t, evidence.Bounced, got.Fate, "the later word counts")
	assert.Contains(t, world.Trail.String(), "world 9 minutes pass\n      60 seconds pass\n")
}

func TestASenderWhoseQueueIsNotToBeBelieved(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	stranger := func() []sim.Attempt {
		return []sim.Attempt{{Message: "<7@mtalab.test>", Outcome: evidence.Outcome{Recipient: "a@a.not"}}}
	}
	for says, sender := range map[string]*scriptedSender{
		"scriptedSender has run its queue, and something in it is still due":                            {due: []time.Time{start, start}, run: func() []sim.Attempt { return nil }},
		"scriptedSender tells the fate of message <7@mtalab.test> to a@a.not, which it was never given": {due: []time.Time{start}, run: stranger},
	} {
		t.Run(says, func(t *testing.T) {
			t.Parallel()
			world := running(t, &sim.World{Instant: start}, sender)
			assert.EqualError(t, world.Pass(bounded(t), time.Minute), says)
		})
	}
}

// quiet is a sender with nothing but an outbox.
type quiet struct{ sim.Sender }

func (q quiet) Launch(ctx context.Context, env sim.Env) (sim.SenderInstance, error) {
	outbox, err := q.Sender.Launch(ctx, env)
	return struct{ sim.SenderInstance }{outbox}, err
}

func TestWhatASenderCannotDoIsNotSupported(t *testing.T) {
	t.Parallel()
	world := oneHost(t, quiet{&scriptedSender{}})
	err := world.Pass(bounded(t), time.Hour)
	assert.ErrorIs(t, err, sim.ErrNotSupported)
	assert.ErrorContains(t, err, "scriptedSender has no queue")
	_, err = world.Verify(bounded(t), "example.com")
	assert.ErrorIs(t, err, sim.ErrNotSupported)
	assert.ErrorContains(t, err, "scriptedSender has no tool")
}
