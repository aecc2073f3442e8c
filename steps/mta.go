package steps

import (
	"net/netip"
	"strings"

	"github.com/cucumber/godog"

	"mtalab/fakemta"
	"mtalab/pki"
	"mtalab/sim"
)

func (s *scenario) mtaPhrases() []phrase {
	return []phrase{
		{given, "an MTA at {address} whose certificate has", certificateTable,
			"An honest MTA with STARTTLS; the table says what its certificate shows. Nothing else is in it.",
			"Given an MTA at 192.0.2.1 whose certificate has\n  | CN  | mx1.example.com              |\n  | DNS | mx1.example.com, example.com |",
			s.mtaWithCertificate},
		{given, "an MTA at {address} with the names of this certificate:", aText,
			"An honest MTA that shows the like of a certificate in PEM, issued by an authority of this world: its names, dates, key usage and extended " +
				"key usage, and its kind of key where that can be made. The rest is left out, and so is a chain behind it. The text stands here: " +
				"no feature reads files. Never paste a private key.",
			"Given an MTA at 192.0.2.1 with the names of this certificate:\n  \"\"\"\n  " + examplePEM + "\n  \"\"\"",
			s.mtaWithPastedCertificate},
		{given, "an MTA at {address} without STARTTLS", nothing,
			"An honest MTA that has no certificate and offers no STARTTLS.",
			"Given an MTA at 192.0.2.1 without STARTTLS",
			s.mtaWithoutSTARTTLS},
		{given, "the MTA at {address} listens on port {port}", nothing,
			"There, and not on port 25.",
			"Given the MTA at 192.0.2.1 listens on port 2525",
			s.listensOnPort},
		{given, "the MTA at {address} changes with its {nth} connection", nothing,
			"What was said of it holds for the connections before; what is said after this holds from then on, of its certificates, its connections and " +
				"an attacker as well. It begins honest, with the certificates that it had. A connection counts that was refused, reset or stayed unanswered.",
			"Given the MTA at 192.0.2.1 changes with its second connection",
			s.changesWith},
		{given, "the MTA at {address} does not offer STARTTLS", nothing,
			"The reply to EHLO lacks STARTTLS, whoever took it out; the server could do it.",
			"Given the MTA at 192.0.2.1 does not offer STARTTLS",
			s.startTLSNotOffered},
		{given, "the MTA at {address} offers {text} {half}", nothing,
			"What stands in the reply to EHLO behind the server's name, before or inside TLS, exactly as written, separated by commas.",
			`Given the MTA at 192.0.2.1 offers "SIZE 1000000, 8BITMIME" inside TLS`,
			s.offers},
		{given, "the MTA at {address} offers SMTPUTF8", nothing,
			"It takes addresses that are not ASCII (RFC 6531), and says so before and inside TLS, beside what an honest MTA offers.",
			"Given the MTA at 192.0.2.1 offers SMTPUTF8",
			func(address string) error { return s.offersSMTPUTF8(address, true) }},
		{given, "the MTA at {address} does not offer SMTPUTF8", nothing,
			"It refuses addresses that are not ASCII, as every MTA does of which nothing else is said.",
			"Given the MTA at 192.0.2.1 does not offer SMTPUTF8",
			func(address string) error { return s.offersSMTPUTF8(address, false) }},
		{given, "the MTA at {address} {answers} with {words}", nothing,
			"A reply, of which \\n separates the lines. It greets, or answers a verb, perhaps inside TLS, or the TLS handshake; " +
				"the verb . stands for the end of the message, * for every command but QUIT.",
			`Given the MTA at 192.0.2.1 answers STARTTLS with "454 4.7.0 TLS not available"`,
			func(address, answer, text string) error {
				if err := s.saysOf(address, "the reply ("+answer+")"); err != nil {
					return err
				}
				return s.replies(address, answer, func(r *fakemta.Reply) { r.Text = unquoted(text) })
			}},
		{given, "the MTA at {address} answers the {nth} {verb} {half} with {words}", nothing,
			"That command and all later ones of the same connection, in the same half of it; \\n separates the lines. Those before are answered as is said elsewhere, or honestly.",
			`Given the MTA at 192.0.2.1 answers the second RCPT inside TLS with "452 4.5.3 Too many recipients"`,
			s.answersAgain},
		{given, "the MTA at {address} {answers} and then {action}", nothing,
			"It replies, and then stays silent, closes the connection or resets it.",
			"Given the MTA at 192.0.2.1 answers STARTTLS and then closes the connection",
			func(address, answer, action string) error {
				return s.replies(address, answer, func(r *fakemta.Reply) { r.After = actions[action] })
			}},
		{given, "the MTA at {address} {answers} and adds {words} in the {segment} segment", nothing,
			"It sends more than its reply, in the same segment of TCP or in the next one; \\n ends a line.",
			`Given the MTA at 192.0.2.1 answers STARTTLS and adds "250 evil\n" in the same segment`,
			s.adds},
		{given, "the MTA at {address} {answers} in segments of {bytes}", nothing,
			"It sends its reply in pieces.",
			"Given the MTA at 192.0.2.1 answers STARTTLS in segments of 3 bytes",
			s.answersInSegments},
		{given, "the MTA at {address} says everything in segments of {bytes}", nothing,
			"It sends all its replies in pieces.",
			"Given the MTA at 192.0.2.1 says everything in segments of 1 byte",
			s.speaksInSegments},
		{given, "the MTA at {address} {answers} too late", nothing,
			"It replies when the sender's patience has ended.",
			"Given the MTA at 192.0.2.1 answers EHLO too late",
			s.answersTooLate},
		{given, "the MTA at {address} {answers} after {period}", nothing,
			"It replies when so much time has passed by the world's clock, and nobody need wait for it.",
			"Given the MTA at 192.0.2.1 greets after 4 minutes",
			s.answersAfter},
		{given, "the MTA at {address} {answers} with endless lines", nothing,
			"A million lines stand before the last one of the reply.",
			"Given the MTA at 192.0.2.1 answers EHLO with endless lines",
			func(address, answer string) error {
				return s.replies(address, answer, func(r *fakemta.Reply) { r.EndlessLines = true })
			}},
		{given, "the MTA at {address} {answers} with an endless line", nothing,
			"A line of 64 MiB stands before the last one of the reply.",
			"Given the MTA at 192.0.2.1 answers EHLO with an endless line",
			func(address, answer string) error {
				return s.replies(address, answer, func(r *fakemta.Reply) { r.EndlessLine = true })
			}},
		{given, "the MTA at {address} {action} in place of {answering}", nothing,
			"No reply to a command, no greeting or no TLS handshake: it stays silent, closes the connection or resets it.",
			"Given the MTA at 192.0.2.1 stays silent in place of answering STARTTLS",
			func(address, action, answer string) error {
				if err := s.saysOf(address, "the reply ("+asAnswer(answer)+")"); err != nil {
					return err
				}
				return s.replies(address, answer, func(r *fakemta.Reply) { r.Instead = actions[action] })
			}},
	}
}

