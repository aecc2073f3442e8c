package steps

import (
	"crypto/tls"
	"iter"
	"regexp"
	"slices"
	"strings"

	"mtalab/fakemta"
)

// wirePhrases state what the servers saw on the wire. Each fails as well if what it speaks of never
// happened.
func (s *scenario) wirePhrases() []phrase {
	return []phrase{
		{then, "nothing is said in plaintext after STARTTLS", nothing,
			"A server agreed to start TLS with 220, and no line went either way in the clear after that; an alert is none.",
			"Then nothing is said in plaintext after STARTTLS",
			s.nothingInPlaintextAfterSTARTTLS},
		{then, "nothing is pipelined behind STARTTLS", nothing,
			"STARTTLS was sent, and nothing more until the server had answered.",
			"Then nothing is pipelined behind STARTTLS",
			s.nothingPipelined},
		{then, "STARTTLS is never sent", nothing,
			"The sender spoke to a server, and said no STARTTLS.",
			"Then STARTTLS is never sent",
			s.startTLSNeverSent},
		{then, "STARTTLS is sent {times}", nothing,
			"So often in all sessions together.",
			"Then STARTTLS is sent once",
			s.startTLSSent},
		{then, "no TLS session is begun", nothing,
			"The sender spoke to a server, and sent no ClientHello.",
			"Then no TLS session is begun",
			s.noTLSBegun},
		{then, "TLS {version} is spoken", nothing,
			"Every handshake that succeeded, and there was one, agreed on this version.",
			"Then TLS 1.3 is spoken",
			s.tlsSpoken},
		{then, "the server name {domain} is sent", nothing,
			"Every ClientHello, and there was one, has this server name, letter for letter.",
			"Then the server name mx1.example.com is sent",
			func(name string) error { return s.serverNameSent(name) }},
		{then, "no server name is sent", nothing,
			"A ClientHello was sent, and none has a server name.",
			"Then no server name is sent",
			func() error { return s.serverNameSent("") }},
		{then, "the first words inside TLS are EHLO", nothing,
			"Something was said inside TLS, and each time EHLO was the first command.",
			"Then the first words inside TLS are EHLO",
			s.firstWordsEHLO},
		{then, "no mail command is sent", nothing,
			"The sender spoke to a server, and said no MAIL, RCPT, DATA or BDAT.",
			"Then no mail command is sent",
			func() error { return s.noMailCommand(func(fakemta.Event) bool { return true }) }},
		{then, "no mail command is sent in the clear", nothing,
			"The sender spoke to a server, and said no MAIL, RCPT, DATA or BDAT outside TLS.",
			"Then no mail command is sent in the clear",
			func() error { return s.noMailCommand(func(e fakemta.Event) bool { return !e.Encrypted }) }},
		{then, "no text of a message is sent", nothing,
			"DATA was said, and behind it nothing but commands.",
			"Then no text of a message is sent",
			s.noTextOfAMessage},
		{then, "the sender says QUIT and sends no mail", nothing,
			"There was no MAIL, RCPT, DATA or BDAT, and the last word of every session is QUIT.",
			"Then the sender says QUIT and sends no mail",
			s.quitWithoutMail},
		{then, "the extension {extension} is used", nothing,
			"The sender said something that only this extension allows: SIZE, 8BITMIME, SMTPUTF8, AUTH, CHUNKING or REQUIRETLS.",
			"Then the extension SIZE is used",
			func(name string) error { return s.extensionUsed(name, true) }},
		{then, "the extension {extension} is not used", nothing,
			"The sender could have used it, and did not.",
			"Then the extension AUTH is not used",
			func(name string) error { return s.extensionUsed(name, false) }},
		{then, "nothing that was injected is believed", nothing,
			"Something was injected behind the 220 to STARTTLS, and nothing that the sender said afterwards rests on it.",
			"Then nothing that was injected is believed",
			s.nothingInjectedBelieved},
	}
}

// clientLines are all lines that a sender said, session by session.
func (s *scenario) clientLines() iter.Seq2[*fakemta.Session, fakemta.Event] {
	return func(yield func(*fakemta.Session, fakemta.Event) bool) {
		for _, session := range s.running.Sessions() {
			for _, event := range session.Events() {
				if event.Kind == fakemta.ClientLine && !yield(session, event) {
					return
				}
			}
		}
	}
}

// spoke fails if no server heard a word.
func (s *scenario) spoke() error {
	for range s.clientLines() {
		return nil
	}
	return mismatch("the sender spoke to no server")
}

func (s *scenario) nothingInPlaintextAfterSTARTTLS() error {
	started, answered := false, false
	for _, session := range s.running.Sessions() {
		agreed, asked := false, false
		for _, event := range session.Events() {
			switch {
			case event.Encrypted, isAlert(event):
			case agreed && (event.Kind == fakemta.ClientLine || event.Kind == fakemta.ServerLine || event.Kind == fakemta.ClientBytes):
				return mismatch("after the 220 to STARTTLS this was in the clear: %s", event)
			case event.Kind == fakemta.ClientLine:
				asked = isVerb(event.Text, "STARTTLS") || asked && event.Pipelined
			case asked && isReply(event, "220"):
				agreed, started = true, true
			case asked && event.Kind == fakemta.ServerLine:
				answered = true
			}
		}
	}
	switch {
	case started:
		return nil
	case answered:
		return badText("no server agreed to STARTTLS with 220, so there was nothing after it: want another claim")
	case !s.offeredTLS() && len(s.running.Sessions()) > 0:
		return badText("no server offered STARTTLS, so there was nothing after it: want another claim")
	}
	return mismatch("the sender never said STARTTLS, which was there to be used")
}

