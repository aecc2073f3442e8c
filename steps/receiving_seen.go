package steps

import (
	"crypto/tls"
	"regexp"
	"slices"
	"strings"

	"mtalab/internal/fakeclient"
	"mtalab/report"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

// receivedPhrases state what the client saw of the receiver. Each fails as well if what it speaks of never
// happened.
func (s *scenario) receivedPhrases() []phrase {
	return []phrase{
		{then, "{verb} is answered with {code}", nothing,
			"The reply to this command, when the client said it last. An enhanced code counts where the receiver uses them.",
			"Then MAIL is answered with 530 5.7.0",
			s.isAnsweredWith},
		{then, "{extension} is offered {half}", nothing,
			"The reply to the latest EHLO there has it.",
			"Then STARTTLS is offered before TLS",
			func(name, half string) error { return s.isOffered(name, half, true) }},
		{then, "{extension} is not offered {half}", nothing,
			"EHLO was accepted there, and the reply to the latest one does not have it.",
			"Then AUTH is not offered before TLS",
			func(name, half string) error { return s.isOffered(name, half, false) }},
		{then, "the message is accepted {half}", nothing,
			"The receiver took the client's latest message, and it came there.",
			"Then the message is accepted inside TLS",
			s.messageIsAccepted},
		{then, "the message is not accepted", nothing,
			"The client tried to send a message, and the receiver did not take it.",
			"Then the message is not accepted",
			s.messageIsNotAccepted},
		{then, "nothing sent behind STARTTLS is executed", nothing,
			"The client sent more in the segment of its STARTTLS, and quit: each reply since then answers something that it said after that.",
			"Then nothing sent behind STARTTLS is executed",
			s.nothingBehindSTARTTLSExecuted},
		{then, "the TLS handshake succeeds", nothing,
			"The client has a TLS session with the receiver.",
			"Then the TLS handshake succeeds",
			func() error { return s.handshakeOfClient(true) }},
		{then, "the TLS handshake fails", nothing,
			"The client began a TLS handshake, and has no session.",
			"Then the TLS handshake fails",
			func() error { return s.handshakeOfClient(false) }},
		{then, "the TLS handshake fails: {words}", nothing,
			"The same, and its reason has these words in it, as a story tells it: the alert that the receiver sent.",
			`Then the TLS handshake fails: "expired certificate"`,
			s.handshakeFailsWith},
		{then, "every client is shown the same certificate", nothing,
			"At least two clients had a TLS session.",
			"Then every client is shown the same certificate",
			s.sameCertificateForAll},
		{then, "the receiver closes the connection", nothing,
			"It did so before the client said QUIT.",
			"Then the receiver closes the connection",
			s.receiverCloses},
		{then, "the Received header records the TLS session", nothing,
			"It names the version and the cipher suite by which the accepted message came.",
			"Then the Received header records the TLS session",
			s.receivedRecordsTLS},
		{then, "a warning cites {domain}", nothing,
			"The laboratory warns of a setup that a rule is against, although the receiver does as it was told.",
			"Then a warning cites R3207-3",
			s.warningCites},
	}
}

// lastWord is the warning of the laboratory, or else the last that the receiver let be known: what it said, but to
// QUIT, or what became of a handshake.
func (s *scenario) lastWord() string {
	for _, warning := range sim.Of[evidence.Warning](s.trail()) {
		return warning.String()
	}
	client, err := s.client()
	if err != nil {
		return ""
	}
	for _, event := range slices.Backward(client.Events()) {
		switch {
		case event.Kind == fakeclient.Handshake, event.Kind == fakeclient.HandshakeFailed:
			return event.String()
		case event.Kind == fakeclient.ServerLine && event.To != "" && !isVerb(event.To, "QUIT"):
			return event.To + ": " + event.Text
		}
	}
	return ""
}

// seen is the record of the latest client. Whoever reads it states what became of the session.
func (s *scenario) seen() (*fakeclient.Client, error) {
	client, err := s.client()
	s.stated = err == nil
	return client, err
}

// enhanced is an enhanced status code at the beginning of a reply's text (RFC 2034).
var enhanced = regexp.MustCompile(`^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b`)

func (s *scenario) isAnsweredWith(verb, code string) error {
	client, err := s.seen()
	if err != nil {
		return err
	}
	replies := client.Replies()
	for _, reply := range slices.Backward(replies) {
		if reply.Verb() != verb {
			continue
		}
		basic, status, _ := strings.Cut(code, " ")
		if !strings.HasPrefix(reply.Code(), strings.TrimSuffix(basic, "xx")) {
			return mismatch("%s is answered with %q, and not with %s", verb, reply.Last(), code)
		}
		found := enhanced.FindStringSubmatch(reply.Last())
		if status != "" && (found != nil && found[1] != status || found == nil && usesEnhancedCodes(replies)) {
			return mismatch("%s is answered with %q, and not with %s", verb, reply.Last(), code)
		}
		return nil
	}
	return mismatch("%s was never answered%s", verb, howItEnded(client))
}

func usesEnhancedCodes(replies []fakeclient.Reply) bool {
	return slices.ContainsFunc(replies, func(r fakeclient.Reply) bool {
		return r.Verb() == "EHLO" && slices.Contains(r.Capabilities(), "ENHANCEDSTATUSCODES")
	})
}

// howItEnded is an ending to a sentence: who closed the connection; empty while it is open.
func howItEnded(client *fakeclient.Client) string {
	for _, event := range client.Events() {
		if event.Kind == fakeclient.Closed {
			return ": the connection was closed " + event.Text
		}
	}
	return ""
}

func (s *scenario) isOffered(name, half string, want bool) error {
	client, err := s.seen()
	if err != nil {
		return err
	}
	for _, reply := range slices.Backward(client.Replies()) {
		if reply.Verb() != "EHLO" || reply.Encrypted != (half == "inside TLS") {
			continue
		}
		if reply.Code() != "250" {
			return mismatch("EHLO %s is answered with %q", half, reply.Last())
		}
		offered := slices.ContainsFunc(reply.Capabilities(), func(line string) bool {
			keyword, _, _ := strings.Cut(line, " ")
			return strings.EqualFold(keyword, name)
		})
		if offered != want {
			return mismatch("%s offers %s: %s", half, name, strings.Join(reply.Capabilities(), ", "))
		}
		return nil
	}
	return mismatch("there was no answer to EHLO %s%s", half, howItEnded(client))
}

func (s *scenario) handshakeOfClient(want bool) error {
	client, err := s.seen()
	switch {
	case err != nil:
		return err
	case want && client.TLS() == nil:
		return mismatch("there is no TLS session: %s%s", client.Refusal(), howItEnded(client))
	case want:
		return nil
	case client.TLS() != nil:
		return mismatch("there is a TLS session: %s", tls.VersionName(client.TLS().Version))
	case client.Refusal() == "":
		return mismatch("no TLS handshake was begun%s", howItEnded(client))
	}
	return nil
}

func (s *scenario) handshakeFailsWith(words string) error {
	if err := s.handshakeOfClient(false); err != nil {
		return err
	}
	client, err := s.client()
	if err == nil && !strings.Contains(client.Refusal(), words) {
		return mismatch("the TLS handshake fails: %s", client.Refusal())
	}
	return err
}

func (s *scenario) sameCertificateForAll() error {
	if _, err := s.seen(); err != nil {
		return err
	}
	var shown [][]byte
	for _, client := range s.listening.Clients() {
		if state := client.TLS(); state != nil {
			shown = append(shown, state.PeerCertificates[0].Raw)
		} else {
			return mismatch("a client has no TLS session: %s%s", client.Refusal(), howItEnded(client))
		}
	}
	if len(shown) < 2 {
		return notYet("only one client has a TLS session: say that two have one")
	}
	if len(slices.CompactFunc(shown, slices.Equal[[]byte])) > 1 {
		return mismatch("the clients are shown different certificates")
	}
	return nil
}

func (s *scenario) receiverCloses() error {
	client, err := s.seen()
	if err != nil {
		return err
	}
	for _, event := range client.Events() {
		switch {
		case event.Kind == fakeclient.ClientLine && isVerb(event.Text, "QUIT"):
			return mismatch("the receiver did not close the connection until the client said QUIT")
		case event.Kind == fakeclient.Closed && event.Text != fakeclient.ByListener:
			return mismatch("the receiver did not close the connection: it was closed %s", event.Text)
		case event.Kind == fakeclient.Closed:
			return nil
		}
	}
	return mismatch("the receiver did not close the connection")
}

func (s *scenario) warningCites(rule string) error {
	if _, known := report.RuleOf(rule); !known {
		return badText("no rule is called %s: want one such as R3207-3", rule)
	}
	if _, err := s.seen(); err != nil {
		return err
	}
	for _, warning := range sim.Of[evidence.Warning](s.trail()) {
		if warning.Cause.Rule == rule {
			return nil
		}
	}
	return mismatch("no warning cites %s", rule)
}
