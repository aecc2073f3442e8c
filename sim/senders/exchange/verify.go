package exchange

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"

	"mtalab/internal/outbound"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// checks says whether the certificate of the server counts: opportunistic TLS takes whatever it is shown
// (EXCH-20).
func (d *delivery) checks() bool {
	return d.setting.Chain == policy.Trusted
}

// looksAndDistrusts is what an opportunistic sender finds of a chain if it looks at it by option, and finds it wanting (EXCH-25).
func (d *delivery) looksAndDistrusts(state tls.ConnectionState) (finding string, untrusted bool) {
	if d.options.validation == "none" || d.setting.TLS != policy.IfOffered {
		return "", false
	}
	_, validation := outbound.ValidateChain(state, d.env.Roots, d.env.Clock.Now())
	d.env.Record(validation)
	return validation.Finding(), !validation.Accepted()
}

// judge says what the certificate of the server is worth: a fate, or none if the host is given up. asked
// says whether the server asked for ours.
func (d *delivery) judge(ctx context.Context, state tls.ConnectionState, to candidate, asked bool) outbound.Verdict {
	if !d.checks() {
		return outbound.Verdict{Fate: evidence.DeliveredEncrypted, Cause: d.demand(), Reason: "the certificate is not checked"}
	}
	if d.setting.Mutual {
		if missing := d.missing(asked); missing != "" {
			if d.options.unasked == "opportunistic" {
				return outbound.Verdict{Fate: evidence.DeliveredEncrypted, Cause: bothSides, Reason: "no mutual TLS, " + missing}
			}
			return outbound.Next(noMutualTLS, "no mutual TLS, and no delivery without it: %s", missing)
		}
	}
	validation := d.validate(ctx, state)
	d.env.Record(validation)
	if !validation.Accepted() {
		return outbound.Next(d.untrusted(validation), "%s", validation.Finding())
	}
	if d.setting.Names == 0 {
		return outbound.Verdict{Fate: evidence.DeliveredVerified, Cause: validation.Cause, Reason: "no name is compared"}
	}
	return d.identify(state.PeerCertificates[0], to)
}

// validate looks at the chain and, under Domain Security, at revocation (EXCH-39).
func (d *delivery) validate(ctx context.Context, state tls.ConnectionState) evidence.Validation {
	chains, found := outbound.ValidateChain(state, d.env.Roots, d.env.Clock.Now())
	if !d.setting.Mutual {
		return found
	}
	revocation := outbound.Revocation{
		Env: d.env, Addresses: d.resolver.Addresses,
		Revoked: partnerNotRevoked, Unknown: partnerNotRevoked, Hard: d.options.revocation == "hard",
	}
	for _, chain := range chains { // one that holds is enough
		if found, _ = revocation.Check(ctx, chain, state.OCSPResponse); found.Accepted() {
			return outbound.Chained(chain)
		}
	}
	return found
}

// missing is what mutual TLS lacks on our side of the session (EXCH-30, EXCH-38); empty: nothing.
func (d *delivery) missing(asked bool) string {
	switch {
	case !asked:
		return "the server does not ask for a certificate"
	case d.env.Certificate == nil:
		return "there is no certificate to show"
	}
	return ""
}

// identify compares the DNS names of a certificate with the names that count, until one matches. The Common
// Name is never looked at (RFC 9525 §2).
func (d *delivery) identify(leaf *x509.Certificate, to candidate) outbound.Verdict {
	match, found := outbound.MatchDNSName(leaf, d.references(to), d.demand(), d.env.Record)
	if !found {
		return outbound.Next(d.demand(), "no name of the certificate matches a name that is accepted")
	}
	return outbound.Verdict{Fate: evidence.DeliveredVerified, Cause: d.demand(),
		Reason: fmt.Sprintf("%s: %s ~= %s", match.Pair(), match.Presented, match.Reference)}
}

// references are the names that count: the recipient domain and, under Domain Security, the MX host that
// was connected to, or one of the two by option (EXCH-35).
func (d *delivery) references(to candidate) []evidence.Comparison {
	if name := d.env.Policy.ControlsFor(d.domain).TLSName; name != "" {
		return []evidence.Comparison{{Reference: name, Source: fromTLSDomain}}
	}
	domain := evidence.Comparison{Reference: d.domain, Source: "recipient domain"}
	host := evidence.Comparison{Reference: to.host, Source: fromMX}
	switch {
	case !d.setting.Mutual || d.options.names == "domain":
		return []evidence.Comparison{domain}
	case d.options.names == "host":
		return []evidence.Comparison{host}
	}
	return []evidence.Comparison{domain, host}
}

// fromTLSDomain is where a name comes from that the connector is told.
const fromTLSDomain = "TlsDomain"

// untrusted is the cause of giving up a host whose certificate is not accepted.
func (d *delivery) untrusted(found evidence.Validation) evidence.Cause {
	switch {
	case d.setting.Mutual && found.Cause == partnerNotRevoked:
		return partnerNotRevoked
	case d.setting.Mutual:
		return partnerTrusted
	}
	return d.demand()
}

// demand is what the setting asks for.
func (d *delivery) demand() evidence.Cause {
	switch {
	case d.options.version == "2003":
		return configured
	case d.setting.Mutual:
		return partnerNamed
	case d.env.Policy.ControlsFor(d.domain).TLSName != "":
		return connectorName
	case d.setting.TLS == policy.IfOffered:
		return opportunistically
	case d.setting.TLS == policy.Never:
		return ignoresSTARTTLS
	}
	return requiresTLS
}
