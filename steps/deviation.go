package steps

import (
	"fmt"
	"strings"

	"github.com/cucumber/godog"

	"mtalab/fakemta"
	"mtalab/sim"
)

// deviation is a reply that an MTA gives otherwise than an honest one would. A scenario that gives one in which the sender
// never comes to it states less than it seems to.
type deviation struct {
	step   *godog.Step
	mta    *sim.MTA
	number int // of the first connection for which it holds, from 1
	answer string
}

// deviates notes what the current step says of a reply of an MTA.
func (s *scenario) deviates(mta *sim.MTA, answer string) {
	s.deviations = append(s.deviations, deviation{s.current, mta, mta.From(), answer})
}

// unmet tells of the deviations that never came into play.
func (s *scenario) unmet() []string {
	if !s.sends || s.checking {
		return nil
	}
	var told []string
	for _, d := range s.deviations {
		if why := d.missed(s.running); why != "" {
			told = append(told, fmt.Sprintf("%q never came into play: %s", d.step.Text, why))
		}
	}
	return told
}

// missed says why a deviation never came into play; empty: it did.
func (d deviation) missed(running *sim.Running) string {
	what, inside := strings.CutSuffix(d.answer, " inside TLS")
	_, verb, _ := strings.Cut(what, " ")
	connections, otherHalf := 0, false
	for _, session := range running.Sessions() {
		if running.MTAOf(session) != d.mta {
			continue
		}
		if number := running.Met(session).Number; number < d.number {
			connections = max(connections, number)
			continue
		}
		connections = d.number
		switch what {
		case "greets", "a greeting":
			if !inside || session.TLS() != nil {
				return ""
			}
		case "answers the TLS handshake", "a TLS handshake":
			if session.Hello() != nil {
				return ""
			}
		default:
			for _, event := range session.Events() {
				switch {
				case !asks(event, verb):
				case event.Encrypted == inside:
					return ""
				default:
					otherHalf = true
				}
			}
		}
	}
	switch {
	case connections < d.number:
		return fmt.Sprintf("the MTA at %s saw %d connections", d.mta.Address, connections)
	case otherHalf && inside:
		return fmt.Sprintf("%s was said before TLS alone", verb)
	case otherHalf:
		return fmt.Sprintf("%s was said inside TLS alone: say %q for that", verb, d.answer+" inside TLS")
	}
	return "the sender never came to it"
}

// asks says whether a client does what a verb of a phrase stands for.
func asks(event fakemta.Event, verb string) bool {
	switch {
	case verb == ".":
		return event.Kind == fakemta.MessageReceived
	case event.Kind != fakemta.ClientLine:
		return false
	case verb == "*":
		return !isVerb(event.Text, "QUIT")
	}
	return isVerb(event.Text, verb)
}

// saysOf notes what the current step says of an MTA, from the connection on that was spoken of last, where only one thing
// can be said: what is said last would hold, and the other be passed over.
func (s *scenario) saysOf(address, thing string) error {
	if err := s.saysFirst(address, thing); err != nil {
		return err
	}
	if s.said == nil {
		s.said = map[string]string{}
	}
	s.said[s.thingOf(address, thing)] = s.current.Text
	return nil
}

// saysFirst is saysOf of something to which later steps may say more.
func (s *scenario) saysFirst(address, thing string) error {
	of := s.thingOf(address, thing)
	if before, again := s.said[of]; again && before != s.current.Text {
		return badText("this contradicts %q, which says %s as well: what is said last would hold alone", before, of)
	}
	return nil
}

func (s *scenario) thingOf(address, thing string) string {
	connection := 1
	if mta, err := s.at(address); err == nil {
		connection = mta.From()
	}
	return fmt.Sprintf("%s of the MTA at %s, from its connection %d on,", thing, address, connection)
}
