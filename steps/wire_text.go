package steps

import (
	"maps"
	"slices"
	"strings"

	"mtalab/fakemta"
)

// noTextOfAMessage holds the sender to commands behind a DATA that the server has not agreed to (RFC 5321 §3.3).
func (s *scenario) noTextOfAMessage() error {
	begun := map[*fakemta.Session]bool{}
	for session, line := range s.clientLines() {
		verb, _, _ := strings.Cut(line.Text, " ")
		if begun[session] && !slices.Contains(verbs, strings.ToUpper(verb)) {
			return mismatch("the text of a message was sent: %s", line.Text)
		}
		begun[session] = begun[session] || isVerb(line.Text, "DATA")
	}
	for _, session := range s.running.Sessions() {
		if messages := session.Messages(); len(messages) > 0 {
			return mismatch("the text of a message was sent: %s", messages[0])
		}
	}
	if !slices.Contains(slices.Collect(maps.Values(begun)), true) {
		return mismatch("no DATA was said, so no text could follow it")
	}
	return nil
}
