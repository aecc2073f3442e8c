package namespace

import (
	"errors"
	"io"
	"net"
	"sync"

	"mtalab/sim/network"
)

// Pool makes networks, and hands out anew a Private one that its world has left fit for another (see
// Private.MarkReusable): to make one takes longer than most deliveries. Other networks are passed on as they are.
// Safe for concurrent use. Close it when the last world is closed.
type Pool struct {
	// Make makes a network; nil: a Loopback.
	Make func() network.Network

	mu     sync.Mutex
	idle   []*Private
	closed bool
}

// Network is for one world, which closes it.
func (s *Pool) Network() network.Network {
	if private := s.take(); private != nil {
		return &lease{Private: private, pool: s}
	}
	if s.Make == nil {
		return &network.Loopback{}
	}
	network := s.Make()
	if private, ok := network.(*Private); ok {
		return &lease{Private: private, pool: s}
	}
	return network
}

// take is one that waits, the latest first; nil: none does.
func (s *Pool) take() *Private {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.idle) > 0 {
		last := len(s.idle) - 1
		private := s.idle[last]
		s.idle = s.idle[:last]
		if !private.isLost() {
			return private
		}
		_ = private.Close() // it has ended by itself, or somebody has killed it
	}
	return nil
}

// Close ends the networks that wait, and what runs in them. One that is still lent ends with its world.
func (s *Pool) Close() error {
	s.mu.Lock()
	idle := s.idle
	s.idle, s.closed = nil, true
	s.mu.Unlock()
	var errs []error
	for _, private := range idle {
		errs = append(errs, private.Close())
	}
	return errors.Join(errs...)
}

// put takes back what a world has let go of, unless the pool is closed.
func (s *Pool) put(private *Private) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.idle = append(s.idle, private)
	}
	return !s.closed
}

// lease is a Private network in the hands of one world.
type lease struct {
	*Private
	pool *Pool

	mu       sync.Mutex
	opened   []io.Closer
	refused  bool // it is fit for no other world: an address was not to be had, as something is left of an earlier one
	returned bool
}

func (l *lease) Listen(network, address string) (net.Listener, error) {
	listener, err := l.Private.Listen(network, address)
	l.keep(listener, err)
	return listener, err
}

func (l *lease) ListenPacket(network, address string) (net.PacketConn, error) {
	packets, err := l.Private.ListenPacket(network, address)
	l.keep(packets, err)
	return packets, err
}

func (l *lease) keep(opened io.Closer, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		l.refused = true
		return
	}
	l.opened = append(l.opened, opened)
}

// Discard says that somebody may go on using the network.
func (l *lease) Discard() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refused = true
}

// Close gives the network back if it is fit for another world, and ends it if not.
func (l *lease) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.returned {
		return nil
	}
	l.returned = true
	if l.reset(l.opened) && !l.refused && l.pool.put(l.Private) {
		return nil
	}
	return l.Private.Close()
}
