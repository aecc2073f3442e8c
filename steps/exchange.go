package steps

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/cucumber/godog"

	"mtalab/sim"
	"mtalab/sim/policy"
)

// exchangePhrases say what Exchange is told as a sender, and what became of it.
func (s *scenario) exchangePhrases() []phrase {
	return []phrase{
		{given, "the sender calls itself {domain}", nothing,
			"The name that it gives in EHLO; without this it is sender.test.",
			"Given the sender calls itself desktop.somorita.com",
			s.senderCallsItself},
		{given, "the sender is at {address}", nothing,
			"An address of its own, and there may be several. So is one to which an A or AAAA record of its name leads; where none is stated it has one that " +
				"stands nowhere in the scenario. No MTA can be there, but to show that a sender which is an exchanger by its name leaves itself out.",
			"Given the sender is at 192.0.2.10",
			s.senderIsAt},
		{given, "TLSSendDomainSecureList has {list}", nothing,
			"The domains to which Exchange sends by mutual TLS or not at all.",
			"Given TLSSendDomainSecureList has woodgrove.not",
			s.sendDomainSecureList},
		{given, "the sender has a client certificate that has", certificateTable,
			"An honest certificate of its own for every server that asks for one; the table says what is in it.",
			"Given the sender has a client certificate that has\n  | DNS | contoso.not |",
			s.senderHasCertificateThatHas},
		{given, "the client certificate of the sender is {flaw}", nothing,
			"From now on it is so; the flaws are those of a certificate at an address.",
			"Given the client certificate of the sender is self-signed",
			s.senderCertificateIs},
		{given, "the client certificate of the sender expires in {period}", nothing,
			"Until then it is valid, by the clock of the world.",
			"Given the client certificate of the sender expires in 1 hour",
			s.senderCertificateExpiresIn},
		{given, "the client certificate of the sender names the CRL {text}", nothing,
			"It says that its issuer publishes a list of revoked certificates there.",
			`Given the client certificate of the sender names the CRL "http://crl.ca.not/ca.crl"`,
			s.senderCertificateNamesCRL},
		{when, "the sender is configured", nothing,
			"The sender is told all that was given, and sends nothing yet.",
			"When the sender is configured",
			s.senderIsConfigured},
		{when, "a message is sent from {recipient} to {recipient}", nothing,
			"The same as without from, by an envelope sender of this address.",
			"When a message is sent from alice@contoso.not to bob@woodgrove.not",
			func(ctx context.Context, from, to string) error { return s.sendFrom(ctx, from, to) }},
		{then, "the configuration is refused and the error says {words}", nothing,
			"The sender does not take what it was told, as its product would not; its error has these words in it.",
			`Then the configuration is refused and the error says "wildcard"`,
			s.configurationIsRefused},
		{then, "the message is marked as secure", nothing,
			"Every MTA that took the message holds its sender for one of TLSReceiveDomainSecureList, by mutual TLS.",
			"Then the message is marked as secure",
			func() error { return s.messageIsMarked(true) }},
		{then, "the message is not marked as secure", nothing,
			"A message was accepted, and no MTA marked it.",
			"Then the message is not marked as secure",
			func() error { return s.messageIsMarked(false) }},
	}
}

// domainSecurity is what Exchange asks of the domains in TLSSendDomainSecureList (EXCH-30).
var domainSecurity = policy.Setting{Name: "Domain Security", Requirement: policy.MutualTLS}

func (s *scenario) sendDomainSecureList(domains string) error {
	for _, domain := range list(domains) {
		if !strings.Contains(domain, "*") { // which Exchange has something to say about
			var err error
			if domain, err = domainOf(domain); err != nil {
				return err
			}
		}
		s.world.Policy.Destinations = append(s.world.Policy.Destinations, policy.Destination{Domain: domain, Setting: domainSecurity})
	}
	return nil
}

func (s *scenario) senderCallsItself(name string) (err error) {
	s.world.Hostname, err = domainOf(name)
	return err
}

func (s *scenario) senderHasCertificateThatHas(table *godog.Table) error {
	certificate, err := readCertificate(table)
	if err != nil {
		return err
	}
	certificate.Leaf.ExtKeyUsages = forClients
	s.world.Certificate = certificate
	return nil
}

func (s *scenario) senderCertificateIs(name string) error {
	return s.changeSenderCertificate(func(c *sim.Certificate) error { return spoil(c, name, s.now()) })
}

func (s *scenario) senderCertificateExpiresIn(period string) error {
	left, err := duration(period)
	if err != nil {
		return err
	}
	return s.changeSenderCertificate(func(c *sim.Certificate) error {
		c.Leaf.NotAfter = s.now().Add(left)
		return nil
	})
}

func (s *scenario) senderCertificateNamesCRL(at string) error {
	if _, err := pageOf(at); err != nil {
		return err
	}
	return s.changeSenderCertificate(func(c *sim.Certificate) error {
		c.Leaf.CRLURLs = append(slices.Clone(c.Leaf.CRLURLs), at)
		return nil
	})
}

func (s *scenario) changeSenderCertificate(how func(*sim.Certificate) error) error {
	if s.world.Certificate == nil {
		return badText("the sender has no client certificate: say first that it has one")
	}
	changed := *s.world.Certificate
	s.world.Certificate = &changed
	return how(&changed)
}

// senderIsConfigured keeps what the sender says to its policy for a Then.
func (s *scenario) senderIsConfigured(ctx context.Context) error {
	err := s.run(ctx)
	if errors.Is(err, sim.ErrConfiguration) {
		s.refused = err
		return nil
	}
	return err
}

func (s *scenario) configurationIsRefused(words string) error {
	switch {
	case s.refused == nil:
		return mismatch("the sender takes its configuration")
	case !strings.Contains(s.refused.Error(), words):
		return mismatch("the configuration is refused: %v", s.refused)
	}
	s.stated = true
	return nil
}

func (s *scenario) messageIsMarked(want bool) error {
	outcomes, err := s.running.Latest()
	switch {
	case errors.Is(err, sim.ErrNothingSent):
		return badText("%w", err)
	case err != nil:
		return mismatch("%v", err)
	}
	for _, outcome := range outcomes {
		if !outcome.Fate.Delivered() {
			return mismatch("the message is %s, and nobody could mark it", outcome.Fate)
		}
	}
	for _, session := range s.running.Sessions() {
		for _, message := range session.Messages() {
			if message.Accepted && message.MutualTLS != want {
				return mismatch("the message is %s", message)
			}
		}
	}
	return nil
}
