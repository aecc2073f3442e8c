package steps

import (
	"slices"

	"mtalab/fakemta"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

func (s *scenario) contactPhrases() []phrase {
	return []phrase{
		{then, "{address} is never contacted", nothing,
			"An MTA listens there, and nobody connected to it.",
			"Then 192.0.2.2 is never contacted",
			s.isNeverContacted},
		{then, "{address} is contacted {times}", nothing,
			"How many connections the MTA there saw.",
			"Then 192.0.2.1 is contacted once",
			s.isContacted},
		{then, "each of {list} takes between {percent} % and {percent} % of the messages", nothing,
			"The part of all messages sent that the MTA at each of these addresses accepted.",
			"Then each of 192.0.2.1, 192.0.2.2 takes between 25 % and 75 % of the messages",
			s.eachTakes},
	}
}

func (s *scenario) isNeverContacted(address string) error {
	sessions, err := s.sessionsAt(address)
	if err != nil {
		return err
	}
	if err := s.somethingWasSent(); err != nil {
		return err
	}
	if len(sessions) > 0 {
		return mismatch("%s is contacted %d times", address, len(sessions))
	}
	return s.acted()
}

func (s *scenario) isContacted(address, times string) error {
	sessions, err := s.sessionsAt(address)
	if err != nil {
		return err
	}
	if want := count(times); len(sessions) != want {
		return mismatch("%s is contacted %d times, and not %d", address, len(sessions), want)
	}
	return nil
}

// sessionsAt are the sessions of the MTAs at an address, one of which must listen: a connection that
// is refused leaves no trace.
func (s *scenario) sessionsAt(address string) ([]*fakemta.Session, error) {
	if _, err := s.at(address); err != nil {
		return nil, err
	}
	listens := slices.ContainsFunc(s.world.MTAs, func(mta *sim.MTA) bool { return mta.Address.String() == address && s.everTakes(mta) })
	if !listens {
		return nil, badText("the MTA at %s refuses connections, so nobody can tell who tried", address)
	}
	return s.running.SessionsAt(address), nil
}

func (s *scenario) somethingWasSent() error {
	if len(sim.Of[evidence.MessageSubmitted](s.trail())) == 0 {
		return badText("%w", sim.ErrNothingSent)
	}
	return nil
}

func (s *scenario) eachTakes(addresses string, least, most int) error {
	if least > most {
		return badText("between %d %% and %d %%: want the smaller number first", least, most)
	}
	if len(list(addresses)) == 0 {
		return badText("each of %s: want one or more addresses", addresses)
	}
	if err := s.somethingWasSent(); err != nil {
		return err
	}
	sent := len(sim.Of[evidence.MessageSubmitted](s.trail()))
	for _, address := range list(addresses) {
		sessions, err := s.sessionsAt(address)
		if err != nil {
			return err
		}
		if taken := accepted(sessions); taken*100 < sent*least || taken*100 > sent*most {
			return mismatch("%s takes %d of %d messages", address, taken, sent)
		}
	}
	return nil
}

// accepted counts the messages that were accepted in some sessions.
func accepted(sessions []*fakemta.Session) int {
	count := 0
	for _, session := range sessions {
		for _, message := range session.Messages() {
			if message.Accepted {
				count++
			}
		}
	}
	return count
}
