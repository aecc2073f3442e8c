package suite

import (
	"context"
	"errors"
	"math"

	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

// Hold builds the world of the one scenario that Options.Select picks: what it gives, up to its first
// When. It calls hold with the scenario, its world, which has started, and all that a sender sees of it;
// hold sends, or looks, or waits, as long as it likes and no longer than ctx. The world is closed once
// hold has returned, whose error is returned. Options.Sender is who sends; nil: nobody can. ErrInput says
// that the fault is in the selection or in what the scenario gives, and hold was not called.
func Hold(ctx context.Context, options Options, hold func(context.Context, result.Scenario, *sim.Running, sim.Env) error) error {
	scenario, err := options.one()
	if err != nil {
		return err
	}
	if options.Sender == nil {
		options.Sender = nobody{}
	}
	resident := &resident{Sender: options.Sender}
	options.Sender = resident
	options.Bound = math.MaxInt64
	held := false
	options.hold = func(ctx context.Context, world *sim.Running) {
		held = true
		err = hold(ctx, scenario, world, resident.env)
	}
	run, running := Run(ctx, options)
	switch {
	case held:
		return err
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case running != nil:
		return running
	}
	return notHeld(scenario, run)
}

// notHeld is why the world of a scenario could not be had.
func notHeld(scenario result.Scenario, run result.Run) error {
	problem := run.Scenarios[0].Problem
	return text.Input("%s:%d: %s\n  %s", scenario.Path, problem.Line, problem.Step, problem.Text)
}

// one is the one scenario that is selected.
func (o Options) one() (result.Scenario, error) {
	found, err := List(o)
	if err != nil {
		return result.Scenario{}, err
	}
	if first := found[0]; len(found) > 1 {
		return result.Scenario{}, text.Input("%s: want one scenario, and these are %d: name one by its line, such as %s", first.Path, len(found), first.Place())
	}
	return found[0], nil
}

// resident is a sender of which we keep what it sees of its world.
type resident struct {
	sim.Sender
	env sim.Env
}

func (r *resident) Launch(ctx context.Context, env sim.Env) (sim.SenderInstance, error) {
	r.env = env
	return r.Sender.Launch(ctx, env)
}

// nobody is a sender that understands every policy, as it never sends.
type nobody struct{}

func (nobody) Name() string { return "nobody" }

func (nobody) Launch(context.Context, sim.Env) (sim.SenderInstance, error) { return nobody{}, nil }

func (nobody) Send(context.Context, evidence.Message) ([]evidence.Outcome, error) {
	return nil, errors.New("the world is held for looking only")
}

func (nobody) Close() error { return nil }
