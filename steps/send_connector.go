package steps

import (
	"slices"

	"mtalab/sim/policy"
)

// connectorPhrases say what a send connector of Exchange is told of its TLS.
func (s *scenario) connectorPhrases() []phrase {
	return []phrase{
		{given, "TlsAuthLevel for {domain} is {text}", nothing,
			"A send connector with this address space requires TLS, and of the certificate nothing (EncryptionOnly), the chain (CertificateValidation), or the chain " +
				"and a name (DomainValidation): the recipient domain, or TlsDomain.",
			`Given TlsAuthLevel for woodgrove.not is "DomainValidation"`,
			s.tlsAuthLevel},
		{given, "TlsDomain for {domain} is {domain}", nothing,
			"The name that the certificate must have under DomainValidation, in place of the recipient domain. Say first what TlsAuthLevel is.",
			"Given TlsDomain for woodgrove.not is mail.woodgrove.not",
			s.tlsDomain},
	}
}

// authLevels are the values of TlsAuthLevel.
var authLevels = []policy.Setting{
	{Name: "EncryptionOnly", Requirement: policy.WithTLS},
	{Name: "CertificateValidation", Requirement: policy.ByChain},
	{Name: "DomainValidation", Requirement: policy.ByDomain},
}

func (s *scenario) tlsAuthLevel(domain, level string) error {
	domain, err := domainOf(domain)
	if err != nil {
		return err
	}
	if s.entryOf(domain) != nil {
		return badText("there is a TLS setting for %s already: want it once", domain)
	}
	for _, known := range authLevels {
		if known.Name == level {
			s.world.Policy.Destinations = append(s.world.Policy.Destinations, policy.Destination{Domain: domain, Setting: known})
			return nil
		}
	}
	return badText("unknown TlsAuthLevel %q: want EncryptionOnly, CertificateValidation or DomainValidation", level)
}

func (s *scenario) tlsDomain(domain, name string) error {
	domain, err := domainOf(domain)
	if err != nil {
		return err
	}
	if name, err = domainOf(name); err != nil {
		return err
	}
	entry := s.entryOf(domain)
	switch {
	case entry == nil:
		return badText("no connector is for %s: say first what its TlsAuthLevel is", domain)
	case entry.TLSName != "":
		return badText("there is a TlsDomain for %s already: want it once", domain)
	}
	entry.TLSName = name
	return nil
}

// entryOf is the entry of a domain; nil: there is none.
func (s *scenario) entryOf(domain string) *policy.Destination {
	entries := s.world.Policy.Destinations
	i := slices.IndexFunc(entries, func(entry policy.Destination) bool {
		return policy.CanonicalName(entry.Domain) == policy.CanonicalName(domain)
	})
	if i < 0 {
		return nil
	}
	return &entries[i]
}
