package esa

import (
	"context"
	"fmt"
	"strings"

	"mtalab/internal/names"
	"mtalab/internal/outbound"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// exchangers finds the hosts that take the mail for a name.
func (o *outbox) exchangers() outbound.MXLookup {
	return outbound.MXLookup{Resolver: o.resolver, Hostname: o.env.Hostname, Random: o.random, Record: o.env.Record}
}

// byMX finds the candidates of a domain through its MX records.
func (o *outbox) byMX(ctx context.Context, domain string) deliveryPlan {
	exchangers, security, why, err := o.lookUpMX(ctx, domain, domain)
	if err != nil {
		v := outbound.VerdictForLookupError(err)
		if v.Fate == evidence.Deferred && o.asksForDANE(domain) != policy.NoDANE {
			o.note(delayedByMX, "DANE: a domain whose MX records cannot be looked up is not taken for one without them")
		}
		return deliveryPlan{fate: v.Fate, reason: v.Reason, cause: v.Cause, why: outbound.NoPlan(v)}
	}
	var hops []hop
	for _, mx := range exchangers {
		through := hop{host: mx.Host, port: smtpPort, identity: mx.Host, source: fromMX, alias: security.Alias}
		through.Named = security.Secure
		if strings.EqualFold(mx.Host, domain) {
			through.identity = "" // AMB-41: the recipient domain is compared anyway
		}
		hops = append(hops, through)
	}
	return o.resolve(ctx, domain, hops, evidence.Bounced, why)
}

// allMXNames yields every MX name of the recipient domain (AMB-17, AMB-18); by is the cause for which the n-th counts.
func (o *outbox) allMXNames(ctx context.Context, domain string, by func(int) evidence.Cause, yield func(referenceIdentifier) bool) {
	if _, literal := names.AddressLiteral(domain); literal {
		return // AMB-35
	}
	exchangers, err := o.resolver.MX(ctx, domain)
	if err != nil {
		yield(referenceIdentifier{refused: &evidence.Note{Text: fmt.Sprintf("no MX name to compare with: %v", err), Cause: noMXNames}})
		return
	}
	for i, mx := range o.exchangers().ByPreference(exchangers) {
		if !yield(referenceIdentifier{name: mx.Host, source: fromMX, cause: by(i)}) {
			return
		}
	}
}
