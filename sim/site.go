package sim

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"mtalab/fakedns"
	"mtalab/pki"
	"mtalab/sim/clock"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
)

// Options say on what a world runs.
type Options struct {
	// Network carries everything; nil: a Loopback of its own. The world closes it.
	Network network.Network
	// Resolver, if set, lends a validating resolver to a world with signed zones, which then stands between the sender and
	// the name server.
	Resolver Resolver
	// SessionTimeout bounds a session with an MTA by the wall clock; 0: as fakemta.Server has it.
	SessionTimeout time.Duration
	// OnEntry, if set, is told of everything as it happens, one thing at a time. The world waits
	// meanwhile: it must not call the world.
	OnEntry func(evidence.Entry)
}

// site is what every world has that runs: a network, a clock, a name server, and the trail.
type site struct {
	World *World // what it was made of
	Clock *clock.Clock
	Trail *Trail

	options Options
	network network.Network
	dns     fakedns.Server // which the sender asks
	between *between       // nil: nothing stands between it and the zones
	issued  issued
	nobody  Certificate // what TLSA records are of that fit nothing
	// abandoned says that a call of the MTA under test never returned.
	abandoned atomic.Bool
}

// open opens the network and starts the name server.
func (s *site) open(ctx context.Context, world *World, options Options) error {
	s.World, s.options, s.network = world, options, options.Network
	if s.network == nil {
		s.network = &network.Loopback{}
	}
	instant := world.Instant
	if instant.IsZero() {
		instant = time.Now()
	}
	s.Clock = clock.NewClock(instant)
	s.Trail = newTrail(s.Clock, options.OnEntry)
	for _, remark := range world.Remarks {
		s.Trail.add("world", evidence.Note{Text: remark})
	}
	if err := s.standBetween(ctx, options.Resolver); err != nil {
		return err
	}
	records, err := s.withTLSA(world.DNS.Records)
	if err != nil {
		return err
	}
	names := s.names()
	names.Records, names.Faults = records, world.DNS.Faults
	names.SecureZones, names.SignedZones, names.Now = world.DNS.SecureZones, world.DNS.SignedZones, s.Clock.Now
	names.OnSilence = s.Clock.AdvanceToNextDeadline
	s.dns.OnQuery = func(query fakedns.Query) { s.Trail.add("dns", query) }
	return s.serveNames()
}

// Issue issues a certificate, valid by the world's clock. The same description gives the same certificate ever after.
func (s *site) Issue(c *Certificate) (*pki.Certificate, error) {
	return s.issued.issue(c, s.Clock.Now())
}

// SetRecords replaces what the name server answers, from the next question on.
func (s *site) SetRecords(records []fakedns.Record) error {
	all, err := s.withTLSA(records)
	if err != nil {
		return err
	}
	s.forget()
	return s.names().SetRecords(all)
}

// forget makes a resolver that stands between forget what it was told so far.
func (s *site) forget() {
	if s.between != nil {
		s.between.changed()
	}
}

// SetFaults replaces what is wrong with the answers of the name server, from the next question on.
func (s *site) SetFaults(faults []fakedns.Fault) error {
	s.forget()
	return s.names().SetFaults(faults)
}

// close ends the name server and the network.
func (s *site) close() error {
	if s.network == nil {
		return nil
	}
	if lent, ok := s.network.(network.Lent); ok && s.abandoned.Load() {
		lent.Discard()
	}
	errs := []error{s.dns.Close()}
	if s.between != nil {
		errs = append(errs, s.between.close())
	}
	return errors.Join(append(errs, s.network.Close())...)
}
