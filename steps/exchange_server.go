package steps

import (
	"crypto/tls"
	"fmt"
	"slices"
	"strings"

	"github.com/cucumber/godog"

	"mtalab/fakemta"
	"mtalab/internal/exchange2010"
)

// exchangeServerPhrases say how Exchange receives, on which Windows, and what it then said.
func (s *scenario) exchangeServerPhrases() []phrase {
	return []phrase{
		{given, "the MTA at {address} is an Exchange server", nothing,
			"It offers what Exchange 2010 offers: X-ANONYMOUSTLS, X-EXPS and others; of AUTH, NTLM before TLS, and LOGIN and PLAIN inside TLS alone.",
			"Given the MTA at 192.0.2.1 is an Exchange server",
			s.isExchangeServer},
		{given, "TLSReceiveDomainSecureList at {address} has {list}", nothing,
			"The MTA there takes mail from these domains by mutual TLS or not at all, marks it as secure, and asks for a client certificate.",
			"Given TLSReceiveDomainSecureList at 192.0.2.1 has contoso.not",
			s.receiveDomainSecureList},
		{given, "the MTA at {address} speaks as in this log:", aText,
			"It gives the replies of the lines S: to the commands of the lines C:, word by word. A line in angle brackets begins TLS, whatever the reply to STARTTLS was.",
			"Given the MTA at 192.0.2.1 speaks as in this log:\n  \"\"\"\n  S: 220 mx1.example.com ESMTP ready\n  C: EHLO sender.test\n  S: 250-mx1.example.com Hello sender.test\n  S: 250 STARTTLS\n  C: STARTTLS\n  S: 220 2.0.0 Ready to start TLS\n  C: <starts TLS negotiation>\n  \"\"\"",
			s.speaksAsInLog},
		{given, "the MTA at {address} speaks TLS as Windows Server {windows}", nothing,
			"2003: TLS 1.0 and the 13 cipher suites of its list. 2008: TLS 1.0 to 1.2 and its 24. Of those that this laboratory cannot speak the MTA sends no more than a ServerHello.",
			"Given the MTA at 192.0.2.1 speaks TLS as Windows Server 2003",
			s.speaksAsWindows},
		{given, "the MTA at {address} names the cipher suite {domain} in its ServerHello", nothing,
			"Whether or not the client offered it; then it is silent.",
			"Given the MTA at 192.0.2.1 names the cipher suite TLS_RSA_WITH_NULL_SHA in its ServerHello",
			s.namesCipherSuite},
		{then, "the cipher suite {domain} is spoken", nothing,
			"Every handshake that succeeded, and there was one, agreed on this cipher suite, by its IANA name.",
			"Then the cipher suite TLS_RSA_WITH_3DES_EDE_CBC_SHA is spoken",
			s.cipherSuiteSpoken},
		{then, "the session with {address} begins with:", aText,
			"What was said in the first session with the MTA there, in the notation of a log, and nothing between these lines; <starts TLS negotiation> is the ClientHello.",
			"Then the session with 192.0.2.1 begins with:\n  \"\"\"\n  S: 220 mx1.example.com ESMTP ready\n  C: EHLO sender.test\n  \"\"\"",
			s.sessionBeginsWith},
	}
}

func (s *scenario) isExchangeServer(address string) error {
	for _, half := range []string{"before TLS", "inside TLS"} {
		if err := s.saysFirst(address, "what it offers "+half); err != nil {
			return err
		}
	}

	return s.change(address, func(b *fakemta.Behaviour) {
		b.Plain.Capabilities = exchange2010.Capabilities(false)
		b.Encrypted.Capabilities = exchange2010.Capabilities(true)
	})
}

func (s *scenario) receiveDomainSecureList(address, domains string) error {
	return s.change(address, func(b *fakemta.Behaviour) { b.MutualTLSDomains = list(domains) })
}

// startsTLS is the line of a log at which the client begins the handshake.
const startsTLS = "C: <starts TLS negotiation>"

// logged is a line of a log: who says what.
type logged struct{ who, what string }

func readLog(text string) ([]logged, error) {
	var all []logged
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		who, what, found := strings.Cut(line, ": ")
		if !found || !slices.Contains([]string{"C", "S", "C & S"}, who) {
			return nil, badText("the line %q of the log: want S: or C: and what it says", line)
		}
		all = append(all, logged{who, what})
	}
	return all, nil
}

