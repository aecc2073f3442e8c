package steps

import (
	"reflect"
	"slices"

	"mtalab/sim"
)

// wellPhrases say that what was wrong gets well while the world runs.
func (s *scenario) wellPhrases() []phrase {
	return []phrase{
		{when, "the MTA at {address} recovers", nothing,
			"From its next connection on it takes connections and is honest, with the certificate that it was given first. An attacker in front of it " +
				"stays, and so does what is wrong with the connections to it.",
			"When the MTA at 192.0.2.1 recovers",
			s.recovers},
		{when, "the attacker in front of {address} leaves", nothing,
			"From the next connection on nobody stands between the sender and the MTA.",
			"When the attacker in front of 192.0.2.1 leaves",
			func(address string) error {
				return s.getsWell(address, "there is no attacker in front of %s",
					func(state sim.State) bool { return state.Attacker != nil },
					func(state *sim.State) { state.Attacker = nil })
			}},
		{when, "connections to {address} work again", nothing,
			"From the next one on they are answered, are as fast as any and last as long as both sides want. An MTA that refuses them goes on to: see \"recovers\".",
			"When connections to 192.0.2.1 work again",
			func(address string) error {
				if mta, err := s.at(address); err == nil {
					s.healed[mta] = true
				}
				return s.getsWell(address, "nothing is wrong with the connections to %s",
					func(state sim.State) bool { return state.Fault != sim.Fault{} },
					func(state *sim.State) { state.Fault = sim.Fault{} })
			}},
	}
}

func (s *scenario) recovers(address string) error {
	mta, err := s.at(address)
	if err != nil {
		return err
	}
	first := s.introduced[mta.Address]
	spoilt := func(state sim.State) bool {
		return state.Refuses || state.Shows != first || len(state.ByServerName) > 0 || !reflect.ValueOf(state.Behaviour).IsZero()
	}
	s.recovered[mta] = true
	return s.getsWell(address, "nothing is wrong with the MTA at %s", spoilt, func(state *sim.State) {
		*state = sim.State{Shows: first, Fault: state.Fault, Attacker: state.Attacker}
	})
}

// getsWell changes how the MTA at an address is from its next connection on. It must have been unwell, at first or later.
func (s *scenario) getsWell(address, otherwise string, unwell func(sim.State) bool, how func(*sim.State)) error {
	mta, err := s.at(address)
	if err != nil {
		return err
	}
	if !s.sends {
		return badText("nothing has been sent yet: leave out what is wrong at %s, or say which connection changes it", address)
	}
	if !unwell(mta.First()) && !slices.ContainsFunc(laterStates(mta), unwell) {
		return badText(otherwise, address)
	}
	if s.checking {
		return nil
	}
	return s.running.Change(mta, how)
}
