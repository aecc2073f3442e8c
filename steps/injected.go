package steps

import (
	"maps"
	"slices"
	"strings"

	"mtalab/fakemta"
)

// usages say by which lines of a sender an extension is used.
var usages = map[string]func(line string) bool{
	"SIZE":       func(line string) bool { return hasParameter(line, "SIZE") },
	"8BITMIME":   func(line string) bool { return hasParameter(line, "BODY") },
	"SMTPUTF8":   func(line string) bool { return hasParameter(line, "SMTPUTF8") },
	"REQUIRETLS": func(line string) bool { return hasParameter(line, "REQUIRETLS") },
	"AUTH":       func(line string) bool { return isVerb(line, "AUTH") || hasParameter(line, "AUTH") },
	"CHUNKING":   func(line string) bool { return isVerb(line, "BDAT") },
}

// hasParameter says whether a line is a MAIL command with a parameter (RFC 5321 §4.1.1.11).
func hasParameter(line, keyword string) bool {
	if !isVerb(line, "MAIL") {
		return false
	}
	for _, parameter := range strings.Fields(line)[1:] {
		name, _, _ := strings.Cut(parameter, "=")
		if strings.EqualFold(name, keyword) {
			return true
		}
	}
	return false
}

// extensionUsed: a sender that never came to MAIL had no use for an extension.
func (s *scenario) extensionUsed(name string, want bool) error {
	uses, known := usages[name]
	if !known {
		return badText("extension %q: want one of %s", name, strings.Join(slices.Sorted(maps.Keys(usages)), ", "))
	}
	used, mail := "", false
	for _, line := range s.clientLines() {
		mail = mail || isVerb(line.Text, "MAIL")
		if uses(line.Text) {
			used = line.Text
		}
	}
	switch {
	case !mail && used == "":
		return mismatch("the sender never came to MAIL")
	case want && used == "":
		return mismatch("the extension %s was not used", name)
	case !want && used != "":
		return mismatch("the extension %s was used: %s", name, used)
	}
	return nil
}

// nothingInjectedBelieved looks at all that was said inside TLS in sessions with an injection: whoever
// takes the injected bytes for an answer, or for the beginning of one, goes on before it is answered, and is
// one reply ahead from then on; or uses what the server never offered there, or finds its EHLO refused (RATK-5).
func (s *scenario) nothingInjectedBelieved() error {
	happened := false
	for _, session := range s.running.Sessions() {
		if !s.injected(session) {
			continue
		}
		happened = true
		if belief := believed(session.Events()); belief != "" {
			return mismatch("what was injected is believed: %s", belief)
		}
	}
	if !happened {
		return mismatch("nothing was injected behind the answer to STARTTLS")
	}
	return nil
}

// injected says whether something stood in the clear behind the 220 of a session, put there by the
// server or by an attacker in front of it.
func (s *scenario) injected(session *fakemta.Session) bool {
	asked, agreed := false, false
	for _, event := range session.Events() {
		switch {
		case event.Kind == fakemta.ClientLine:
			asked = isVerb(event.Text, "STARTTLS") || asked && event.Pipelined
		case asked && isReply(event, "220"):
			agreed = true
		case agreed && event.Kind == fakemta.ServerBytes && !event.Encrypted:
			return true
		case event.Kind == fakemta.HelloReceived:
			asked, agreed = false, false
		}
		if attacker := s.running.Met(session).State.Attacker; agreed && attacker != nil && attacker.Injects != "" {
			return true
		}
	}
	return false
}

// believed says what in a session has no other ground than a reply that the server did not give
// inside TLS; empty: nothing.
func believed(events []fakemta.Event) string {
	var offered []string
	verb, answered, accepted := "", false, false
	for _, event := range events {
		switch {
		case !event.Encrypted:
		case event.Kind == fakemta.Ahead:
			return "inside TLS the sender went on " + event.Text
		case event.Kind == fakemta.ServerLine:
			answered = true
			if verb == "EHLO" && strings.HasPrefix(event.Text, "250") {
				accepted = true
				keyword, _, _ := strings.Cut(event.Text[min(4, len(event.Text)):], " ")
				offered = append(offered, strings.ToUpper(keyword))
			}
		case event.Kind == fakemta.ClientLine:
			verb, _, _ = strings.Cut(strings.ToUpper(event.Text), " ")
			if isMailCommand(event.Text) && !answered {
				return "before the server had answered anything inside TLS: " + event.Text
			}
			if verb == "HELO" && accepted {
				return "although EHLO was accepted: " + event.Text
			}
			for name, uses := range usages {
				if uses(event.Text) && !slices.Contains(offered, name) {
					return name + " was not offered inside TLS: " + event.Text
				}
			}
		}
	}
	return ""
}
