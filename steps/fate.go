package steps

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"mtalab/internal/names"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

func (s *scenario) fatePhrases() []phrase {
	return []phrase{
		{then, "the message is {fate}", nothing,
			"What became of the message, for each of its recipients: by the sender's word and by what the MTAs saw.",
			"Then the message is delivered verified",
			s.theMessageIs},
		{then, "the message is {fates}", nothing,
			"What became of it is one of several, for each of its recipients; which of them is the sender's choice, and is told in the record.",
			"Then the message is delivered encrypted, delivered in plaintext or deferred",
			s.theMessageIs},
		{then, "the message is {fate} via {domain}", nothing,
			"The same, and which host took it: by the name that led the sender there, or by its address.",
			"Then the message is delivered verified via mx2.example.com",
			s.theMessageIsVia},
		{then, "the message to {recipient} is {fate}", nothing,
			"What became of the message for one of its recipients.",
			"Then the message to bob@example.com is deferred",
			s.theMessageToIs},
		{then, "the message to {recipient} is {fates}", nothing,
			"What became of it for one of its recipients is one of several.",
			"Then the message to bob@example.com is deferred or bounced",
			s.theMessageToIs},
		{then, "{rule} is cited", nothing,
			"Something that the sender told in the story rests on this rule.",
			"Then ESA-45 is cited",
			s.isCited},
		{then, "the reason says {words}", nothing,
			"The sender's reason for what became of the message, for each of its recipients, has these words in it.",
			`Then the reason says "5.1.10"`,
			s.theReasonSays},
		{then, "the message to {recipient} is {fate} via {domain}", nothing,
			"What became of the message for one of its recipients, and which host took it.",
			"Then the message to bob@example.com is delivered verified via mx2.example.com",
			s.theMessageToIsVia},
		{then, "the rule is {rule}", nothing,
			"The rule that decided what became of the message, for each of its recipients: the one that stands behind its fate in the story.",
			"Then the rule is ESA-14",
			s.theRuleIs},
	}
}

func (s *scenario) theMessageIs(fate string) error {
	_, err := s.messageIs(fate)
	return err
}

// messageIs states the fate of the latest message for all its recipients.
func (s *scenario) messageIs(fate string) ([]evidence.Outcome, error) {
	outcomes, err := s.running.Latest()
	if err := s.stateFate(fate, err, outcomes...); err != nil {
		return outcomes, err
	}
	s.owed = nil
	return outcomes, nil
}

func (s *scenario) theMessageIsVia(fate, host string) error {
	if err := s.has(host); err != nil {
		return err
	}
	outcomes, err := s.messageIs(fate)
	if err != nil {
		return err
	}
	for _, got := range outcomes {
		if err := s.wentVia(got, host); err != nil {
			return err
		}
	}
	return nil
}

// wentVia says whether a host, by its name or address, took a message.
func (s *scenario) wentVia(got evidence.Outcome, host string) error {
	if !got.Fate.Delivered() {
		return badText("a message that is %s goes via no host", got.Fate)
	}
	if !s.running.ByName(host, got) && got.Address.String() != host {
		return mismatch("the message to %s is %s via %s (%s), and not via %s", got.Recipient, got.Fate, got.Host, got.Address, host)
	}
	return nil
}

func (s *scenario) theMessageToIs(recipient, fate string) error {
	got, err := s.running.Fate(recipient)
	if err := s.stateFate(fate, err, got); err != nil {
		return err
	}
	s.owed = slices.DeleteFunc(slices.Clone(s.owed), func(other string) bool { return names.SameMailbox(other, recipient) })
	return nil
}

func (s *scenario) theMessageToIsVia(recipient, fate, host string) error {
	if err := s.has(host); err != nil {
		return err
	}
	if err := s.theMessageToIs(recipient, fate); err != nil {
		return err
	}
	got, _ := s.running.Fate(recipient)
	return s.wentVia(got, host)
}

// stateFate compares what became of messages with what the scenario states, which may be one of several; err is why
// nothing did, or the evidence against the sender's word.
func (s *scenario) stateFate(text string, err error, outcomes ...evidence.Outcome) error {
	sound, unknown := parseFates(text)
	switch {
	case unknown != nil:
		return badText("%w", unknown)
	case errors.Is(err, sim.ErrNothingSent):
		return badText("%w", err)
	case err != nil:
		return mismatch("%v", err)
	}
	s.stated = true
	for _, got := range outcomes {
		if isOneOf(sound, got) {
			continue
		}
		if len(outcomes) > 1 {
			return mismatch("the message to %s is %s, and not %s", got.Recipient, got, text)
		}
		return mismatch("the message is %s, and not %s", got, text)
	}
	s.chose(sound, outcomes)
	return nil
}

// outcomes are the outcomes of the latest message, held against what the MTAs saw.
func (s *scenario) outcomes() ([]evidence.Outcome, error) {
	outcomes, err := s.running.Latest()
	switch {
	case errors.Is(err, sim.ErrNothingSent):
		return nil, badText("%w", err)
	case err != nil:
		return nil, mismatch("%v", err)
	}
	return outcomes, nil
}

func (s *scenario) theRuleIs(rule string) error {
	outcomes, err := s.outcomes()
	if err != nil {
		return err
	}
	if s.running.Unobservable("which rule decides") {
		return s.acted()
	}
	for _, got := range outcomes {
		if got.Cause.Rule != rule {
			return mismatch("the message to %s is %s, and the rule is not %s", got.Recipient, got, rule)
		}
	}
	return nil
}

// isCited looks for a rule in the brackets of the story.
func (s *scenario) isCited(rule string) error {
	if err := s.somethingWasSent(); err != nil {
		return err
	}
	if s.running.Unobservable("on which rules it rests") {
		return s.acted()
	}
	for line := range strings.Lines(s.trail().String()) {
		_, cited, _ := strings.Cut(line, "  [")
		if slices.Contains(wordsOf(strings.Trim(cited, "]\n")), rule) {
			return nil
		}
	}
	return mismatch("%s is cited nowhere", rule)
}

func (s *scenario) theReasonSays(words string) error {
	outcomes, err := s.outcomes()
	if err != nil {
		return err
	}
	for _, got := range outcomes {
		if strings.Contains(got.Reason, words) || s.keepsCodes(words, got.Reason) {
			continue
		}
		return mismatch("the reason is %q", got.Reason)
	}
	return nil
}

// enhancedCode is a status code as RFC 3463 §2 has it.
var enhancedCode = regexp.MustCompile(`\b[245]\.\d{1,3}\.\d{1,3}\b`)

// keepsCodes says whether an enhanced status code is asked for, of a sender whose log has none.
func (s *scenario) keepsCodes(words, reason string) bool {
	return enhancedCode.MatchString(words) && !enhancedCode.MatchString(reason) &&
		s.running.Unobservable("enhanced status codes")
}
