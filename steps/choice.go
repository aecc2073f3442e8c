package steps

import (
	"fmt"
	"slices"
	"strings"

	"mtalab/sim/evidence"
)

// Choice is what a sender did where a scenario lists several outcomes that are sound.
type Choice struct {
	Sound []string // as the scenario lists them
	Made  []string // those that came about, each once, in the order of the scenario
}

func (s *scenario) choicePhrases() []phrase {
	return []phrase{
		{then, "the server name {domain} is sent or none is", nothing,
			"Every ClientHello, and there was one, has this server name, or every one has none.",
			"Then the server name mx1.example.com is sent or none is",
			s.serverNameSentOrNone},
		{then, "the extension {extension} is used or not", nothing,
			"The sender could have used it; which of the two it did is told in the record.",
			"Then the extension SIZE is used or not",
			s.extensionUsedOrNot},
	}
}

func (s *scenario) serverNameSentOrNone(name string) error {
	return s.either("the server name "+name, s.serverNameSent(name), "no server name", s.serverNameSent(""))
}

func (s *scenario) extensionUsedOrNot(name string) error {
	return s.either(name+" is used", s.extensionUsed(name, true), name+" is not used", s.extensionUsed(name, false))
}

// either says that one of two is so: that of which the error is nil.
func (s *scenario) either(one string, notOne error, other string, notOther error) error {
	made := one
	switch {
	case notOne != nil && notOther != nil:
		return notOne
	case notOne != nil:
		made = other
	}
	s.choices = append(s.choices, Choice{Sound: []string{one, other}, Made: []string{made}})
	return nil
}

// parseFates reads one fate, or several: "delivered encrypted, deferred or bounced".
func parseFates(text string) ([]evidence.Fate, error) {
	var all []evidence.Fate
	for _, words := range alternatives(text) {
		fate, err := evidence.ParseFate(words)
		if err != nil {
			return nil, err
		}
		if slices.Contains(all, fate) {
			return nil, fmt.Errorf("%q stands there twice", fate)
		}
		all = append(all, fate)
	}
	return all, nil
}

// alternatives are the outcomes that a text lists, with commas and "or" between them.
func alternatives(text string) []string {
	return strings.Split(strings.ReplaceAll(text, " or ", ", "), ", ")
}

// isOneOf says whether an outcome is one of the fates, as evidence.Outcome.Is has it.
func isOneOf(sound []evidence.Fate, got evidence.Outcome) bool {
	return slices.ContainsFunc(sound, got.Is)
}

// chose remembers which of several sound fates came about. A blind outcome counts as what was seen of it, if
// that is sound, and otherwise as the fate that it may be.
func (s *scenario) chose(sound []evidence.Fate, outcomes []evidence.Outcome) {
	if len(sound) < 2 {
		return
	}
	var choice Choice
	for _, fate := range sound {
		choice.Sound = append(choice.Sound, string(fate))
		came := func(got evidence.Outcome) bool {
			return got.Fate == fate || got.Is(fate) && !slices.Contains(sound, got.Fate)
		}
		if slices.ContainsFunc(outcomes, came) {
			choice.Made = append(choice.Made, string(fate))
		}
	}
	s.choices = append(s.choices, choice)
}
