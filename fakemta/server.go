// Package fakemta is an MTA that offers STARTTLS, misbehaves on request and
// remembers every line.
//
//	server := &fakemta.Server{Name: "mx1.example.com"}
//	server.Behaviour.Plain.Replies = map[string]fakemta.Reply{"STARTTLS": {Text: "454 4.7.0 Not now"}}
//	server.Start(listener)
//	defer server.Close()
//	sessions := server.Sessions()
//
// go-smtp speaks SMTP; this package owns the wire: the connection, the
// transcript, the reply to EHLO, STARTTLS and the handshake. The zero value of
// a Server is honest; a Behaviour names only what is wrong.
package fakemta

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"
)

// Server is an MTA. Set its fields before Start or ServeConn, read its
// Sessions after. The zero value is an honest server without STARTTLS.
type Server struct {
	// Name is given in the greeting and the reply to EHLO; default "mta.test".
	Name string
	// Certificate is called in each full handshake with the server name of the
	// ClientHello, "" if there is none. nil: STARTTLS is not offered. An error
	// fails the handshake with the alert internal_error.
	Certificate func(serverName string) (*tls.Certificate, error)

	// Users are the passwords of those who may authenticate, by name; nil: any name and password will do.
	Users map[string]string

	// ClientCAs are what the certificates of clients are verified against, where a Behaviour says so.
	ClientCAs *x509.CertPool
	// CheckRevocation, if set, says what stands against a client's path, leaf first, where Behaviour.MutualTLSDomains wants one.
	CheckRevocation func(path []*x509.Certificate) error
	// Refuse, if set, is asked about each MAIL that would be accepted, with its envelope sender: a reply such as
	// "530 5.7.0 No" refuses it, "" does not.
	Refuse func(s *Session, from string, encrypted bool) (reply string)

	// Behaviour is met by every connection, unless Meets is set.
	Behaviour Behaviour
	// Meets, if set, is asked of each connection, in the order in which they come, what it meets, in place of Behaviour,
	// Certificate and Hesitates. It must not call the Server.
	Meets func(net.Conn) Met

	// hesitates has the server wait a moment inside TLS before each reply that the client must wait for: a
	// client that goes on without it believes what somebody else has said (RATK-5), and an event Ahead tells
	// so. Where a Behaviour adds to the reply to STARTTLS, the server hesitates by itself.
	hesitates bool

	// OnEvent is called with each event as it happens, in order and never
	// twice at a time within a session, by the goroutine that serves it, but for
	// Opened by the one that accepts. What the server says reaches the client
	// after OnEvent has returned. It must not call Wait or Close.
	OnEvent func(*Session, Event)
	// OnDecision, if set, is told what an honest server decides beside its replies, before the client can know; as OnEvent.
	OnDecision func(*Session, Decision)
	// OnSilence is called when a Behaviour makes the server silent, once it has
	// read what it will not answer: the client already waits for us.
	OnSilence func()
	// OnDelay is called when a Behaviour makes the server reply late, and is to let so much time pass.
	OnDelay func(time.Duration)
	// Lateness, if set, is how long a reply takes by the wall clock that is late by so much, beside OnDelay; and one that is
	// Delayed, beside OnSilence: 0 asks for that.
	Lateness func(late time.Duration) time.Duration
	// OnTick is called between two segments of a reply that is cut in segments.
	OnTick func()
	// Now is the time for certificates and session tickets; default time.Now.
	Now func() time.Time

	// Timeout bounds a session by the wall clock, whatever happens in it;
	// default 60 s. It ends with an event that says what the server waited for.
	Timeout time.Duration
	// KeepData bounds the bytes kept of each message; default 1 MiB. Of all
	// messages of a session 64 times as much are kept.
	KeepData int

	mu        sync.Mutex
	closed    bool
	listeners []net.Listener
	accepting sync.WaitGroup
	acceptErr error
	sessions  []*Session
	taken     []time.Time // connections that count for a Rate
	open      []*conn
	ticketKey func() [32]byte
}

// Met is what one connection meets: see the fields of Server.
type Met struct {
	Behaviour   *Behaviour
	Certificate func(serverName string) (*tls.Certificate, error)
	Hesitates   bool
}

// CallingListener is a listener that calls with each connection, in place of Accept: thousands of servers then need no
// goroutine to wait.
type CallingListener interface {
	net.Listener
	Handle(func(net.Conn))
}

