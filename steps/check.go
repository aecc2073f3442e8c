package steps

import (
	"context"
	"errors"
	"strings"

	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v21"

	"mtalab/sim"
)

// Fault is something that a run would refuse in the text of a scenario, and where.
type Fault struct {
	Step *godog.Step
	Text string
	// Unmet: a run takes it, and it can have no effect in this scenario.
	Unmet bool
}

// Check finds all that a run would refuse in the text of a scenario, and what cannot come into play, without running it: each Given is done to a world that
// never starts, and of each When and Then is looked at what stands in it. What depends on what a sender does is not
// known here.
func (l Laboratory) Check(ctx context.Context, pickle *godog.Scenario) []Fault {
	s := &scenario{laboratory: l, world: new(sim.World), running: new(sim.Running), listening: new(sim.Listening), recovered: map[*sim.MTA]bool{}, healed: map[*sim.MTA]bool{}, checking: true, bounded: ctx}
	var faults []Fault
	for _, step := range pickle.Steps {
		s.current = step
		if err := s.check(ctx, step); err != nil {
			if other := (elsewhere{}); errors.As(err, &other) {
				step = other.step
			}
			faults = append(faults, Fault{step, strings.TrimPrefix(err.Error(), errText.Error()+": "), false})
		}
	}
	for _, d := range s.deviations {
		if why := s.neverPlays(d); why != "" {
			faults = append(faults, Fault{d.step, "this never comes into play: " + why, true})
		}
	}
	return faults
}

// check is what is wrong with the text of one step.
func (s *scenario) check(ctx context.Context, step *godog.Step) error {
	p, values, known := s.phraseOf(step)
	if !known {
		return unknown(step)
	}
	err := s.call(ctx, p, values)
	if errors.Is(err, errText) && !errors.Is(err, errNothingYet) && !errors.Is(err, sim.ErrNothingSent) {
		return err
	}
	return nil
}

// errNothingYet says that something has not happened of which a Then speaks: a sender decides whether it does.
var errNothingYet = errors.New("it has not happened")

// notYet is wrong of what has not happened.
func notYet(format string, arguments ...any) error {
	return notYetError{badText(format, arguments...)}
}

type notYetError struct{ error }

func (notYetError) Is(target error) bool { return target == errNothingYet }

func (e notYetError) Unwrap() error { return e.error }

// unknown is what to say of a step that says no phrase.
func unknown(step *godog.Step) error {
	known := nearestPhrases(step.Text)
	return badText("unknown phrase %q; the nearest known ones are:\n  %s%s", step.Text, strings.Join(known, "\n  "), meanings(known[0]))
}

// keywords are those by which a step may be said. One that begins with a star may be any.
var keywords = map[messages.PickleStepType]keyword{
	messages.PickleStepType_CONTEXT: given, messages.PickleStepType_ACTION: when, messages.PickleStepType_OUTCOME: then,
}

// phraseOf finds the phrase that a step says, and the values of its placeholders.
func (s *scenario) phraseOf(step *godog.Step) (p phrase, values []string, known bool) {
	for _, at := range placesOf(step.Text) {
		p = topics()[at.topic].phrases(s)[at.phrase]
		if word, said := keywords[step.Type]; !said || word == p.keyword {
			return p, p.expression().FindStringSubmatch(step.Text)[1:], true
		}
	}
	return phrase{}, nil, false
}
