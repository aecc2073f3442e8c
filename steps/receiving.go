package steps

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"

	"github.com/cucumber/godog"

	"mtalab/internal/fakeclient"
	"mtalab/pki"
	"mtalab/sim"
)

func (s *scenario) listenerPhrases() []phrase {
	return []phrase{
		{given, "the listener's policy is {text}", nothing,
			"The receiver under test takes mail without TLS (No, the default), either way (Preferred), or with TLS alone (Required).",
			`Given the listener's policy is "Required"`,
			s.listenerPolicy},
		{given, "the listener demands TLS of the envelope senders {list}", nothing,
			"Under Preferred: addresses or domains whose mail it takes inside TLS alone.",
			"Given the listener demands TLS of the envelope senders partner.test, ann@other.test",
			func(senders string) { s.world.Listener.InTLSOnly = list(senders) }},
		{given, "the listener verifies client certificates", nothing,
			"A certificate that a client shows must be good; under Required it must show one.",
			"Given the listener verifies client certificates",
			func() { s.world.Listener.VerifiesClients = true }},
		{given, "the listener lets users authenticate", nothing,
			"SMTP AUTH is on, and it knows a user and the password.",
			"Given the listener lets users authenticate",
			func() { s.world.Listener.Users = map[string]string{"ann": "a long password"} }},
		{given, "the listener's key is unavailable", nothing,
			"It is to offer TLS, and cannot do it at the moment.",
			"Given the listener's key is unavailable",
			func() { s.world.Listener.KeyUnavailable = true }},
		{given, "the listener is public", nothing,
			"MX records lead to it, so that strangers send mail to it.",
			"Given the listener is public",
			func() { s.world.Listener.Public = true }},
	}
}

func (s *scenario) clientPhrases() []phrase {
	return []phrase{
		{when, "a client connects", nothing,
			"It connects to the receiver under test and reads the greeting. Later phrases speak of the client that connected last.",
			"When a client connects",
			s.clientConnects},
		{when, "the client says {text}", nothing,
			"It says one line and reads the reply.",
			`When the client says "EHLO client.test"`,
			func(line string) error { return s.clientDoes(func(c *fakeclient.Client) { c.Say(line) }) }},
		{when, "the client sends {words} in one segment", nothing,
			"It sends this as it stands, \\n ending a line, and reads a reply to each line; behind the 220 to STARTTLS it reads no more.",
			`When the client sends "STARTTLS\nNOOP\n" in one segment`,
			s.clientSends},
		{when, "the client begins the TLS handshake", nothing,
			"It does if its STARTTLS was answered with 220.",
			"When the client begins the TLS handshake",
			func() error { return s.clientDoes(func(c *fakeclient.Client) { c.Handshake(s.clientTLS()) }) }},
		{when, "the client starts TLS", nothing,
			"It says STARTTLS and shakes hands, as any client without a certificate would; the receiver's certificate is not checked.",
			"When the client starts TLS",
			func() error { return s.clientStartsTLS(func(*tls.Config) error { return nil }) }},
		{when, "the client starts TLS with a good certificate", nothing,
			"It shows a certificate of its own, client.test, to a receiver that asks for one.",
			"When the client starts TLS with a good certificate",
			func() error {
				return s.clientStartsTLS(func(config *tls.Config) error { return s.showInHandshake(config, flaw{}) })
			}},
		{when, "the client starts TLS with a certificate that is {flaw}", nothing,
			"It shows this to a receiver that asks for one: " + strings.Join(flawNames(), "; ") + ".",
			"When the client starts TLS with a certificate that is expired",
			s.clientShowsFlawed},
		{when, "the client starts TLS with the server name {domain}", nothing,
			"It asks for the certificate of this name.",
			"When the client starts TLS with the server name other.test",
			func(name string) error {
				return s.clientStartsTLS(func(config *tls.Config) error { config.ServerName = name; return nil })
			}},
		{when, "the client starts TLS without a server name", nothing,
			"Its ClientHello has none.",
			"When the client starts TLS without a server name",
			func() error {
				return s.clientStartsTLS(func(config *tls.Config) error { config.ServerName = ""; return nil })
			}},
		{when, "the client starts TLS {version} alone", nothing,
			"It speaks no other version of TLS.",
			"When the client starts TLS 1.0 alone",
			func(version string) error {
				return s.clientStartsTLS(func(config *tls.Config) error {
					config.MinVersion, config.MaxVersion = uint16(versions[version]), uint16(versions[version])
					return nil
				})
			}},
		{when, "the client authenticates", nothing,
			"It says AUTH PLAIN, as a user whom the receiver knows.",
			"When the client authenticates",
			func() error { return s.clientAuthenticates("") }},
		{when, "the client authenticates with a wrong password", nothing,
			"It says AUTH PLAIN, with a name that the receiver knows and another password.",
			"When the client authenticates with a wrong password",
			func() error { return s.clientAuthenticates("wrong") }},
		{when, "the client sends a message from {recipient} to {recipient}", nothing,
			"MAIL, RCPT, DATA and a message, as far as the receiver goes along.",
			"When the client sends a message from ann@client.test to bob@receiver.test",
			s.clientSendsMessage},
		{when, "the client quits", nothing,
			"It says QUIT and reads everything that comes until the connection ends.",
			"When the client quits",
			func() error { return s.clientDoes((*fakeclient.Client).Quit) }},
	}
}

