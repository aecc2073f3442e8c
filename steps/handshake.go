package steps

import (
	"crypto/tls"
	"maps"
	"slices"
	"strings"

	"github.com/cucumber/godog"

	"mtalab/fakemta"
	"mtalab/sim"
)

// handshakePhrases say how an MTA shakes hands for TLS.
func (s *scenario) handshakePhrases() []phrase {
	return []phrase{
		{given, "the MTA at {address} answers the TLS handshake with the alert {alert}", nothing,
			"A fatal alert by its number in RFC 8446 §6: 40 handshake_failure, 70 protocol_version, 112 unrecognized_name.",
			"Given the MTA at 192.0.2.1 answers the TLS handshake with the alert 40",
			s.answersWithAlert},
		{given, "the MTA at {address} {action} after the TLS handshake", nothing,
			"The handshake succeeds; then it closes the connection, or it hears EHLO and resets the connection or says nothing.",
			"Given the MTA at 192.0.2.1 closes the connection after the TLS handshake",
			s.actsAfterHandshake},
		{given, "the MTA at {address} shows to clients that ask for {domain} a certificate that has", certificateTable,
			"A second certificate, chosen by the server name of the ClientHello; the table says what it shows.",
			"Given the MTA at 192.0.2.1 shows to clients that ask for mx1.example.com a certificate that has\n  | DNS | mx1.example.com |",
			s.showsByServerName},
		{given, "the MTA at {address} refuses every server name but {list}", nothing,
			"Another server name in the ClientHello, or none, is answered with the fatal alert unrecognized_name.",
			"Given the MTA at 192.0.2.1 refuses every server name but other.not",
			func(address, names string) error {
				return s.shakesHands(address, func(b *fakemta.Behaviour) { b.ServerNames = list(names) })
			}},
		{given, "the MTA at {address} speaks TLS {version} only", nothing,
			"It can do one version of TLS and no other.",
			"Given the MTA at 192.0.2.1 speaks TLS 1.0 only",
			s.speaksOnly},
		{given, "the MTA at {address} offers the cipher suite {domain} only", nothing,
			"It can do one cipher suite of TLS 1.2 or older and no other, by its IANA name or by the one that Windows gives it, with a curve; SSL_CK_ is SSL 2.0.",
			"Given the MTA at 192.0.2.1 offers the cipher suite TLS_RSA_WITH_RC4_128_SHA only",
			s.offersCipherSuiteOnly},
		{given, "the MTA at {address} offers the curve {domain} only", nothing,
			"It can do one key exchange and no other: P-256, P-384, P-521, X25519 or X25519MLKEM768.",
			"Given the MTA at 192.0.2.1 offers the curve P-521 only",
			s.offersCurveOnly},
		{given, "the MTA at {address} asks for a client certificate", nothing,
			"It takes what it gets, a certificate or none.",
			"Given the MTA at 192.0.2.1 asks for a client certificate",
			func(address string) error {
				return s.shakesHands(address, func(b *fakemta.Behaviour) { b.ClientAuth = tls.RequestClientCert })
			}},
		{given, "the MTA at {address} issues no session tickets", nothing,
			"No TLS session with it can be resumed.",
			"Given the MTA at 192.0.2.1 issues no session tickets",
			func(address string) error {
				return s.change(address, func(b *fakemta.Behaviour) { b.NoTickets = true })
			}},
		{given, "the MTA at {address} ends TLS without close_notify", nothing,
			"It closes the connection without the farewell that TLS asks for (RFC 8446 §6.1).",
			"Given the MTA at 192.0.2.1 ends TLS without close_notify",
			func(address string) error {
				return s.change(address, func(b *fakemta.Behaviour) { b.NoCloseNotify = true })
			}},
	}
}

// shakesHands changes how an MTA shakes hands for TLS.
func (s *scenario) shakesHands(address string, how func(*fakemta.Behaviour)) error {
	return s.disturbed(address, shakes, func(state *sim.State) { how(&state.Behaviour) })
}

func (s *scenario) answersWithAlert(address string, number int) error {
	return s.shakesHands(address, func(b *fakemta.Behaviour) { b.Alert = uint8(number) })
}

// actsAfterHandshake: an MTA stays silent only where a client waits for it, which is after EHLO; and a
// reset that meets EHLO on its way ends now what the client writes, now what it reads.
func (s *scenario) actsAfterHandshake(address, action string) error {
	answer := "a greeting inside TLS"
	if actions[action] != fakemta.Close {
		answer = "answering EHLO inside TLS"
	}
	return s.replies(address, answer, func(r *fakemta.Reply) { r.Instead = actions[action] })
}

func (s *scenario) showsByServerName(address, name string, table *godog.Table) error {
	certificate, err := readCertificate(table)
	if err != nil {
		return err
	}
	asked, err := domainOf(name)
	if err != nil {
		return err
	}
	return s.disturbed(address, showsFor(asked), func(state *sim.State) {
		if state.ByServerName == nil {
			state.ByServerName = map[string]*sim.Certificate{}
		}
		state.ByServerName[asked] = certificate
	})
}

// versions are the versions of TLS by their names.
var versions = map[string]fakemta.TLSVersion{
	"1.0": tls.VersionTLS10, "1.1": tls.VersionTLS11, "1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13,
}

func (s *scenario) speaksOnly(address, version string) error {
	if err := s.saysOf(address, "the versions of TLS"); err != nil {
		return err
	}
	return s.shakesHands(address, func(b *fakemta.Behaviour) {
		b.MinVersion, b.MaxVersion = versions[version], versions[version]
	})
}

func (s *scenario) offersCipherSuiteOnly(address, name string) error {
	suite, err := suiteNamed(name)
	if err != nil {
		return err
	}
	if err := s.saysOf(address, "the versions of TLS"); err != nil {
		return err
	}
	return s.shakesHands(address, func(b *fakemta.Behaviour) {
		b.OffersOnly([]fakemta.Suite{suite}, b.MinVersion, tls.VersionTLS12)
	})
}

// curves are the key exchanges by their names.
var curves = map[string]tls.CurveID{
	"P-256": tls.CurveP256, "P-384": tls.CurveP384, "P-521": tls.CurveP521,
	"X25519": tls.X25519, "X25519MLKEM768": tls.X25519MLKEM768,
}

func (s *scenario) offersCurveOnly(address, name string) error {
	curve, known := curves[name]
	if !known {
		return badText("unknown curve %q: want one of %s", name, strings.Join(slices.Sorted(maps.Keys(curves)), ", "))
	}
	return s.shakesHands(address, func(b *fakemta.Behaviour) { b.Curves = []tls.CurveID{curve} })
}