func (s *scenario) speaksAsInLog(address string, text *godog.DocString) error {
	lines, err := readLog(text.Content)
	if err != nil {
		return err
	}
	replies := [2]map[string][]string{{}, {}} // before and inside TLS, by verb; "": the greeting
	half, verb := 0, ""
	for _, line := range lines {
		switch begins := strings.HasPrefix(line.what, "<"); {
		case begins:
			half, verb = 1, ""
		case line.who == "C":
			verb, _, _ = strings.Cut(strings.ToUpper(line.what), " ")
			if len(replies[half][verb]) > 0 {
				return badText("%s stands in the log twice: want each command once before TLS and once inside", verb)
			}
		default:
			replies[half][verb] = append(replies[half][verb], line.what)
		}
	}
	return s.change(address, func(b *fakemta.Behaviour) {
		speak(&b.Plain, replies[0])
		speak(&b.Encrypted, replies[1])
		b.TLSAfter250 = half == 1
	})
}

// speak makes a dialogue give these replies; what it offers by them it can do.
func speak(dialogue *fakemta.Dialogue, replies map[string][]string) {
	dialogue.Replies = map[string]fakemta.Reply{}
	for verb, reply := range replies {
		said := fakemta.Reply{Text: strings.Join(reply, "\n")}
		if verb == "" {
			dialogue.Greeting = said
			continue
		}
		dialogue.Replies[verb] = said
		if verb == "EHLO" {
			dialogue.Capabilities = []string{}
			for _, line := range reply[1:] {
				dialogue.Capabilities = append(dialogue.Capabilities, line[min(len("250-"), len(line)):])
			}
		}
	}
}

func (s *scenario) speaksAsWindows(address string, release int) error {
	if release != 2003 && release != 2008 {
		return badText("Windows Server %d: want 2003 or 2008", release)
	}
	if err := s.saysOf(address, "the versions of TLS"); err != nil {
		return err
	}
	return s.change(address, func(b *fakemta.Behaviour) {
		b.OffersOnly(exchange2010.WindowsServer2003(), tls.VersionTLS10, tls.VersionTLS10)
		if release == 2008 {
			b.OffersOnly(exchange2010.WindowsServer2008(), tls.VersionTLS10, tls.VersionTLS12)
		}
	})
}

func (s *scenario) namesCipherSuite(address, name string) error {
	suite, err := suiteNamed(name)
	if err != nil {
		return err
	}
	return s.change(address, func(b *fakemta.Behaviour) { b.ForcedSuite = fakemta.CipherSuite(suite.ID) })
}

// suiteNamed finds a cipher suite of TLS by its IANA name, or by the one that Windows gives it.
func suiteNamed(name string) (fakemta.Suite, error) {
	if suite, known := fakemta.SuiteNamed(name); known {
		return suite, nil
	}
	var known []string
	for _, suite := range slices.Concat(exchange2010.WindowsServer2003(), exchange2010.WindowsServer2008()) {
		known = append(known, suite.Name)
	}
	for _, suite := range slices.Concat(tls.CipherSuites(), tls.InsecureCipherSuites()) {
		known = append(known, suite.Name)
	}
	slices.Sort(known)
	return fakemta.Suite{}, badText("unknown cipher suite %q: want one of %s", name, strings.Join(slices.Compact(known), ", "))
}

func (s *scenario) cipherSuiteSpoken(name string) error {
	if _, err := suiteNamed(name); err != nil {
		return err
	}
	if err := s.handshakeHappened(); err != nil {
		return err
	}
	for _, session := range s.running.Sessions() {
		if state := session.TLS(); state != nil && fakemta.SuiteName(state.CipherSuite) != name {
			return mismatch("%s is spoken, and not %s", fakemta.SuiteName(state.CipherSuite), name)
		}
	}
	return nil
}

func (s *scenario) sessionBeginsWith(address string, text *godog.DocString) error {
	lines, err := readLog(text.Content)
	if err != nil {
		return err
	}
	sessions, err := s.sessionsAt(address)
	if err != nil {
		return err
	}
	if len(sessions) == 0 {
		return mismatch("nobody spoke to %s", address)
	}
	var said []string
	for _, event := range sessions[0].Events() {
		switch event.Kind {
		case fakemta.ClientLine, fakemta.ServerLine:
			said = append(said, fmt.Sprintf("%s: %s", event.Kind, event.Text))
		case fakemta.HelloReceived:
			said = append(said, startsTLS)
		}
	}
	for n, want := range lines {
		if line := want.who + ": " + want.what; n >= len(said) || said[n] != line {
			return mismatch("line %d of the session is not\n  %s\nthe session is\n  %s", n+1, line, strings.Join(said, "\n  "))
		}
	}
	return nil
}
