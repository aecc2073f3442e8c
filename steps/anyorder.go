package steps

import (
	"context"
	"errors"
	"fmt"

	"github.com/cucumber/godog"

	"mtalab/sim"
)

// orders is how many seeds stand for every order: each order of three equal hosts is among them.
const orders = 24

// whateverTheOrder makes the scenario hold for every order among equals: it is run once for each of many seeds, first for 0.
func (s *scenario) whateverTheOrder() error {
	if err := s.noSeedYet(); err != nil {
		return err
	}
	s.everyOrder = true
	s.world.Policy.Seed = s.order
	return nil
}

// inOtherOrders runs the steps of a scenario that has passed for the seeds that are left. What one of them came to takes the
// place of what the scenario came to, if it did not pass.
func (s *scenario) inOtherOrders(ctx context.Context) error {
	if !s.everyOrder || s.laboratory.Hold != nil || s.laboratory.Describe != nil {
		return nil
	}
	if s.running.Unobservable("whatever order among equals but the one that it took: it has no seed") {
		return nil
	}
	for order := int64(1); order < orders; order++ {
		again := s.afresh(order)
		step, err := again.runThrough(ctx, s.all)
		if err == nil {
			if err = again.running.Close(); err != nil {
				return fmt.Errorf("close the world: %w", err)
			}
			continue
		}
		first := s.running
		s.world, s.running, s.deviations, s.step = again.world, again.running, again.deviations, step
		return errors.Join(fmt.Errorf("with the seed %d among equals: %w", order, err), first.Close())
	}
	return nil
}

// afresh is the state of the same scenario before its first step, with a seed.
func (s *scenario) afresh(order int64) *scenario {
	quiet := s.laboratory
	quiet.OnEntry, quiet.Done = nil, nil
	again := &scenario{laboratory: quiet, world: new(sim.World), running: new(sim.Running), listening: new(sim.Listening), order: order, bounded: s.bounded, all: s.all}
	again.world.Instant = s.began
	return again
}

// runThrough does every step, and says at which one it ended before the last.
func (s *scenario) runThrough(ctx context.Context, steps []*godog.Step) (*godog.Step, error) {
	for _, step := range steps {
		s.current = step
		p, values, known := s.phraseOf(step)
		if !known {
			return step, unknown(step)
		}
		if err := s.call(ctx, p, values); err != nil {
			return step, err
		}
	}
	return nil, s.unsaid()
}
