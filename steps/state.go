package steps

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"mtalab/fakemta"
	"mtalab/sim"
)

// alter changes how the MTA at an address is, from the connection on that was spoken of last.
func (s *scenario) alter(address string, how func(*sim.State)) error {
	mta, err := s.at(address)
	if err != nil {
		return err
	}
	return s.alterState(mta, how)
}

// change is alter of what the MTA says and how.
func (s *scenario) change(address string, how func(*fakemta.Behaviour)) error {
	return s.alter(address, func(state *sim.State) { how(&state.Behaviour) })
}

// stateFrom is how an MTA is from a connection on with which it was said to change.
func stateFrom(mta *sim.MTA, connection int) sim.State {
	state := mta.First()
	for _, change := range mta.Changes {
		if change.Connection <= connection {
			state = change.State
		}
	}
	return state
}

// ordinals are the numbers of connections in words.
var ordinals = map[string]int{"second": 2, "third": 3, "fourth": 4, "fifth": 5}

// ordinal reads {nth}.
func ordinal(nth string) int {
	number, inWords := ordinals[nth]
	if !inWords {
		number, _ = strconv.Atoi(strings.TrimRight(nth, "ndrsth")) // the phrase takes digits only
	}
	return number
}

func (s *scenario) changesWith(address, nth string) error {
	mta, err := s.at(address)
	if err != nil {
		return err
	}
	number := ordinal(nth)
	if len(mta.Clients) > 0 {
		return badText("what is said of some clients holds on every connection: say before it with which one the MTA at %s changes for the others", address)
	}
	if number <= mta.From() {
		return badText("the %s connection: say what holds for connection %d or a later one", nth, mta.From()+1)
	}
	before := mta.Last()
	honest := sim.State{Shows: before.Shows, ByServerName: maps.Clone(before.ByServerName)}
	mta.Changes = append(mta.Changes, sim.Change{Connection: number, State: honest})
	s.deviates(mta, playsAtAll)
	return nil
}

// countable says that a sender which is a real program is not asked where an MTA refuses some connections and takes others:
// what is refused can only be counted where the sender dials through the laboratory.
func (s *scenario) countable() error {
	if _, opaque := s.laboratory.Sender.(sim.BlackBox); !opaque {
		return nil
	}
	for _, mta := range s.world.MTAs {
		for _, state := range laterStates(mta) {
			if state.Refuses != mta.Refuses {
				return s.skipIfUnsupported(fmt.Errorf("%w: %s dials by itself, and nobody can count its connections to an MTA that refuses some",
					sim.ErrNotSupported, s.laboratory.Sender.Name()))
			}
		}
	}
	return nil
}

// everTakes says whether the MTA takes connections at some time.
func (s *scenario) everTakes(mta *sim.MTA) bool {
	takes := func(state sim.State) bool { return !state.Refuses }
	return !mta.Refuses || slices.ContainsFunc(laterStates(mta), takes) || s.recovered[mta]
}

// laterStates are how an MTA is beside how it is at first to everybody.
func laterStates(mta *sim.MTA) []sim.State {
	var all []sim.State
	for _, change := range mta.Changes {
		all = append(all, change.State)
	}
	for _, clients := range mta.Clients {
		all = append(all, clients.State)
	}
	return all
}

// answersAgain changes a reply from the nth time on at which its command is said in one half of a session.
func (s *scenario) answersAgain(address, nth, verb, half, text string) error {
	if verb == fakemta.AnyCommand || verb == "STARTTLS" && half == "inside TLS" {
		return badText("the %s %s %s: want one command that is said more than once", nth, verb, half)
	}
	if err := s.saysOf(address, "the reply (the "+nth+" "+verb+" "+half+")"); err != nil {
		return err
	}
	if mta, err := s.at(address); err == nil {
		answer, _ := strings.CutSuffix("answers "+verb+" "+half, " before TLS")
		s.answersOtherwise(mta, answer, ordinal(nth))
	}
	var earlier error
	err := s.change(address, func(b *fakemta.Behaviour) {
		dialogue := &b.Plain
		if half == "inside TLS" {
			dialogue = &b.Encrypted
		}
		again := slices.Clone(dialogue.Again[verb])
		if ordinal(nth)-2 < len(again) {
			earlier = badText("the %s %s: say first of the earlier one what it is answered", nth, verb)
			return
		}
		for len(again) < ordinal(nth)-2 {
			before := dialogue.Replies[verb]
			if len(again) > 0 {
				before = again[len(again)-1]
			}
			again = append(again, before)
		}
		dialogue.Again = maps.Clone(dialogue.Again)
		if dialogue.Again == nil {
			dialogue.Again = map[string][]fakemta.Reply{}
		}
		dialogue.Again[verb] = append(again, fakemta.Reply{Text: unquoted(text)})
	})
	if err != nil {
		return err
	}
	return earlier
}
