package fakemta

import (
	"net"
	"slices"
	"sync"
)

// maxEvents bounds the transcript of one session.
const maxEvents = 10_000

// Session is the record of one connection. Its methods may be called at any
// time and by anyone; what they return is a snapshot, and does not change any
// more once Server.Wait has returned.
type Session struct {
	number        int
	local, remote net.Addr
	behaviour     *Behaviour
	onEvent       func(*Session, Event)

	mu       sync.Mutex
	events   []Event
	messages []Message
	hello    *ClientHello
	tls      *TLSState
	failure  *TLSFailure
	waiting  string
}

// Message is a message that a client sent up to its end.
type Message struct {
	From       string   // envelope sender; "" is the null reverse-path
	To         []string // the recipients that were accepted
	Data       []byte   // as received, dots unstuffed; at most Server.KeepData bytes
	Size       int64    // length of the data, kept or not
	Hello      string   // the name the client gave in EHLO or HELO
	Encrypted  bool     // it came inside TLS
	Accepted   bool     // the server answered 2xx to the end of the data
	RequireTLS bool     // MAIL carried REQUIRETLS (RFC 8689 §2)
	UTF8       bool     // MAIL carried SMTPUTF8 (RFC 6531 §3.4)
	MutualTLS  bool     // it came by mutual TLS from a domain of Behaviour.MutualTLSDomains (EXCH-33)
}

// Number counts the connections of a Server from 1.
func (s *Session) Number() int { return s.number }

// Local is the server's address on this connection.
func (s *Session) Local() net.Addr { return s.local }

// Behaviour is what this connection met, in the end: see Behaviour.Cases.
func (s *Session) Behaviour() Behaviour {
	s.mu.Lock()
	defer s.mu.Unlock()
	return *s.behaviour
}

func (s *Session) setBehaviour(b *Behaviour) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.behaviour = b
}

// Events are all events so far, in order.
func (s *Session) Events() []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.events)
}

// Lines are the lines of the dialogue so far, "C EHLO a" and "S 250 b".
func (s *Session) Lines() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var lines []string
	for _, e := range s.events {
		if e.Kind == ClientLine || e.Kind == ServerLine {
			lines = append(lines, e.String())
		}
	}
	return lines
}

// Hello is the last ClientHello, nil if none came.
func (s *Session) Hello() *ClientHello {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hello
}

// TLS is what a handshake agreed on, nil unless the server holds it for done.
// That alone does not mean that the client accepted: see TLSFailure.
func (s *Session) TLS() *TLSState {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tls
}

// Ended says whether the session is over: nothing of it changes any more.
func (s *Session) Ended() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.events) > 0 && s.events[len(s.events)-1].Kind == Closed
}

// TLSFailure says why TLS was refused, nil unless it was.
func (s *Session) TLSFailure() *TLSFailure {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failure
}

// Messages are the messages received so far, accepted or not.
func (s *Session) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages)
}

// record appends before anything of the event reaches the peer, so that what
// the peer does about it is later in every log.
func (s *Session) record(e Event) {
	s.mu.Lock()
	switch {
	case len(s.events) < maxEvents || e.Kind == Closed:
	case len(s.events) == maxEvents:
		e = Event{Kind: Truncated, Encrypted: e.Encrypted}
	default:
		s.mu.Unlock()
		return
	}
	s.events = append(s.events, e)
	s.mu.Unlock()
	if s.onEvent != nil {
		s.onEvent(s, e)
	}
}

func (s *Session) recordMessage(m Message) {
	s.mu.Lock()
	s.messages = append(s.messages, m)
	s.mu.Unlock()
	s.record(Event{Kind: MessageReceived, Encrypted: m.Encrypted, Text: m.String()})
}

func (s *Session) setHello(h *ClientHello) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hello = h
}

func (s *Session) setTLS(t *TLSState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tls = t
}

func (s *Session) setFailure(f *TLSFailure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failure = f
}

// wait notes what the server is about to wait for.
func (s *Session) wait(what string) {
	s.mu.Lock()
	s.waiting = what
	s.mu.Unlock()
}

func (s *Session) waitsFor() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.waiting
}
