package sim

import (
	"net/netip"

	"mtalab/fakemta"
)

// Meeting is how a session meets its MTA.
type Meeting struct {
	Session *fakemta.Session
	Number  int          // of its connection
	From    netip.Prefix // that of the Clients as one of whom its client is treated; the zero one: as any
	State   State
}

// Met is how a session meets its MTA.
func (r *Running) Met(session *fakemta.Session) Meeting {
	if h := r.hostWith(session); h != nil {
		return h.meeting(session)
	}
	return Meeting{}
}

// Meetings are the sessions with an MTA, in order.
func (r *Running) Meetings(mta *MTA) []Meeting {
	h := r.hostOf(mta)
	if h == nil {
		return nil
	}
	var all []Meeting
	for _, session := range h.server.Sessions() {
		all = append(all, h.meeting(session))
	}
	return all
}

func (h *host) meeting(session *fakemta.Session) Meeting {
	this := h.visits.of(session)
	met := Meeting{Session: session, Number: this.number, State: *this.state}
	if this.clients != nil {
		met.From = this.clients.From
	}
	return met
}

// Connections counts the connections to an MTA, with those that never came to be.
func (r *Running) Connections(mta *MTA) int {
	h := r.hostOf(mta)
	if h == nil {
		return 0
	}
	h.visits.mu.Lock()
	defer h.visits.mu.Unlock()
	return h.visits.count
}