// examplePEM is a certificate with the CN mx1.example.com and the DNS name example.com, valid until 2049.
const examplePEM = `-----BEGIN CERTIFICATE-----
  MIH8MIGvoAMCAQICAQEwBQYDK2VwMBoxGDAWBgNVBAMTD214MS5leGFtcGxlLmNv
  bTAeFw0yNjAxMDEwMDAwMDBaFw00OTAxMDEwMDAwMDBaMBoxGDAWBgNVBAMTD214
  MS5leGFtcGxlLmNvbTAqMAUGAytlcAMhAASIC7ZNv2T1g6alR/y0c5K8MjfqA/lm
  zz7Qox06z4DNoxowGDAWBgNVHREEDzANggtleGFtcGxlLmNvbTAFBgMrZXADQQBh
  48GU2M4Ppz7e0NlqTDlO3bZSbM3Ae8k+tNdhE/beuoCUPVI4LToMNYt/r7KzPcmN
  QbG9LTnp9DSx7L865ogP
  -----END CERTIFICATE-----`

func (s *scenario) mtaWithCertificate(address string, table *godog.Table) error {
	certificate, err := readCertificate(table)
	if err != nil {
		return err
	}
	return s.addMTA(address, &sim.MTA{Shows: certificate})
}

func (s *scenario) mtaWithPastedCertificate(address string, text *godog.DocString) error {
	leaf, err := pki.ParseLeaf(text.Content)
	if err != nil {
		return badText("the certificate of the MTA at %s: %w", address, err)
	}
	return s.addMTA(address, &sim.MTA{Shows: &sim.Certificate{Leaf: leaf}})
}

