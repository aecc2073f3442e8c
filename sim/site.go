package sim

import (
	"errors"
	"fmt"
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
	dns     fakedns.Server
	issued  issued
	nobody  Certificate // what TLSA records are of that fit nothing
	// abandoned says that a call of the MTA under test never returned.
	abandoned atomic.Bool
}

// open opens the network and starts the name server.
func (s *site) open(world *World, options Options) error {
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
	var err error
	if s.dns.Records, err = s.withTLSA(world.DNS.Records); err != nil {
		return err
	}
	s.dns.Faults = world.DNS.Faults
	s.dns.SecureZones, s.dns.SignedZones, s.dns.Now = world.DNS.SecureZones, world.DNS.SignedZones, s.Clock.Now
	s.dns.OnQuery = func(query fakedns.Query) { s.Trail.add("dns", query) }
	s.dns.OnSilence = s.Clock.AdvanceToNextDeadline
	udp, err := s.network.ListenPacket("udp", network.NameServer.String())
	if err != nil {
		return fmt.Errorf("start the name server: %w", err)
	}
	tcp, err := s.network.Listen("tcp", network.NameServer.String())
	if err != nil {
		return fmt.Errorf("start the name server: %w", errors.Join(err, udp.Close()))
	}
	if err := s.dns.Start(udp, tcp); err != nil {
		return fmt.Errorf("start the name server: %w", err)
	}
	return nil
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
	return s.dns.SetRecords(all)
}

// SetFaults replaces what is wrong with the answers of the name server, from the next question on.
func (s *site) SetFaults(faults []fakedns.Fault) error { return s.dns.SetFaults(faults) }

// close ends the name server and the network.
func (s *site) close() error {
	if s.network == nil {
		return nil
	}
	if lent, ok := s.network.(network.Lent); ok && s.abandoned.Load() {
		lent.Discard()
	}
	return errors.Join(s.dns.Close(), s.network.Close())
}
