package esa

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mtalab/sim"
	"mtalab/sim/outbound"
)

// exchangers finds the hosts that take the mail for a name.
func (o *outbox) exchangers() outbound.Exchangers {
	return outbound.Exchangers{Resolver: o.resolver, Hostname: o.env.Hostname, Random: o.random}
}

// byMX finds the candidates of a domain through its MX records.
func (o *outbox) byMX(ctx context.Context, domain string) itinerary {
	exchangers, err := o.exchangers().Of(ctx, domain)
	switch {
	case errors.Is(err, outbound.ErrNoDomain):
		return decided(sim.Bounced, "R5321-2", "5.1.2 bad destination host: %v", err)
	case errors.Is(err, outbound.ErrNullMX):
		return decided(sim.Bounced, "R7505-3", "5.1.10 %v", err)
	case errors.Is(err, outbound.ErrLoop):
		return decided(sim.Bounced, "R5321-10", "5.4.6 %v", err)
	case err != nil:
		return decided(sim.Deferred, "R5321-2", "%v", err)
	}
	var hops []hop
	for _, mx := range exchangers {
		through := hop{host: mx.Host, port: smtpPort, identity: mx.Host, source: FromMX}
		if strings.EqualFold(mx.Host, domain) {
			through.identity = "" // AMB-41: the recipient domain is compared anyway
		}
		hops = append(hops, through)
	}
	return o.resolve(ctx, hops, sim.Bounced)
}

// allMXNames yields every MX name of the recipient domain (AMB-17, AMB-18).
func (o *outbox) allMXNames(ctx context.Context, domain string, yield func(Reference) bool) {
	if _, literal := outbound.AddressLiteral(domain); literal {
		return // AMB-35
	}
	exchangers, err := o.resolver.MX(ctx, domain)
	if err != nil {
		yield(Reference{Refused: &sim.Note{Text: fmt.Sprintf("no MX name to compare with: %v", err), Rule: "ESA-55"}})
		return
	}
	for _, mx := range o.exchangers().ByPreference(exchangers) {
		if !yield(Reference{Name: mx.Host, Source: FromMX}) {
			return
		}
	}
}
