package suite

import (
	"context"

	"mtalab/sim"
)

// Describe is the world of the one scenario that Options.Select picks: what it gives, up to its first When. Nothing of it
// is started. ErrInput says that the fault is in the selection or in what the scenario gives.
func Describe(ctx context.Context, options Options) (*sim.World, error) {
	scenario, err := options.one()
	if err != nil {
		return nil, err
	}
	var world *sim.World
	options.Sender, options.Receiver = nobody{}, nil
	options.describe = func(described *sim.World) { world = described }
	run, err := Run(ctx, options)
	if world == nil && err == nil {
		err = notHeld(scenario, run)
	}
	return world, err
}
