package steps

import (
	"fmt"
	"strings"

	"mtalab/sim"
)

// modelPhrases say whom a scenario is about.
func (s *scenario) modelPhrases() []phrase {
	return []phrase{
		{given, "the sender is {model}", nothing,
			"The scenario is about one of the models that come with mtalab, ESA or Exchange: where the sender under test is one of them, " +
				"this one takes its place, and for any other the scenario is not supported. Say it before the policy.",
			"Given the sender is Exchange",
			s.senderIs},
		{given, "the receiver is {model}", nothing,
			"The same of an MTA that listens.",
			"Given the receiver is Exchange",
			s.receiverIs},
	}
}

func (s *scenario) senderIs(name string) error {
	if len(s.world.Policy.Options)+len(s.world.Policy.Routes) > 0 {
		return badText("there is a policy already: want it after who the sender is")
	}
	s.named = true
	if s.laboratory.Hold != nil || s.laboratory.Describe != nil {
		return nil // who looks at a world is no sender
	}
	var err error
	s.laboratory.Sender, err = standIn(s.laboratory.Models.Senders, s.laboratory.Sender, name)
	return s.skipIfUnsupported(err)
}

func (s *scenario) receiverIs(name string) error {
	if s.laboratory.Describe != nil {
		return nil
	}
	var err error
	s.laboratory.Receiver, err = standIn(s.laboratory.Models.Receivers, s.laboratory.Receiver, name)
	return s.skipIfUnsupported(err)
}

// standIn is the one of a name in place of the one under test, if both are models.
func standIn[T interface {
	comparable
	Name() string
}](models []T, underTest T, name string) (T, error) {
	var nobody, named T
	var names []string
	isModel := false
	for _, model := range models {
		isModel = isModel || underTest != nobody && underTest.Name() == model.Name()
		names = append(names, model.Name())
		if strings.EqualFold(model.Name(), name) {
			named = model
		}
	}
	switch {
	case underTest != nobody && (strings.EqualFold(underTest.Name(), name) || isVariantOf(underTest, name)):
		return underTest, nil
	case named == nobody && len(names) > 0:
		return underTest, badText("nobody is called %q: want one of %s", name, strings.Join(names, ", "))
	case !isModel:
		return underTest, fmt.Errorf("%w: the scenario is about %s", sim.ErrNotSupported, name)
	}
	return named, nil
}

// isVariantOf says whether somebody is one of the models but for some mistake.
func isVariantOf(somebody any, model string) bool {
	variant, ok := somebody.(interface{ Model() string })
	return ok && strings.EqualFold(variant.Model(), model)
}