// Start serves the connections of l in the background, each in its own
// goroutine, and returns at once. Close closes l. It may be called for several
// listeners. See CallingListener.
func (s *Server) Start(l net.Listener) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		l.Close()
		return
	}
	s.listeners = append(s.listeners, l)
	calling, calls := l.(CallingListener)
	if !calls {
		s.accepting.Go(func() { s.accept(l) })
	}
	s.mu.Unlock()
	if calls {
		calling.Handle(s.serve)
	}
}

func (s *Server) accept(l net.Listener) {
	for {
		raw, err := l.Accept()
		if err != nil {
			s.stopAccepting(l, err)
			return
		}
		s.serve(raw)
	}
}

// serve serves one connection in the background. The session is opened here, so
// that numbers follow the order of arrival.
func (s *Server) serve(raw net.Conn) {
	if c := s.openSession(raw); c != nil {
		go c.serve()
	}
}

// stopAccepting keeps err for Close, unless it only says that l was closed.
func (s *Server) stopAccepting(l net.Listener, err error) {
	l.Close()
	if errors.Is(err, net.ErrClosed) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.acceptErr = errors.Join(s.acceptErr, fmt.Errorf("fakemta: accepting on %v: %w", l.Addr(), err))
}

// ServeConn serves one connection to its end, and closes it.
func (s *Server) ServeConn(raw net.Conn) {
	if c := s.openSession(raw); c != nil {
		c.serve()
	}
}

// openSession returns nil, and closes raw, if the server is closed.
func (s *Server) openSession(raw net.Conn) *conn {
	c := s.admit(raw)
	if c != nil {
		c.event(Opened, fmt.Sprint(c.session.remote))
	}
	return c
}

func (s *Server) admit(raw net.Conn) *conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		raw.Close()
		return nil
	}
	if s.ticketKey == nil {
		s.ticketKey = sync.OnceValue(newTicketKey)
	}
	n := len(s.sessions) + 1
	met := s.meets(raw)
	session := &Session{
		number:    n,
		local:     raw.LocalAddr(),
		remote:    raw.RemoteAddr(),
		behaviour: met.Behaviour,
		onEvent:   s.OnEvent,
	}
	s.sessions = append(s.sessions, session)
	c := newConn(s, session, met, raw)
	s.open = append(s.open, c)
	return c
}

// meets is what a connection meets.
func (s *Server) meets(raw net.Conn) Met {
	if s.Meets != nil {
		return s.Meets(raw)
	}
	return Met{&s.Behaviour, s.Certificate, s.hesitates}
}

func (s *Server) forget(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.Index(s.open, c)
	s.open = slices.Delete(s.open, i, i+1)
}

// Sessions are the sessions so far, in the order of their numbers.
func (s *Server) Sessions() []*Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sessions)
}

// Wait returns once no session is open. If ctx ends first, the error wraps
// ctx.Err() and says which session is open and what it waits for. A connection
// that nobody has accepted yet is not a session.
func (s *Server) Wait(ctx context.Context) error {
	for {
		s.mu.Lock()
		if len(s.open) == 0 {
			s.mu.Unlock()
			return nil
		}
		c := s.open[0]
		s.mu.Unlock()
		select {
		case <-c.done:
		case <-ctx.Done():
			return fmt.Errorf("fakemta: session %d with %v is open and waits for %s: %w",
				c.session.number, c.session.remote, c.session.waitsFor(), ctx.Err())
		}
	}
}

// Close closes the listeners and every session, and waits for their end. No
// goroutine and no socket is left. The error is the one that made a listener
// stop before Close, if any.
func (s *Server) Close() error {
	s.mu.Lock()
	s.closed = true
	for _, l := range s.listeners {
		l.Close()
	}
	for _, c := range s.open {
		c.close()
	}
	s.mu.Unlock()

	s.accepting.Wait()
	s.Wait(context.Background()) // cannot fail: the context never ends
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.acceptErr
}

func (s *Server) name() string { return cmp.Or(s.Name, "mta.test") }

func (s *Server) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

// newTicketKey is drawn once per Server, so that sessions resume across its
// connections.
func newTicketKey() (key [32]byte) {
	rand.Read(key[:]) // never fails (crypto/rand)
	return key
}
