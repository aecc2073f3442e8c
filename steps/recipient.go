package steps

import (
	"maps"
	"slices"
	"strings"

	"mtalab/fakemta"
	"mtalab/internal/names"
	"mtalab/sim"
)

// recipientPhrases tell the recipients of a message apart, and say what an MTA refuses.
func (s *scenario) recipientPhrases() []phrase {
	return []phrase{
		{given, "the MTA at {address} answers RCPT for {recipient} with {words}", nothing,
			"The reply where this recipient is named, before TLS and inside it; the others are answered as is said elsewhere, or honestly.",
			`Given the MTA at 192.0.2.1 answers RCPT for eve@example.com with "550 5.1.1 Unknown"`,
			s.answersRecipient},
		{then, "the {nth} session with {address} names {recipient} alone", nothing,
			"The recipients that the sender named there are this one and no other.",
			"Then the second session with 192.0.2.1 names bob@example.com alone",
			s.sessionNames},
		{then, "{address} refuses {verb} with {words}", nothing,
			"The MTA there answered this command with 4xx or 5xx, and each such answer has these words in it.",
			`Then 192.0.2.1 refuses RCPT with "550 5.1.1"`,
			s.refusesWith},
		{then, "{address} refuses TLS: {words}", nothing,
			"A handshake with the MTA there came to nothing, by its word or the sender's, and each time its reason has these words in it, as a story tells it.",
			`Then 192.0.2.1 refuses TLS: "client didn't provide a certificate"`,
			s.refusesTLS},
		{then, "{address} refuses nothing", nothing,
			"The sender spoke to the MTA there, which answered no command with 4xx or 5xx and made every TLS session that was begun.",
			"Then 192.0.2.1 refuses nothing",
			s.refusesNothing},
	}
}

func (s *scenario) answersRecipient(address, recipient, text string) error {
	recipient = strings.ToLower(names.Wire(recipient))
	if err := s.saysOf(address, "the reply (RCPT for "+recipient+")"); err != nil {
		return err
	}
	mta, err := s.at(address)
	if err != nil {
		return err
	}
	s.deviations = append(s.deviations, deviation{step: s.current, of: subjectOf(mta), answer: "answers RCPT for " + recipient, play: play{spoken, neverNames(recipient)}})
	return s.change(address, func(b *fakemta.Behaviour) {
		for _, dialogue := range []*fakemta.Dialogue{&b.Plain, &b.Encrypted} {
			dialogue.Recipients = maps.Clone(dialogue.Recipients)
			if dialogue.Recipients == nil {
				dialogue.Recipients = map[string]fakemta.Reply{}
			}
			dialogue.Recipients[recipient] = fakemta.Reply{Text: unquoted(text)}
		}
	})
}

// neverNames says so where no client names a recipient, before TLS or inside it.
func neverNames(recipient string) func(deviation, *sim.Running) string {
	return func(d deviation, running *sim.Running) string {
		for _, events := range d.of.heard(running) {
			for _, event := range events {
				if event.Kind == fakemta.ClientLine && names.SameMailbox(recipientOf(event.Text), recipient) {
					return ""
				}
			}
		}
		return neverReached
	}
}

// recipientOf is the address in a line of RCPT; empty: it is none.
func recipientOf(line string) string {
	if !isVerb(line, "RCPT") {
		return ""
	}
	_, path, _ := strings.Cut(line, "<")
	address, _, _ := strings.Cut(path, ">")
	return address
}

func (s *scenario) sessionNames(nth, address, recipient string) error {
	sessions, err := s.sessionsAt(address)
	if err != nil {
		return err
	}
	if ordinal(nth) > len(sessions) {
		return mismatch("there are %d sessions with %s", len(sessions), address)
	}
	var named []string
	for _, event := range sessions[ordinal(nth)-1].Events() {
		if to := recipientOf(event.Text); event.Kind == fakemta.ClientLine && to != "" {
			named = append(named, to)
		}
	}
	if len(named) == 0 || slices.ContainsFunc(named, func(to string) bool { return !names.SameMailbox(to, recipient) }) {
		return mismatch("the %s session with %s names %s", nth, address, orNobody(named))
	}
	return nil
}

func orNobody(named []string) string {
	if len(named) == 0 {
		return "nobody"
	}
	return strings.Join(named, ", ")
}

// refusals are the replies of the MTA at an address that refuse a command, with its verb in front; "" and "." stand for the
// greeting and the end of a message.
func (s *scenario) refusals(address string) (all [][2]string, err error) {
	sessions, err := s.sessionsAt(address)
	if err != nil {
		return nil, err
	}
	for _, session := range sessions {
		verb := ""
		for _, event := range session.Events() {
			switch {
			case event.Kind == fakemta.ClientLine:
				verb, _, _ = strings.Cut(strings.ToUpper(event.Text), " ")
			case event.Kind == fakemta.MessageReceived:
				verb = "."
			case event.Kind == fakemta.ServerLine && (strings.HasPrefix(event.Text, "4") || strings.HasPrefix(event.Text, "5")):
				all = append(all, [2]string{verb, event.Text})
			}
		}
	}
	return all, nil
}

func (s *scenario) refusesWith(address, verb, words string) error {
	refusals, err := s.refusals(address)
	if err != nil {
		return err
	}
	refused := false
	for _, refusal := range refusals {
		if verb != "*" && refusal[0] != verb {
			continue
		}
		refused = true
		if !strings.Contains(refusal[1], words) {
			return mismatch("%s refuses %s with %q", address, refusal[0], refusal[1])
		}
	}
	if !refused {
		return mismatch("%s does not refuse %s", address, verb)
	}
	return nil
}

func (s *scenario) refusesTLS(address, words string) error {
	sessions, err := s.sessionsAt(address)
	if err != nil {
		return err
	}
	refused := false
	for _, session := range sessions {
		for _, event := range session.Events() {
			if event.Kind != fakemta.HandshakeFailed {
				continue
			}
			refused = true
			if !strings.Contains(event.Text, words) {
				return mismatch("TLS with %s fails: %s", address, event.Text)
			}
		}
	}
	if !refused {
		return mismatch("no TLS handshake with %s fails", address)
	}
	return nil
}

func (s *scenario) refusesNothing(address string) error {
	refusals, err := s.refusals(address)
	if err != nil {
		return err
	}
	if len(refusals) > 0 {
		return mismatch("%s refuses %s with %q", address, refusals[0][0], refusals[0][1])
	}
	spoke := false
	for _, session := range s.running.SessionsAt(address) {
		for _, event := range session.Events() {
			if event.Kind == fakemta.HandshakeFailed {
				return mismatch("TLS with %s fails: %s", address, event.Text)
			}
			spoke = spoke || event.Kind == fakemta.ClientLine
		}
	}
	if !spoke {
		return mismatch("the sender did not speak to %s", address)
	}
	return nil
}
