package sim

import (
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"mtalab/fakemta"
	"mtalab/sim/clock"
	"mtalab/sim/evidence"
)

// SessionEvent is one event of an SMTP session with an MTA.
type SessionEvent struct {
	Host    netip.AddrPort
	Name    string // of the MTA, as it greets
	Session int    // its number in the world, from 1 in the order in which they began
	fakemta.Event
}

// Trail is the one ordered record of a world. Of picks what is of one kind; the zero value is empty.
type Trail struct {
	clock *clock.Clock
	tell  func(evidence.Entry) // nil: nobody

	mu       sync.Mutex
	entries  []evidence.Entry
	sessions []*fakemta.Session
	secured  map[*fakemta.Session]time.Time // when their handshakes were done
}

func newTrail(clock *clock.Clock, tell func(evidence.Entry)) *Trail {
	return &Trail{clock: clock, tell: tell, entries: make([]evidence.Entry, 0, 64)} // more than one delivery makes
}

func (t *Trail) add(source string, what any) {
	at := t.clock.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.insert(len(t.entries), evidence.Entry{Source: source, At: at, What: what})
}

// addSession adds an event of a session with an MTA.
func (t *Trail) addSession(h *host, session *fakemta.Session, event fakemta.Event) {
	at := t.clock.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	number := t.numberOf(session)
	place := len(t.entries)
	if number == 0 { // before Opened there is nothing
		t.sessions = append(t.sessions, session)
		number = len(t.sessions)
	} else {
		place = t.placeOf(number, event.Kind)
	}
	if event.Kind == fakemta.Handshake {
		if t.secured == nil {
			t.secured = map[*fakemta.Session]time.Time{}
		}
		t.secured[session] = at
	}
	what := SessionEvent{Host: h.AddrPort(), Name: h.server.Name, Session: number, Event: event}
	t.insert(place, evidence.Entry{Source: "smtp", At: at, What: what})
}

// numberOf is the number of a session; 0: it is new. It is most often one of the latest. t.mu is held.
func (t *Trail) numberOf(session *fakemta.Session) int {
	for i, known := range slices.Backward(t.sessions) {
		if known == session {
			return i + 1
		}
	}
	return 0
}

// securedAt is when the handshake of a session was done; zero: there was none.
func (t *Trail) securedAt(session *fakemta.Session) time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.secured[session]
}

// addTreatment adds that an MTA treats the client of a session as others of its kind alone.
func (t *Trail) addTreatment(h *host, session *fakemta.Session, as string) {
	at := t.clock.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	number := t.numberOf(session)
	what := evidence.Treatment{Host: h.AddrPort(), Session: number, As: as}
	t.insert(t.latest(number)+1, evidence.Entry{Source: "smtp", At: at, What: what})
}

// insert puts an entry at a place; t.mu is held.
func (t *Trail) insert(place int, entry evidence.Entry) {
	t.entries = slices.Insert(t.entries, place, entry)
	if t.tell != nil {
		t.tell(entry)
	}
}

// placeOf is where an event of a session stands, whenever the server comes to see it: what the sender
// does not wait for is right behind the event before it in its session, and nothing of a session
// comes behind the word of the sender that it is done with it. t.mu is held.
func (t *Trail) placeOf(session int, kind fakemta.Kind) int {
	latest := t.latest(session)
	if latest >= 0 && unanswered(kind) {
		return latest + 1
	}
	for i := latest + 1; latest >= 0 && i < len(t.entries); i++ {
		if _, done := t.entries[i].What.(evidence.HostAttempt); done {
			return i
		}
	}
	return len(t.entries)
}

// unanswered says whether the sender goes on without waiting for an event to be seen by the server.
func unanswered(kind fakemta.Kind) bool {
	switch kind {
	case fakemta.Handshake, fakemta.HandshakeFailed, fakemta.ClientBytes, fakemta.Closed:
		return true
	}
	return false
}

// latest finds the latest entry of a session; t.mu is held.
func (t *Trail) latest(session int) int {
	for i, entry := range slices.Backward(t.entries) {
		if sessionOf(entry.What) == session {
			return i
		}
	}
	return -1
}

// Entries are the whole trail, in order.
func (t *Trail) Entries() []evidence.Entry {
	if t == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.entries)
}

func (t *Trail) allSessions() []*fakemta.Session {
	if t == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.sessions)
}

// String tells the trail as a person would: who asked what, who said what to whom, what was compared
// with what, and what became of the message.
func (t *Trail) String() string {
	entries := t.Entries()
	var text strings.Builder
	text.Grow(48 * len(entries)) // about a line each
	story := Story{Out: &text}
	for _, entry := range entries {
		story.Tell(entry)
	}
	return text.String()
}

// Of returns everything of one kind that happened, in order.
func Of[T any](t *Trail) []T {
	if t == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	var found []T
	for _, entry := range t.entries {
		if what, ok := entry.What.(T); ok {
			found = append(found, what)
		}
	}
	return found
}

// sessionOf is the number of the session that an entry is of; 0: of none.
func sessionOf(what any) int {
	switch what := what.(type) {
	case SessionEvent:
		return what.Session
	case evidence.Treatment:
		return what.Session
	}
	return 0
}