func (s *scenario) listenerPolicy(text string) error {
	policy, err := s.laboratory.Dialect.ParseListener(text)
	if err != nil {
		return badText("%w", err)
	}
	s.world.Listener.TLS = policy
	return nil
}

// listen starts the receiver at the first When.
func (s *scenario) listen(ctx context.Context) error {
	if !s.sends && !s.listens {
		if err := s.sensible(false); err != nil {
			return err
		}
	}
	switch {
	case s.checking:
		s.listens = true
		return godog.ErrSkip
	case s.listens:
		return nil
	case s.laboratory.Describe != nil:
		s.laboratory.Describe(s.world)
		s.listens = true
		return godog.ErrSkip
	case s.sends:
		return badText("a client connects to a receiver under test: not in a scenario that sends mail with a sender")
	case s.laboratory.Receiver == nil:
		return s.skipIfUnsupported(fmt.Errorf("%w: it only sends, and this scenario is for an MTA that listens", sim.ErrNotSupported))
	}
	s.listens = true
	var err error
	s.listening, err = sim.Listen(ctx, s.world, s.laboratory.Receiver, s.options())
	return s.skipIfUnsupported(err)
}

func (s *scenario) clientConnects(ctx context.Context) error {
	if err := s.listen(ctx); err != nil {
		return err
	}
	if _, err := s.listening.NewClient(s.bounded); err != nil {
		return err
	}
	return s.inTime()
}

// inTime fails if the receiver has used up the time of the scenario: it is silent, or never comes to an end.
func (s *scenario) inTime() error {
	switch cause := context.Cause(s.bounded); {
	case errors.Is(s.bounded.Err(), context.DeadlineExceeded):
		return mismatch("%s does not let the client come to an end: %v", s.laboratory.Receiver.Name(), cause)
	default:
		return cause // who runs the scenario has ended it
	}
}

// client is the one that connected last.
func (s *scenario) client() (*fakeclient.Client, error) {
	clients := s.listening.Clients()
	if len(clients) == 0 {
		return nil, notYet("no client has connected: say first that one does")
	}
	return clients[len(clients)-1], nil
}

// clientDoes lets the client do something, and fails if the receiver leaves it no time for that.
func (s *scenario) clientDoes(what func(*fakeclient.Client)) error {
	client, err := s.client()
	if err != nil {
		return err
	}
	what(client)
	return s.inTime()
}

func (s *scenario) clientSends(text string) error {
	s.injects = true
	return s.clientDoes(func(c *fakeclient.Client) { c.Send(strings.ReplaceAll(unquoted(text), "\n", "\r\n")) })
}

// clientTLS is how the client shakes hands: what the receiver shows is recorded and not judged.
func (s *scenario) clientTLS() *tls.Config {
	return &tls.Config{
		ServerName:         sim.ReceiverName,
		InsecureSkipVerify: true,
		MinVersion:         tls.VersionTLS12,
		Time:               s.now,
		ClientSessionCache: &s.tickets,
	}
}

func (s *scenario) clientStartsTLS(how func(*tls.Config) error) error {
	if _, err := s.client(); err != nil {
		return err
	}
	config := s.clientTLS()
	if err := how(config); err != nil {
		return err
	}
	return s.clientDoes(func(c *fakeclient.Client) { c.StartTLS(config) })
}

func (s *scenario) clientShowsFlawed(name string) error {
	for _, flaw := range flaws {
		if flaw.name == name {
			return s.clientStartsTLS(func(config *tls.Config) error { return s.showInHandshake(config, flaw) })
		}
	}
	return badText("a certificate that is %q: want one of\n  %s", name, strings.Join(flawNames(), "\n  "))
}

// showInHandshake lets the client show a certificate, whatever authorities the receiver names.
func (s *scenario) showInHandshake(config *tls.Config, with flaw) error {
	described := &sim.Certificate{Leaf: pki.Leaf{CommonName: "client.test", DNSNames: []string{"client.test"}, ExtKeyUsages: forClients}}
	if with.make != nil {
		with.make(described, s.now())
	}
	certificate, err := s.listening.Issue(described)
	if err != nil {
		return err
	}
	shown := certificate.TLS()
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &shown, nil }
	return nil
}

func (s *scenario) clientAuthenticates(instead string) error {
	if _, err := s.client(); err != nil {
		return err
	}
	name, password, err := s.listening.User()
	if err != nil {
		return s.skipIfUnsupported(err)
	}
	return s.clientDoes(func(c *fakeclient.Client) { c.Authenticate(name, password+instead) })
}

func (s *scenario) clientSendsMessage(from, to string) error {
	if _, err := s.client(); err != nil {
		return err
	}
	mailbox, err := s.listening.Mailbox(to)
	if err != nil {
		return s.skipIfUnsupported(err)
	}
	text := fmt.Sprintf("From: <%s>\r\nTo: <%s>\r\nSubject: a message of mtalab\r\n\r\nThis is a message of mtalab.\r\n", from, mailbox)
	return s.clientDoes(func(c *fakeclient.Client) { c.Mail(from, mailbox, []byte(text)) })
}
