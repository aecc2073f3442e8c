package esa

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"

	"mtalab/internal/dane"
	"mtalab/internal/outbound"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// asksForDANE is what the destination controls ask of DANE for a domain: opportunistic, mandatory or none, which it is where TLS
// is off (ESA-80).
func (o *outbox) asksForDANE(domain string) string {
	controls := o.env.Policy.ControlsFor(domain)
	if controls.Setting.TLS == policy.Never {
		return policy.NoDANE
	}
	return cmp.Or(controls.DANE, policy.NoDANE)
}

// knownDANE says sim.ErrNotSupported of what dane_option is not known to mean.
func (o *outbox) knownDANE(domain string) error {
	switch asked := o.asksForDANE(domain); asked {
	case policy.NoDANE, policy.OpportunisticDANE, policy.MandatoryDANE:
		return nil
	default:
		return fmt.Errorf("%w: the destination controls ask for DANE (%s) of %s, and nothing is known of that", sim.ErrNotSupported, asked, domain)
	}
}

// lookUpMX finds the hosts of a name for the mail of a domain, securely only where DANE is asked for.
func (o *outbox) lookUpMX(ctx context.Context, domain, name string) ([]outbound.MX, outbound.MXSecurity, evidence.Cause, error) {
	if o.asksForDANE(domain) == policy.NoDANE {
		exchangers, cause, err := o.exchangers().Of(ctx, name)
		return exchangers, outbound.MXSecurity{}, cause, err
	}
	return o.exchangers().OfSecurely(ctx, name)
}

// permitted looks up what DANE has to say of a candidate, and gives it up before it is connected to where that forbids it
// (ESA-82, ESA-85). A candidate to which several hosts lead is the first of them.
func (d *delivery) permitted(ctx context.Context, to candidate) (v outbound.Verdict, ok bool) {
	asked := d.asksForDANE(d.domain)
	d.tlsa = outbound.DANEState{}
	if asked == policy.NoDANE || d.setting == No {
		return v, true
	}
	lookup := outbound.TLSALookup{Resolver: d.resolver, UnusableIsNone: d.options.daneUnusable == "setting"}
	d.tlsa = lookup.Of(ctx, to.hops[0].host, to.address.Port(), to.hops[0].HostSecurity)
	d.tellDANE(to, asked)
	switch {
	case d.tlsa.Err != nil:
		return outbound.Next(failedLookup, "DANE: %v", d.tlsa.Err), false
	case asked == policy.MandatoryDANE && !d.tlsa.Usable:
		return outbound.Next(mandatoryDANE, "DANE is mandatory, and there is no usable TLSA record"), false
	}
	return v, true
}

// judgedByDANE is the verdict of DANE on the server at hand (ESA-81, ESA-83); not decided: the setting decides.
func (d *delivery) judgedByDANE(to candidate) (v outbound.Verdict, decided bool) {
	switch {
	case d.tlsa.Base == "":
		return v, false
	case !d.tlsa.Usable:
		return outbound.Verdict{Fate: evidence.DeliveredEncrypted, Cause: unusableRecords, Reason: "no TLSA record is usable, and the certificate is not checked"}, true
	}
	server := dane.Server{Chain: d.tls.PeerCertificates, References: d.namesByDANE(to), Now: d.env.Clock.Now()}
	matches := dane.Client{}.Match(server, d.tlsa.Records, func(made evidence.Comparison) { d.env.Record(made) })
	switch {
	case !matches:
		return outbound.Next(noRecordMatches, "no TLSA record matches"), true
	case d.verifies() && d.options.daneBeforeSetting == "no":
		d.note(settingBesideDANE, "a TLSA record matches, and %q looks at the certificate all the same", d.setting)
		return v, false
	}
	return outbound.Verdict{Fate: evidence.DeliveredVerified, Cause: recordMatches, Reason: "a TLSA record matches"}, true
}

// namesByDANE are the names that count under DANE-TA (RFC 7672 §3.2.2): the TLSA base domain, and the next-hop domain, which is
// that of the route where there is one, with what it is an alias of.
func (d *delivery) namesByDANE(to candidate) []string {
	via := to.hops[0]
	if via.source == fromRoute {
		return []string{d.tlsa.Base, via.identity, via.alias}
	}
	return []string{d.tlsa.Base, d.domain, via.alias}
}

// lookUpAddresses looks up a host, securely only where DANE is asked for. A family that could not be looked up beside
// addresses of the other one gives the host up only by what DANE makes of it.
func (o *outbox) lookUpAddresses(ctx context.Context, to *hop) ([]netip.Addr, error) {
	if !to.securely {
		return o.resolver.Addresses(ctx, to.host)
	}
	answer, err := o.resolver.SecureAddresses(ctx, to.host)
	to.Secure, to.Expanded, to.Failed = answer.Secure, answer.Name, err
	if len(answer.Records) > 0 {
		return answer.Records, nil
	}
	return nil, err
}
