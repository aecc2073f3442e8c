package steps

import (
	"slices"

	"mtalab/pki"
	"mtalab/sim"
)

// issuerPhrases say who issues a certificate, and whom a sender trusts.
func (s *scenario) issuerPhrases() []phrase {
	return []phrase{
		{given, "the issuer of the certificate at {address} is limited to names below {list}", nothing,
			"Its own certificate permits these domains, and no others, to the certificates that it issues (name constraints).",
			"Given the issuer of the certificate at 192.0.2.1 is limited to names below example.com",
			func(address, domains string) error {
				return s.changeIssuer(address, func(i *pki.Intermediate) { i.PermittedDNSDomains = list(domains) })
			}},
		{given, "the issuer of the certificate at {address} must not name {list}", nothing,
			"Its own certificate excludes these domains, and what stands below them, from the certificates that it issues (name constraints).",
			"Given the issuer of the certificate at 192.0.2.1 must not name example.com",
			func(address, domains string) error {
				return s.changeIssuer(address, func(i *pki.Intermediate) { i.ExcludedDNSDomains = list(domains) })
			}},
		{given, "the issuer of the certificate at {address} names the CRL {text}", nothing,
			"The certificate of the issuer says where the list stands that says whether it was revoked itself.",
			`Given the issuer of the certificate at 192.0.2.1 names the CRL "http://crl.ca.not/root.crl"`,
			s.issuerNamesCRL},
		{given, "the sender trusts the root of the certificate at {address}", nothing,
			"That root too is on the sender's list of trusted roots. Say first what the certificate is.",
			"Given the sender trusts the root of the certificate at 192.0.2.1",
			s.senderTrustsRootOf},
		{given, "the sender trusts no root", nothing,
			"Its list of trusted roots is empty.",
			"Given the sender trusts no root",
			func() { s.world.Roots = []pki.Root{} }},
	}
}

// intermediateOf is the issuer of a certificate, if it is an intermediate, of which more can be said than of a root.
func intermediateOf(c *sim.Certificate) (sim.Issuer, error) {
	issuer, err := c.IssuedBy()
	switch {
	case err != nil:
		return issuer, badText("%w", err)
	case len(issuer.Intermediates) == 0:
		return issuer, badText("the root itself issues the certificate: want an intermediate, of which more can be said")
	}
	return issuer, nil
}

// changeIssuer changes the intermediate that issues a certificate.
func (s *scenario) changeIssuer(address string, how func(*pki.Intermediate)) error {
	return s.changeCertificate(address, func(c *sim.Certificate) error {
		issuer, err := intermediateOf(c)
		if err != nil {
			return err
		}
		issuer.Intermediates = slices.Clone(issuer.Intermediates)
		how(&issuer.Intermediates[len(issuer.Intermediates)-1])
		c.Issuer = &issuer
		return nil
	})
}

func (s *scenario) issuerNamesCRL(address, at string) error {
	if _, err := pageOf(at); err != nil {
		return err
	}
	return s.changeIssuer(address, func(i *pki.Intermediate) { i.CRLURLs = append(slices.Clone(i.CRLURLs), at) })
}

func (s *scenario) senderTrustsRootOf(address string) error {
	_, certificate, err := s.certificateAt(address)
	if err != nil {
		return err
	}
	issuer, err := certificate.IssuedBy()
	if err != nil {
		return badText("the certificate at %s: %w", address, err)
	}
	if s.world.Roots == nil {
		s.world.Roots = []pki.Root{{}} // the usual one
	}
	if slices.Contains(s.world.Roots, issuer.Root) {
		return badText("the sender trusts the root of the certificate at %s already", address)
	}
	s.world.Roots = append(s.world.Roots, issuer.Root)
	return nil
}
