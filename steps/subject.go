package steps

import (
	"fmt"
	"net/netip"
	"slices"

	"mtalab/fakemta"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

// subject is an MTA as a phrase speaks of it: from one of its connections on, or towards some clients.
type subject struct {
	mta    *sim.MTA
	number int          // of the first connection, from 1
	from   netip.Prefix // where the clients come from; the zero one: anywhere
	as     string       // whom a fakemta.Case is of; empty: there is none
}

// subjectOf is the one that was spoken of last.
func subjectOf(mta *sim.MTA) subject {
	of := subject{mta: mta, number: mta.From()}
	if last := len(mta.Clients) - 1; last >= 0 {
		of.number, of.from = 1, mta.Clients[last].From
	}
	if one := lastCase(mta); one != nil {
		of.as = one.String()
	}
	return of
}

// lastCase is the case that was spoken of last; nil: none was.
func lastCase(mta *sim.MTA) *fakemta.Case {
	cases := mta.Last().Behaviour.Cases
	if len(cases) == 0 {
		return nil
	}
	return &cases[len(cases)-1]
}

// String tells it apart from the others.
func (of subject) String() string {
	text := fmt.Sprintf("the MTA at %s, from its connection %d on,", of.mta.Address, of.number)
	if of.from.IsValid() {
		text = fmt.Sprintf("the MTA at %s, towards %s,", of.mta.Address, &sim.Clients{From: of.from})
	}
	if of.as != "" {
		text += " towards " + of.as + ","
	}
	return text
}

// state is how it is.
func (of subject) state() sim.State {
	state := stateFrom(of.mta, of.number)
	for _, clients := range of.mta.Clients {
		if clients.From == of.from {
			state = clients.State
		}
	}
	for _, one := range state.Behaviour.Cases {
		if one.String() == of.as {
			state.Behaviour = one.Behaviour
		}
	}
	return state
}

// heard are the sessions in which it came up, each with its events from there on.
func (of subject) heard(running *sim.Running) map[*fakemta.Session][]fakemta.Event {
	found := map[*fakemta.Session][]fakemta.Event{}
	for _, met := range running.Meetings(of.mta) {
		if met.Number < of.number || met.From != of.from {
			continue
		}
		var events []fakemta.Event
		as := ""
		for _, event := range met.Session.Events() {
			switch event.Kind {
			case fakemta.Handshake:
				as = "" // nothing that was said before counts
			case fakemta.Recognized:
				as = event.Text
			}
			if of.as == "" && as == "" || of.as != "" && as == "as "+of.as {
				events = append(events, event)
			}
		}
		if len(events) > 0 {
			found[met.Session] = events
		}
	}
	return found
}

// absent says why it never came up; empty: it did.
func (of subject) absent(running *sim.Running) string {
	if len(of.heard(running)) > 0 || of.as == "" && len(of.disturbances(running)) > 0 {
		return ""
	}
	switch connections := running.Connections(of.mta); {
	case of.as != "":
		return fmt.Sprintf("the MTA at %s met none of the %s", of.mta.Address, of.as)
	case of.from.IsValid():
		return fmt.Sprintf("the MTA at %s met none of the %s", of.mta.Address, &sim.Clients{From: of.from})
	case connections < of.number:
		return fmt.Sprintf("the MTA at %s saw %d connections", of.mta.Address, connections)
	}
	return ""
}

// disturbances are what happened to connections with it on their way.
func (of subject) disturbances(running *sim.Running) []evidence.Disturbance {
	all := sim.Of[evidence.Disturbance](running.Trail)
	return slices.DeleteFunc(all, func(d evidence.Disturbance) bool {
		return d.Host != of.mta.AddrPort() || of.from.IsValid() != (d.As != "") || of.from.IsValid() && d.As != (&sim.Clients{From: of.from}).String()
	})
}
