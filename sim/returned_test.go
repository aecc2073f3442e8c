package sim_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim"
)

// deaf is a sender that ignores its context: the method of this name does not return until it is released.
type deaf struct {
	puppet
	in      string
	release chan struct{}
	closed  int
}

func (d *deaf) enter(method string) {
	if method == d.in {
		<-d.release
	}
}

func (d *deaf) Launch(context.Context, sim.Env) (sim.Outbox, error) {
	d.enter("Launch")
	return d, nil
}

func (d *deaf) Send(_ context.Context, m sim.Message) ([]sim.Outcome, error) {
	d.enter("Send")
	return says(m, sim.Deferred), nil
}

func (d *deaf) Verify(context.Context, string) (sim.Verification, error) {
	d.enter("Verify")
	return sim.Verification{}, nil
}

func (d *deaf) Due() (time.Time, bool) {
	d.enter("Due")
	return d.puppet.Due()
}

func (d *deaf) Run(ctx context.Context) ([]sim.Attempt, error) {
	d.enter("Run")
	return d.puppet.Run(ctx)
}

func (d *deaf) Close() error {
	d.closed++
	d.enter("Close")
	return nil
}

func TestASenderThatIgnoresItsContextIsAbandoned(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"Launch", "Send", "Verify", "Due", "Run", "Close"} {
		t.Run("in "+method, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				sender := &deaf{in: method, release: make(chan struct{})}
				sender.due = []time.Time{time.Now().Add(time.Minute)}
				sender.run = func() []sim.Attempt { return nil }
				world := &sim.World{Network: &sim.Memory{}}
				ctx, cancel := context.WithTimeoutCause(t.Context(), time.Minute, errors.New("the scenario took longer than 1m0s"))
				defer cancel()
				steps := []func() error{
					func() error { return world.Start(ctx, sender) },
					func() error { _, err := world.Send(ctx, letter("u@example.com")); return err },
					func() error { _, err := world.Verify(ctx, "example.com"); return err },
					func() error { return world.Pass(ctx, time.Hour) },
					world.Close,
				}
				var err error
				for len(steps) > 0 && err == nil {
					err, steps = steps[0](), steps[1:]
				}
				require.ErrorContains(t, err, "puppet: "+method+" did not return within 1m5s and is abandoned")
				if method != "Close" {
					assert.ErrorContains(t, err, "the scenario took longer than 1m0s")
					assert.NoError(t, world.Close(), "whatever it is still doing")
				}
				close(sender.release)
				synctest.Wait()
				assert.Equal(t, 1, sender.closed, "one that comes too late is closed as well")
			})
		})
	}
}

func TestASenderThatHeedsItsContextIsWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		heeds := errors.New("so be it")
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		sender := &puppet{send: func(*puppet, sim.Message) ([]sim.Outcome, error) {
			<-ctx.Done()
			time.Sleep(4 * time.Second) // it cleans up
			return nil, heeds
		}}
		world := &sim.World{Network: &sim.Memory{}}
		require.NoError(t, world.Start(ctx, sender))
		_, err := world.Send(ctx, letter("u@example.com"))
		require.ErrorIs(t, err, heeds)
		require.NoError(t, world.Close())
	})
}

func TestAPanicOfASenderIsItsCallers(t *testing.T) {
	t.Parallel()
	world := &sim.World{Network: &sim.Memory{}}
	t.Cleanup(func() { assert.NoError(t, world.Close()) })
	require.NoError(t, world.Start(bounded(t), &puppet{send: func(*puppet, sim.Message) ([]sim.Outcome, error) { panic("oh no") }}))
	defer func() {
		assert.Contains(t, recover(), "oh no")
	}()
	_, _ = world.Send(bounded(t), letter("u@example.com"))
}
