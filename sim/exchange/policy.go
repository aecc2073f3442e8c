package exchange

import (
	"fmt"
	"slices"
	"strings"

	"mtalab/sim"
)

// Settings that each version can be told of a domain; a setting is that of a send connector with the domain
// in its address space. A connector of Exchange 2010 ignores STARTTLS (IgnoreSTARTTLS), takes TLS where it
// is offered, or requires it (RequireTLS) and then checks nothing, the chain, or the chain and the
// recipient domain (TlsAuthLevel). Exchange 2003 has TLS on or off (EXCH-23).
var (
	settings2010 = []sim.Setting{
		sim.No, sim.Preferred, sim.Required, sim.Encrypted, sim.TrustedChain, sim.VerifiedDomain, sim.DomainSecurity,
	}
	settings2003 = []sim.Setting{sim.No, sim.Required, sim.Encrypted}
)

func withoutRoutes(policy sim.Policy) error {
	if len(policy.Routes) > 0 {
		return fmt.Errorf("%w: Exchange has no SMTP routes like the ESA's", sim.ErrNotSupported)
	}
	return nil
}

// configure holds a policy against what the version takes, and fills in what holds where nothing is
// configured: TLS wherever it is offered, and before 2007 none (EXCH-21, EXCH-23).
func (o Options) configure(policy sim.Policy) (sim.Policy, error) {
	if err := policy.TLSSettingsAlone("Exchange"); err != nil {
		return policy, err
	}
	unconfigured, known := sim.Preferred, settings2010
	if o.Version == "2003" {
		unconfigured, known = sim.No, settings2003
	}
	if policy.Default == sim.Unset {
		policy.Default = unconfigured
	}
	for _, entry := range append(slices.Clone(policy.Destinations), sim.Destination{Setting: policy.Default}) {
		if entry.Setting != sim.Unset && !slices.Contains(known, entry.Setting) {
			return policy, fmt.Errorf("%w: Exchange %s has no setting that means %q", sim.ErrNotSupported, o.Version, entry.Setting)
		}
		if entry.Setting == sim.DomainSecurity {
			if err := o.refusal(entry.Domain); err != nil {
				return policy, err
			}
		}
	}
	return policy, nil
}

// refusal is why a domain is not taken into TLSSendDomainSecureList (EXCH-34); nil: it is.
func (o Options) refusal(domain string) error {
	switch {
	case strings.Contains(domain, "*"):
		return fmt.Errorf("%w: %s in TLSSendDomainSecureList: want a domain without a wildcard  [EXCH-34]", sim.ErrConfiguration, domain)
	case o.SmartHost != "":
		return fmt.Errorf("%w: Domain Security for %s needs DNS routing, and all mail goes through the smart host %s  [EXCH-34]",
			sim.ErrConfiguration, domain, o.SmartHost)
	}
	return nil
}
