package steps

import (
	"fmt"
	"strings"

	"github.com/cucumber/godog"

	"mtalab/sim"
)

// deviation is something that a Given says of an MTA otherwise than of an honest one, or of an answer of the name server.
// A scenario that gives one in which nobody comes to it states less than it seems to.
type deviation struct {
	step   *godog.Step
	of     subject // its MTA is nil: the name server
	answer string  // of the MTA, as {answers} and {answering} name it; empty: it is no answer
	nth    int     // the time at which a command is answered so; 0: any
	play
}

// play is how something comes into play.
type play struct {
	need need
	// missed says why a run never came to it, where it came to the subject; empty: it did.
	missed func(deviation, *sim.Running) string
}

// need is how far a session must come for something to come into play.
type need int

const (
	reached need = iota // a connection was tried
	spoken              // there is a dialogue
	secured             // there is a TLS handshake
)

// deviates notes what the current step says of an MTA.
func (s *scenario) deviates(mta *sim.MTA, how play) {
	s.deviations = append(s.deviations, deviation{step: s.current, of: subjectOf(mta), play: how})
}

// answersOtherwise notes what the current step says of an answer of an MTA.
func (s *scenario) answersOtherwise(mta *sim.MTA, answer string, nth int) {
	how := play{spoken, missedAnswer}
	if strings.HasSuffix(answer, " inside TLS") || strings.Contains(answer, "TLS handshake") {
		how.need = secured
	}
	s.deviations = append(s.deviations, deviation{s.current, subjectOf(mta), answer, nth, how})
}

// unmet tells of the deviations that never came into play: of a subject that never came up, the first alone. Where the scenario
// has passed, those of answers: the others may stand there to show that nothing comes of them.
func (s *scenario) unmet() []string {
	if !s.sends || s.checking || s.running.Trail == nil {
		return nil
	}
	passed := s.problem == nil
	var told []string
	absent := map[subject]bool{}
	for _, d := range s.deviations {
		if passed && d.answer == "" {
			continue
		}
		why := ""
		if d.of.mta != nil {
			why = d.of.absent(s.running)
		}
		if why != "" && absent[d.of] {
			continue
		}
		if absent[d.of] = why != ""; why == "" {
			why = d.missed(d, s.running)
		}
		if why != "" {
			told = append(told, fmt.Sprintf("%q never came into play: %s", d.step.Text, why))
		}
	}
	return told
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
	if mta, err := s.at(address); err == nil {
		return fmt.Sprintf("%s of %s", thing, subjectOf(mta))
	}
	return fmt.Sprintf("%s of the MTA at %s", thing, address)
}
