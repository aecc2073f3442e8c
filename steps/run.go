package steps

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cucumber/godog"

	"mtalab/sim"
)

// run starts the world at the first When.
func (s *scenario) run(ctx context.Context) error {
	if !s.sends && !s.listens {
		if err := s.sensible(true); err != nil {
			return err
		}
	}
	switch {
	case s.checking:
		s.sends = true
		return godog.ErrSkip
	case s.sends:
		return s.refused
	case s.laboratory.Describe != nil:
		s.placeSender()
		s.laboratory.Describe(s.world)
		s.sends = true
		return godog.ErrSkip
	}
	if s.listens {
		return badText("a sender sends mail: not in a scenario in which a client connects to a receiver under test")
	}
	if s.laboratory.Sender == nil {
		return s.skipIfUnsupported(fmt.Errorf("%w: it only listens, and this scenario is for an MTA that sends", sim.ErrNotSupported))
	}
	s.sends = true
	if s.laboratory.Prepare != nil {
		s.laboratory.Prepare(s.world)
	}
	if err := s.countable(); err != nil {
		return err
	}
	s.placeSender()
	if err := s.checkPolicy(); errors.Is(err, sim.ErrNotSupported) {
		return err // and no network was made for it
	}
	var err error
	if s.running, err = sim.Start(ctx, s.world, s.laboratory.Sender, s.options()); err != nil || s.laboratory.Hold == nil {
		return s.skipIfUnsupported(err)
	}
	s.laboratory.Hold(ctx, s.running)
	return godog.ErrSkip
}

// skipIfUnsupported turns "not supported" into godog's way to skip the rest of a scenario.
func (s *scenario) skipIfUnsupported(err error) error {
	if errors.Is(err, sim.ErrNotSupported) {
		return fmt.Errorf("%w: %w", godog.ErrSkip, err)
	}
	return err
}

// options are on what the world runs.
func (s *scenario) options() sim.Options {
	options := sim.Options{Resolver: s.laboratory.Resolver, SessionTimeout: s.laboratory.SessionTimeout, OnEntry: s.laboratory.OnEntry}
	if s.laboratory.Network != nil {
		options.Network = s.laboratory.Network()
	}
	return options
}

// trail is what happened so far.
func (s *scenario) trail() *sim.Trail {
	if s.listens {
		return s.listening.Trail
	}
	return s.running.Trail
}

// now is the present by the world's clock.
func (s *scenario) now() time.Time {
	switch {
	case s.running.Clock != nil:
		return s.running.Clock.Now()
	case s.listening.Clock != nil:
		return s.listening.Clock.Now()
	}
	return s.world.Instant
}
