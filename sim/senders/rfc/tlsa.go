package rfc

import (
	"context"

	"mtalab/internal/dane"
	"mtalab/internal/outbound"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// lookUpTLSA finds the secure TLSA records of a host (RFC 7672 §2.2).
func (d *delivery) lookUpTLSA(ctx context.Context, to nextHop) daneState {
	if d.dane == policy.NoDANE || d.setting.TLS == policy.Never {
		return daneState{DANEState: outbound.DANEState{Why: "DANE is not asked for"}}
	}
	lookup := outbound.TLSALookup{
		Resolver: d.resolver, Client: d.mistakes.Client,
		UnusableIsNone: d.mistakes.takesUnusableForNone, Mistakes: d.mistakes.TLSAMistakes,
	}
	if d.mistakes.asksAtNextHop {
		lookup.Mistakes.AsksAt = d.domain
	}
	return daneState{lookup.Of(ctx, to.host, to.address.Port(), to.HostSecurity)}
}

// daneState is what DANE has to say of a host.
type daneState struct{ outbound.DANEState }

// tell puts what DANE says of a host into the story.
func (s daneState) tell(d *delivery) {
	switch {
	case s.Base != "" && s.Usable:
		d.note(secureRecords, "DANE: %s has secure TLSA records", s.Base)
	case s.Base != "":
		d.note(unusableRecords, "DANE: no TLSA record of %s is usable: %s", s.Base, s.Records[0].Unusable())
	case s.Err == nil && d.dane == policy.MandatoryDANE:
		d.note(mandatory, "DANE: %s", s.Why)
	}
}

// authenticate is the verdict on a server with usable records.
func (d *delivery) authenticate() outbound.Verdict {
	server := dane.Server{Chain: d.tls.PeerCertificates, References: []string{d.tlsa.Base, d.domain, d.expanded}, Now: d.env.Clock.Now()}
	if d.mistakes.Match(server, d.tlsa.Records, func(c evidence.Comparison) { d.env.Record(c) }) {
		return outbound.Verdict{Fate: evidence.DeliveredVerified, Cause: secureRecords, Reason: "a TLSA record matches"}
	}
	return outbound.Next(secureRecords, "no TLSA record matches")
}
