package sim

import (
	"slices"
	"sync"

	"mtalab/fakemta"
	"mtalab/sim/clock"
	"mtalab/sim/evidence"
)

// SessionEvent is one event of an SMTP session.
type SessionEvent struct {
	MTA     *MTA
	Session *fakemta.Session
	fakemta.Event
}

// trail is the one ordered record of a world.
type trail struct {
	clock   *clock.Clock
	mu      sync.Mutex
	entries []evidence.Entry
	tell    func(evidence.Entry) // nil: nobody
}

func (t *trail) add(source string, what any) {
	at := t.clock.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	place := len(t.entries)
	if spoken, ok := what.(SessionEvent); ok && spoken.Kind != fakemta.Opened { // before which there is nothing
		place = t.placeOf(spoken)
	}
	entry := evidence.Entry{Source: source, At: at, What: what}
	t.entries = slices.Insert(t.entries, place, entry)
	if t.tell != nil {
		t.tell(entry)
	}
}

// placeOf is where an event of a session stands, whenever the server comes to see it: what the sender
// does not wait for is right behind the event before it in its session, and nothing of a session
// comes behind the word of the sender that it is done with it. t.mu is held.
func (t *trail) placeOf(spoken SessionEvent) int {
	latest := t.latest(spoken.Session)
	if latest >= 0 && unanswered(spoken.Kind) {
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
func (t *trail) latest(session *fakemta.Session) int {
	for i, entry := range slices.Backward(t.entries) {
		if spoken, ok := entry.What.(SessionEvent); ok && spoken.Session == session {
			return i
		}
	}
	return -1
}

func (t *trail) all() []evidence.Entry {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.entries)
}

// Entries are the whole trail of a world, in order.
func (w *World) Entries() []evidence.Entry { return w.trail.all() }

// Trail returns everything of one kind that happened in a world, in order.
func Trail[T any](w *World) []T {
	w.trail.mu.Lock()
	defer w.trail.mu.Unlock()
	var found []T
	for _, entry := range w.trail.entries {
		if what, ok := entry.What.(T); ok {
			found = append(found, what)
		}
	}
	return found
}