func (s *scenario) nothingPipelined() error {
	sent := false
	for _, session := range s.running.Sessions() {
		asked, answered := false, false
		for _, event := range session.Events() {
			switch {
			case event.Kind == fakemta.ClientLine && isVerb(event.Text, "STARTTLS"):
				sent, asked, answered = true, true, false
			case !asked:
			case event.Kind == fakemta.ServerLine, event.Kind == fakemta.Silent:
				answered = true
			case event.Kind == fakemta.ClientLine, event.Kind == fakemta.ClientBytes, event.Kind == fakemta.HelloReceived:
				if !answered || event.Pipelined {
					return mismatch("this came behind STARTTLS before its answer: %s", event)
				}
				asked = false
			}
		}
	}
	if !sent {
		return mismatch("STARTTLS was never sent")
	}
	return nil
}

func (s *scenario) startTLSNeverSent() error {
	for session, line := range s.clientLines() {
		if isVerb(line.Text, "STARTTLS") {
			return mismatch("STARTTLS was sent to %s", session.Local())
		}
	}
	return s.spoke()
}

func (s *scenario) startTLSSent(times string) error {
	sent := 0
	for _, line := range s.clientLines() {
		if isVerb(line.Text, "STARTTLS") {
			sent++
		}
	}
	if sent != count(times) {
		return mismatch("STARTTLS was sent %d times, and not %s", sent, times)
	}
	return nil
}

func (s *scenario) noTLSBegun() error {
	for _, session := range s.running.Sessions() {
		if hello := session.Hello(); hello != nil {
			return mismatch("a TLS session was begun with %s: %s", session.Local(), hello)
		}
	}
	return s.spoke()
}

func (s *scenario) tlsSpoken(version string) error {
	if err := s.handshakeHappened(); err != nil {
		return err
	}
	for _, session := range s.running.Sessions() {
		if state := session.TLS(); state != nil && fakemta.TLSVersion(state.Version) != versions[version] {
			return mismatch("%s is spoken, and not TLS %s", tls.VersionName(state.Version), version)
		}
	}
	return nil
}

func (s *scenario) serverNameSent(name string) error {
	begun := false
	for _, session := range s.running.Sessions() {
		hello := session.Hello()
		if hello == nil {
			continue
		}
		begun = true
		if hello.ServerName != name {
			return mismatch("the server name sent is %q, and not %q", hello.ServerName, name)
		}
	}
	if !begun {
		return mismatch("no TLS session was begun, so no server name could be sent")
	}
	return nil
}

func (s *scenario) firstWordsEHLO() error {
	heard := map[*fakemta.Session]bool{}
	for session, line := range s.clientLines() {
		if !line.Encrypted || heard[session] {
			continue
		}
		heard[session] = true
		if !isVerb(line.Text, "EHLO") {
			return mismatch("the first words inside TLS are %q", line.Text)
		}
	}
	if len(heard) == 0 {
		return mismatch("nothing was said inside TLS")
	}
	return nil
}

// mailCommands are those of a mail transaction (RFC 5321 §3.3, RFC 3030).
var mailCommands = []string{"MAIL", "RCPT", "DATA", "BDAT"}

func isMailCommand(line string) bool {
	return slices.ContainsFunc(mailCommands, func(verb string) bool { return isVerb(line, verb) })
}

func (s *scenario) noMailCommand(among func(fakemta.Event) bool) error {
	for _, line := range s.clientLines() {
		if among(line) && isMailCommand(line.Text) {
			return mismatch("a mail command was sent: %s", line.Text)
		}
	}
	return s.spoke()
}

func (s *scenario) quitWithoutMail() error {
	last := map[*fakemta.Session]string{}
	for session, line := range s.clientLines() {
		if isMailCommand(line.Text) {
			return mismatch("a mail command was sent: %s", line.Text)
		}
		last[session] = line.Text
	}
	for _, text := range last {
		if !isVerb(text, "QUIT") {
			return mismatch("the last word of a session is %q, and not QUIT", text)
		}
	}
	return s.spoke()
}

// isVerb says whether a line of a client is a certain command.
func isVerb(line, verb string) bool {
	word, _, _ := strings.Cut(line, " ")
	return strings.EqualFold(word, verb)
}

// isReply says whether an event is the last line of a reply with a certain code.
func isReply(event fakemta.Event, code string) bool {
	return event.Kind == fakemta.ServerLine && (event.Text == code || strings.HasPrefix(event.Text, code+" "))
}

// alertRecord is a record of TLS that holds an alert in the clear, and nothing else (RFC 8446 §5.1, §6).
var alertRecord = regexp.MustCompile(`^\\x15\\x03\\x0[0-4]\\x00\\x02(\\x..|[^\\]){2}$`)

// isAlert says whether bytes are the farewell of a client whose handshake came to nothing.
func isAlert(event fakemta.Event) bool {
	return event.Kind == fakemta.ClientBytes && alertRecord.MatchString(event.Text)
}
