package steps

import (
	"fmt"
	"strings"

	"mtalab/fakemta"
	"mtalab/sim"
)

// sessionPhrases state how sessions begin and end, and how much one of them carries.
func (s *scenario) sessionPhrases() []phrase {
	return []phrase{
		{then, "no {verb} is sent", nothing,
			"The sender spoke to a server, and never said this command.",
			"Then no HELO is sent",
			s.neverSays},
		{then, "every session ends with QUIT", nothing,
			"The last word of every session is QUIT, said inside TLS where there was a TLS session.",
			"Then every session ends with QUIT",
			s.everySessionQuits},
		{then, "every EHLO names {domain}", nothing,
			"The sender said EHLO or HELO, and gave this name each time, letter for letter.",
			"Then every EHLO names sender.test",
			s.everyHelloNames},
		{then, "no session carries more than one message", nothing,
			"A message was accepted, and no server accepted two of one client without a new connection.",
			"Then no session carries more than one message",
			s.oneMessageEach},
		{then, "a session with {address} carries {number} messages", nothing,
			"In one session the MTA there accepted so many messages, and in none more.",
			"Then a session with 192.0.2.1 carries 2 messages",
			s.sessionCarries},
	}
}

func (s *scenario) neverSays(verb string) error {
	for session, line := range s.clientLines() {
		if isVerb(line.Text, verb) {
			return mismatch("%s was sent to %s", verb, session.Local())
		}
	}
	return s.spoke()
}

func (s *scenario) everySessionQuits() error {
	last := map[*fakemta.Session]fakemta.Event{}
	for session, line := range s.clientLines() {
		last[session] = line
	}
	for session, line := range last {
		switch {
		case !isVerb(line.Text, "QUIT") && s.running.KeepsSessions():
			return s.skipIfUnsupported(fmt.Errorf("%w: %s keeps a session open for more mail, and is stopped before it ends it", sim.ErrNotSupported, s.laboratory.Sender.Name()))
		case !isVerb(line.Text, "QUIT"):
			return mismatch("the last word of the session with %s is %q, and not QUIT", session.Local(), line.Text)
		case session.TLS() != nil && !line.Encrypted:
			return mismatch("QUIT is said to %s in the clear, and there was TLS", session.Local())
		}
	}
	return s.spoke()
}

func (s *scenario) everyHelloNames(name string) error {
	said := false
	for _, line := range s.clientLines() {
		if !isVerb(line.Text, "EHLO") && !isVerb(line.Text, "HELO") {
			continue
		}
		said = true
		if _, named, _ := strings.Cut(line.Text, " "); named != name {
			return mismatch("the sender says %q", line.Text)
		}
	}
	if !said {
		return mismatch("the sender never said EHLO or HELO")
	}
	return nil
}

func (s *scenario) oneMessageEach() error {
	taken := 0
	for _, session := range s.running.Sessions() {
		in := accepted([]*fakemta.Session{session})
		if in > 1 {
			return mismatch("a session with %s carries %d messages", session.Local(), in)
		}
		taken += in
	}
	if taken == 0 {
		return mismatch("no message was accepted")
	}
	return nil
}

func (s *scenario) sessionCarries(address string, want int) error {
	sessions, err := s.sessionsAt(address)
	if err != nil {
		return err
	}
	most := 0
	for _, session := range sessions {
		most = max(most, accepted([]*fakemta.Session{session}))
	}
	if most != want {
		return mismatch("no session with %s carries %d messages, and one carries %d", address, want, most)
	}
	return nil
}