// addMTA puts an MTA at an address that has none yet; it calls itself by the name that leads there.
func (s *scenario) addMTA(address string, mta *sim.MTA) error {
	parsed, err := netip.ParseAddr(address)
	if err != nil {
		return badText("an MTA at %q: want an IP address", address)
	}
	mta.Address = parsed
	for _, other := range s.world.MTAs {
		if other.AddrPort() == mta.AddrPort() {
			return badText("there is already an MTA at %s", address)
		}
	}
	mta.Name = s.nameOf(parsed)
	if s.introduced == nil {
		s.introduced = map[netip.Addr]*sim.Certificate{}
	}
	s.introduced[mta.Address] = mta.Shows
	s.world.MTAs = append(s.world.MTAs, mta)
	if s.placed == nil {
		s.placed = map[*sim.MTA]*godog.Step{}
	}
	s.placed[mta] = s.current
	return nil
}

// nameOf is the first name whose address record leads to an address; the address itself if none does.
func (s *scenario) nameOf(address netip.Addr) string {
	for _, record := range s.world.DNS.Records {
		if (record.Type == "A" || record.Type == "AAAA") && record.Value == address.String() {
			return strings.TrimSuffix(record.Name, ".")
		}
	}
	return "[" + address.String() + "]"
}

func (s *scenario) mtaWithoutSTARTTLS(address string) error {
	return s.addMTA(address, &sim.MTA{})
}

func (s *scenario) listensOnPort(address string, port int) error {
	mta, err := s.at(address)
	if err != nil {
		return err
	}
	mta.Port = uint16(port)
	return nil
}

// at finds the MTA at an address: it must have been given before.
func (s *scenario) at(address string) (*sim.MTA, error) {
	var found []*sim.MTA
	for _, mta := range s.world.MTAs {
		if mta.Address.String() == address {
			found = append(found, mta)
		}
	}
	switch len(found) {
	case 0:
		return nil, badText("there is no MTA at %s: say first that there is one", address)
	case 1:
		return found[0], nil
	}
	return nil, badText("there are %d MTAs at %s, and phrases tell them apart by their addresses alone: want one at each", len(found), address)
}

func (s *scenario) startTLSNotOffered(address string) error {
	if err := s.saysOf(address, "what it offers before TLS"); err != nil {
		return err
	}
	return s.change(address, func(b *fakemta.Behaviour) { b.Plain.Capabilities = fakemta.DefaultCapabilities() })
}

func (s *scenario) offers(address, capabilities, half string) error {
	if err := s.saysOf(address, "what it offers "+half); err != nil {
		return err
	}
	return s.change(address, func(b *fakemta.Behaviour) {
		offered := append([]string{}, list(capabilities)...) // none, and not those of an honest server
		if half == "before TLS" {
			b.Plain.Capabilities = offered
		} else {
			b.Encrypted.Capabilities = offered
		}
	})
}

func (s *scenario) offersSMTPUTF8(address string, offered bool) error {
	return s.change(address, func(b *fakemta.Behaviour) { b.SMTPUTF8 = offered })
}
