// Package fakedns is a DNS server that answers from zone lines, misbehaves on request and remembers
// every question. It plays the resolver of a small world: what is not in its zone does not exist.
//
//	records, err := fakedns.ParseRecords("example.com MX 10 mx1.example.com")
//	server := &fakedns.Server{
//		Records: records,
//		Faults:  []fakedns.Fault{{Name: "example.com", Type: "MX", Rcode: "SERVFAIL", Times: 1}},
//	}
//	err = server.Start(udp, tcp) // a net.PacketConn and a net.Listener
//	defer server.Close()
//	questions := server.Queries()
package fakedns

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Server is the name server of one world. The zero value is an honest resolver of an empty world. Set
// the fields before Start; the methods are safe for concurrent use after it.
//
// It is honest as a resolver is: RA set, AA not; aliases followed; a name that exists without the
// records asked for (NOERROR) told apart from one that does not exist (NXDOMAIN), each with the SOA record
// that says how long that may be kept (RFC 2308); wildcards expanded (RFC 4592); an answer too large for UDP
// marked TC and given whole over TCP. Where the records do not say by an SOA, an NS or SecureZones which zone a
// name lies in, it is the domain that somebody would have registered, or else the root. The SOA of a negative
// answer is left out where it alone would make it too large, and where a Fault decides the answer.
type Server struct {
	// Records are the zone, in the order in which they are answered.
	Records []Record
	// SecureZones are the zones whose answers have been validated, with all that lies below them;
	// "." is the whole world. An asker that wants to know (DO or AD set) is told so by the AD bit, if every
	// name on the way to the answer, or to its proven absence, lies in one. There are no signatures.
	SecureZones []string
	// SignedZones are the zones that are signed, for an asker that validates (DO and CD set). For one that does not the
	// server is the validating resolver that it trusts: AD says that an answer is secure, and SERVFAIL that it is bogus.
	SignedZones []SignedZone
	// Now is the clock by which zones are signed; nil: the machine's.
	Now func() time.Time
	// Faults are what is wrong.
	Faults []Fault
	// OnQuery, if set, is called once per question, after the answer is decided and before it is
	// sent, from several goroutines. The questions behind it wait until it returns. It must not
	// call Close, which waits for it.
	OnQuery func(Query)
	// OnSilence, if set, is called, in a goroutine of its own, when a Fault makes the server stay
	// silent: the world lets time pass there. It must not call Close, which waits for it.
	OnSilence func()

	// Forward, if set, answers in place of the zone: a resolver that asks another Server in its turn.
	Forward Forwarder

	lifetime context.Context // until Close; nil before Start
	end      context.CancelFunc
	zone     atomic.Pointer[zone]
	handlers sync.WaitGroup

	mu      sync.Mutex
	state   state
	open    map[io.Closer]struct{} // the socket, the listener and the connections
	traps   []*trap
	queries [][]Query // full up to the last one: a list that grows would be copied again and again
	broken  error     // why a socket or listener ended other than by being closed
}

type state int

const (
	notStarted state = iota
	serving
	closed
)

// callingListener is a listener that calls with each connection, in place of Accept.
type callingListener interface {
	net.Listener
	Handle(func(net.Conn))
}

// callingPacketConn is a socket that calls with each packet, one at a time, in place of ReadFrom.
type callingPacketConn interface {
	net.PacketConn
	Handle(func(packet []byte, from net.Addr))
}

// Start serves on a socket and a listener, of which one may be nil, and returns at once. It takes
// over both: Close closes them, and so does Start if it fails, because of a record or fault that
// cannot be understood or because the server was started or closed before. For a
// callingListener and a callingPacketConn nobody waits, and Close of the socket waits for its call.
func (s *Server) Start(udp net.PacketConn, tcp net.Listener) error {
	err := s.prepare(udp, tcp)
	if err != nil {
		closeSockets(udp, tcp)
		return fmt.Errorf("start the DNS server: %w", err)
	}
	s.serve(udp, tcp)
	return nil
}

func (s *Server) prepare(udp net.PacketConn, tcp net.Listener) error {
	if udp == nil && tcp == nil {
		return errors.New("neither a socket nor a listener to serve on")
	}
	zone, err := newSignedZone(s.Records, s.SecureZones, s.SignedZones, s.Now)
	if err != nil {
		return err
	}
	traps, err := newTraps(s.Faults)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != notStarted {
		return errors.New("it was started or closed before")
	}
	s.state, s.traps, s.open = serving, traps, map[io.Closer]struct{}{}
	s.zone.Store(zone)
	if s.Forward != nil {
		s.lifetime, s.end = context.WithCancel(context.Background())
	}
	s.takeOver(udp, tcp)
	return nil
}

// SetRecords replaces the zone between two questions. An error leaves the old one in place.
func (s *Server) SetRecords(records []Record) error {
	zone, err := newSignedZone(records, s.SecureZones, s.SignedZones, s.Now)
	if err != nil {
		return fmt.Errorf("replace the records: %w", err)
	}
	s.zone.Store(zone)
	return nil
}

// SetFaults replaces what is wrong between two questions and counts Times anew. An error leaves the
// old faults in place.
func (s *Server) SetFaults(faults []Fault) error {
	traps, err := newTraps(faults)
	if err != nil {
		return fmt.Errorf("replace the faults: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.traps = traps
	return nil
}

// Queries returns every question so far, in the order of arrival.
func (s *Server) Queries() []Query {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Concat(s.queries...)
}

// manyQueries is how many are kept in one piece.
const manyQueries = 1024

func (s *Server) remember(query Query) {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := len(s.queries) - 1
	if last < 0 || len(s.queries[last]) == manyQueries {
		s.queries = append(s.queries, nil)
		last++
	}
	s.queries[last] = append(s.queries[last], query)
}

// Close ends the server, closes what Start took over and every connection, and waits for the
// callbacks that run. It returns what went wrong with the sockets, if anything, since Start.
func (s *Server) Close() error {
	s.mu.Lock()
	open := s.open
	s.state, s.open = closed, nil
	s.mu.Unlock()
	if s.end != nil {
		s.end()
	}
	for c := range open {
		_ = c.Close() // nothing can be done about it
	}
	s.handlers.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.broken
}
