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
	"mtalab/sim/evidence"
	"mtalab/sim/network"
)

// heedless is a sender that ignores its context: the method of this name does not return until it is released.
type heedless struct {
	scriptedSender
	in      string
	release chan struct{}
	closed  int
}

func (d *heedless) enter(method string) {
	if method == d.in {
		<-d.release
	}
}

func (d *heedless) Launch(context.Context, sim.Env) (sim.SenderInstance, error) {
	d.enter("Launch")
	return d, nil
}

func (d *heedless) Send(_ context.Context, m evidence.Message) ([]evidence.Outcome, error) {
	d.enter("Send")
	return says(m, evidence.Deferred), nil
}

func (d *heedless) Verify(context.Context, string) (evidence.Verification, error) {
	d.enter("Verify")
	return evidence.Verification{}, nil
}

func (d *heedless) Due() (time.Time, bool) {
	d.enter("Due")
	return d.scriptedSender.Due()
}

func (d *heedless) Run(ctx context.Context) ([]sim.Attempt, error) {
	d.enter("Run")
	return d.scriptedSender.Run(ctx)
}

func (d *heedless) Close() error {
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
				sender := &heedless{in: method, release: make(chan struct{})}
				sender.due = []time.Time{time.Now().Add(time.Minute)}
				sender.run = func() []sim.Attempt { return nil }
				var world *sim.Running
				ctx, cancel := context.WithTimeoutCause(t.Context(), time.Minute, errors.New("the scenario took longer than 1m0s"))
				defer cancel()
				steps := []func() error{
					func() (err error) {
						world, err = sim.Start(ctx, &sim.World{}, sender, sim.Options{Network: &network.Memory{}})
						return err
					},
					func() error { _, err := world.Send(ctx, letter("u@example.com")); return err },
					func() error { _, err := world.Verify(ctx, "example.com"); return err },
					func() error { return world.Pass(ctx, time.Hour) },
					func() error { return world.Close() },
				}
				var err error
				for len(steps) > 0 && err == nil {
					err, steps = steps[0](), steps[1:]
				}
				require.ErrorContains(t, err, "scriptedSender: "+method+" did not return within 1m5s and is abandoned")
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
		sender := &scriptedSender{send: func(*scriptedSender, evidence.Message) ([]evidence.Outcome, error) {
			<-ctx.Done()
			time.Sleep(4 * time.Second) // it cleans up
			return nil, heeds
		}}
		world, err := sim.Start(ctx, &sim.World{}, sender, sim.Options{Network: &network.Memory{}})
		require.NoError(t, err)
		_, err = world.Send(ctx, letter("u@example.com"))
		require.ErrorIs(t, err, heeds)
		require.NoError(t, world.Close())
	})
}

func TestAPanicOfASenderIsItsCallers(t *testing.T) {
	t.Parallel()
	panics := func(*scriptedSender, evidence.Message) ([]evidence.Outcome, error) { panic("oh no") }
	world := runningOn(t, &network.Memory{}, &sim.World{}, &scriptedSender{send: panics})
	defer func() {
		assert.Contains(t, recover(), "oh no")
	}()
	_, _ = world.Send(bounded(t), letter("u@example.com"))
}
