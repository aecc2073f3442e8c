package steps

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v21"

	"mtalab/fakemta"
	"mtalab/sim"
	"mtalab/sim/policy"
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
	s := &scenario{laboratory: l, world: new(sim.World), running: new(sim.Running), listening: new(sim.Listening), checking: true, bounded: ctx}
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
		if s.isBehindTLS(d) {
			faults = append(faults, Fault{d.step, fmt.Sprintf("this never comes into play: with the MTA at %s a sender speaks TLS before; say %q for that", d.mta.Address, d.answer+" inside TLS"), true})
		}
	}
	return faults
}

// isBehindTLS says whether a deviation before TLS is one from an answer that every sender hears inside TLS: the MTA is
// honest up to there, and TLS is asked for of everybody.
func (s *scenario) isBehindTLS(d deviation) bool {
	_, verb, _ := strings.Cut(d.answer, " ")
	if !slices.Contains([]string{"MAIL", "RCPT", "DATA", "BDAT", "."}, verb) { // "answers RCPT inside TLS" is none
		return false
	}
	state := stateFrom(d.mta, d.number)
	behaviour := state.Behaviour
	plain, inside := behaviour.Plain, behaviour.Encrypted.Replies
	if _, both := inside[verb]; both || strings.HasPrefix(plain.Replies[verb].Text, "530") {
		return false // it is so in either half; or it demands TLS, and gets it (RFC 3207 §4)
	}
	for _, before := range []string{"*", "EHLO", "STARTTLS"} {
		if _, deviates := plain.Replies[before]; deviates {
			return false
		}
	}
	honest := state.Shows != nil && state.Attacker == nil && plain.Capabilities == nil && plain.Greeting == (fakemta.Reply{}) && behaviour.ServerHello == (fakemta.Reply{})
	asked := s.world.Policy.Default != policy.Unset || len(s.world.Policy.Destinations) > 0
	never := s.world.Policy.Default.TLS == policy.Never
	for _, entry := range s.world.Policy.Destinations {
		never = never || entry.Setting.TLS == policy.Never
	}
	return honest && asked && !never
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
