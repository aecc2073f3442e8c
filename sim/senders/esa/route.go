package esa

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"mtalab/internal/names"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// plan finds the candidates for a recipient domain: the route table first (ESA-66, AMB-43), of which the most specific
// line counts (AMB-9, AMB-20), then MX. What a route leads to is not looked up in the table again (ESA-66).
func (o *outbox) plan(ctx context.Context, domain string) itinerary {
	if address, literal := names.AddressLiteral(domain); literal {
		return o.resolve(ctx, domain, []hop{{address: address, port: smtpPort}}, evidence.Deferred)
	}
	route, routed := o.env.Policy.RouteFor(domain)
	if !routed {
		return o.byMX(ctx, domain)
	}
	o.note(mostSpecificRoute, "the SMTP route is %s", FormatRoute(route))
	var hops []hop
	for _, host := range o.inOrder(route) {
		switch {
		case host.Discard:
			return decided(evidence.Discarded, discarded, "the route of %s is /dev/null", route.Domain)
		case host.UseDNS:
			return o.byMX(ctx, domain)
		default:
			hops = append(hops, o.throughRoute(ctx, host)...)
		}
	}
	itinerary := o.resolve(ctx, domain, hops, evidence.Deferred)
	if itinerary.fate == evidence.Deferred {
		itinerary.cause = routesDown
	}
	return itinerary
}

// throughRoute is where one destination of a route leads. A plain host gets an MX lookup first
// (ESA-65); what is compared stays the route's name.
func (o *outbox) throughRoute(ctx context.Context, to policy.RouteHost) []hop {
	port := cmp.Or(to.Port, smtpPort)
	if to.Address.IsValid() {
		return []hop{{address: to.Address, port: port}}
	}
	through := hop{host: to.Name, port: port, identity: to.Name, source: FromRoute}
	if to.Bracket {
		return []hop{through}
	}
	exchangers, err := o.exchangers().Of(ctx, to.Name)
	if err != nil {
		through.unusable = err
		return []hop{through}
	}
	var hops []hop
	for _, mx := range exchangers {
		through.host = mx.Host
		hops = append(hops, through)
	}
	return hops
}

// inOrder sorts the destinations of a route by priority, lower first (ESA-60), equal ones as entered
// or, by option, in turns (AMB-4).
func (o *outbox) inOrder(route policy.Route) []policy.RouteHost {
	hosts := slices.Clone(route.Hosts)
	slices.SortStableFunc(hosts, func(a, b policy.RouteHost) int { return cmp.Compare(a.Priority, b.Priority) })
	if o.options.RouteTie == "round_robin" {
		takeTurns(hosts, o.turn(route.Domain))
	}
	return hosts
}

// takeTurns lets another one of each group of equals come first at every turn.
func takeTurns(hosts []policy.RouteHost, turn int) {
	for len(hosts) > 0 {
		size := slices.IndexFunc(hosts, func(host policy.RouteHost) bool { return host.Priority != hosts[0].Priority })
		if size < 0 {
			size = len(hosts)
		}
		equals, first := hosts[:size], turn%size
		copy(equals, slices.Concat(equals[first:], equals[:first]))
		hosts = hosts[size:]
	}
}

// nextHopNames are the references that follow from how a candidate was reached (ESA-52 to ESA-56): the
// names of the routes that lead there (ESA-62, ESA-63, AMB-5), or the MX names, of which all count
// where the connection is made by address (AMB-18). It is made over the first of the hops (AMB-19).
func (o *outbox) nextHopNames(ctx context.Context, domain string, to candidate) iter.Seq[Reference] {
	return func(yield func(Reference) bool) {
		over := to.hops[0].source
		allMX := over == "" || over == FromMX && o.options.HostedMX == "all"
		for _, hop := range to.hops {
			if hop.identity != "" && !(allMX && hop.source == FromMX) && !yield(Reference{Name: hop.identity, Source: hop.source}) {
				return
			}
		}
		if allMX && !o.closedToMX(domain) {
			o.allMXNames(ctx, domain, yield)
		}
	}
}

// closedToMX says whether the strict reading of AMB-19 keeps the MX names out: the route has a name.
func (o *outbox) closedToMX(domain string) bool {
	route, routed := o.env.Policy.RouteFor(domain)
	return routed && o.options.MixedRoutes == "strict" &&
		slices.ContainsFunc(route.Hosts, func(host policy.RouteHost) bool { return host.Name != "" })
}
