package exchange

import (
	"fmt"
	"slices"
	"strings"

	"mtalab/sim"
	"mtalab/sim/policy"
)

// Settings that each version can be told of a domain; a setting is that of a send connector with the domain
// in its address space. A connector of Exchange 2010 ignores STARTTLS (IgnoreSTARTTLS), takes TLS where it
// is offered, or requires it (RequireTLS) and then checks nothing, the chain, or the chain and the
// recipient domain (TlsAuthLevel). Exchange 2003 has TLS on or off (EXCH-23).
var (
	settings2010 = []policy.Requirement{policy.WithoutTLS, policy.Opportunistic, policy.WithTLS, policy.ByChain, policy.ByDomain, policy.MutualTLS}
	settings2003 = []policy.Requirement{policy.WithoutTLS, policy.WithTLS}
)

// What holds where nothing is configured (EXCH-21, EXCH-23).
var (
	opportunistic = policy.Setting{Name: "Preferred", Requirement: policy.Opportunistic}
	without       = policy.Setting{Name: "No", Requirement: policy.WithoutTLS}
)

func withoutTables(asked policy.Policy) error {
	if len(asked.Routes) > 0 {
		return fmt.Errorf("%w: Exchange has no SMTP routes like the ESA's", sim.ErrNotSupported)
	}
	if len(asked.BounceProfiles) > 0 {
		return fmt.Errorf("%w: Exchange has no bounce profiles like the ESA's", sim.ErrNotSupported)
	}
	return nil
}

// configure holds a policy against what the version takes, and fills in what holds where nothing is
// configured: TLS wherever it is offered, and before 2007 none (EXCH-21, EXCH-23).
func (o readings) configure(asked policy.Policy) (policy.Policy, error) {
	if more := withoutTLSNames(asked).BeyondTLS(); more != "" {
		return asked, fmt.Errorf("%w: Exchange is told TLS settings alone, and not %s", sim.ErrNotSupported, more)
	}
	unconfigured, known := opportunistic, settings2010
	if o.version == "2003" {
		unconfigured, known = without, settings2003
	}
	if asked.Default == policy.Unset {
		asked.Default = unconfigured
	}
	for _, entry := range append(slices.Clone(asked.Destinations), policy.Destination{Setting: asked.Default}) {
		if entry.Setting != policy.Unset && !slices.Contains(known, entry.Setting.Requirement) {
			return asked, fmt.Errorf("%w: Exchange %s has no setting that means %q", sim.ErrNotSupported, o.version, entry.Setting)
		}
		if err := o.refusedTLSDomain(entry); err != nil {
			return asked, err
		}
		if entry.Setting.Mutual {
			if err := o.refusal(entry.Domain); err != nil {
				return asked, err
			}
		}
	}
	return asked, nil
}

// withoutTLSNames is a policy but for what a send connector calls TlsDomain.
func withoutTLSNames(asked policy.Policy) policy.Policy {
	asked.Destinations = slices.Clone(asked.Destinations)
	for i := range asked.Destinations {
		asked.Destinations[i].TLSName = ""
	}
	return asked
}

// refusedTLSDomain is why a TlsDomain, or the lack of one, is refused (EXCH-41); nil: it is not.
func (o readings) refusedTLSDomain(entry policy.Destination) error {
	byDomain := entry.Setting.Requirement == policy.ByDomain
	switch {
	case entry.TLSName != "" && !byDomain:
		return fmt.Errorf("%w: TlsDomain %s for %s needs the TlsAuthLevel DomainValidation  [EXCH-41]", sim.ErrConfiguration, entry.TLSName, entry.Domain)
	case entry.TLSName == "" && byDomain && o.smartHost != "":
		return fmt.Errorf("%w: DomainValidation for %s needs a TlsDomain, as all mail goes through the smart host %s  [EXCH-41]", sim.ErrConfiguration, entry.Domain, o.smartHost)
	}
	return nil
}

// refusal is why a domain is not taken into TLSSendDomainSecureList (EXCH-34); nil: it is.
func (o readings) refusal(domain string) error {
	switch {
	case strings.Contains(domain, "*"):
		return fmt.Errorf("%w: %s in TLSSendDomainSecureList: want a domain without a wildcard  [EXCH-34]", sim.ErrConfiguration, domain)
	case o.smartHost != "":
		return fmt.Errorf("%w: Domain Security for %s needs DNS routing, and all mail goes through the smart host %s  [EXCH-34]",
			sim.ErrConfiguration, domain, o.smartHost)
	}
	return nil
}
