package esa

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"

	"mtalab/internal/names"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// plan finds the candidates for a recipient domain: the route table first (ESA-66, AMB-43), of which the most specific
// line counts (AMB-9, AMB-20), for an address literal that for ALL, then MX. What a route leads to is not looked up in the
// table again (ESA-66).
func (o *outbox) plan(ctx context.Context, domain string) deliveryPlan {
	route, routed := o.env.Policy.RouteFor(domain)
	if !routed {
		return o.withoutRoute(ctx, domain)
	}
	o.note(kindOf(route), "the SMTP route is %s", formatRoute(route))
	plan := o.byRoute(ctx, domain, route)
	plan.route = route.Domain
	return plan
}

// withoutRoute finds the candidates of a domain, or of an address literal, for which no route applies.
func (o *outbox) withoutRoute(ctx context.Context, domain string) deliveryPlan {
	if address, literal := names.AddressLiteral(domain); literal {
		return o.resolve(ctx, domain, []hop{{address: address, port: smtpPort}}, evidence.Deferred, addressLiteral)
	}
	return o.byMX(ctx, domain)
}

// byRoute finds the candidates of a domain through its route.
func (o *outbox) byRoute(ctx context.Context, domain string, route policy.Route) deliveryPlan {
	var hops []hop
	for _, host := range o.inOrder(route) {
		switch {
		case host.Discard:
			return decided(evidence.Discarded, discarded, "the route of %s is /dev/null", route.Domain)
		case host.UseDNS:
			o.note(asWithoutRoute, "USEDNS: as if there were no route")
			return o.withoutRoute(ctx, domain)
		default:
			hops = append(hops, o.throughRoute(ctx, domain, host)...)
		}
	}
	plan := o.resolve(ctx, domain, hops, evidence.Deferred, o.orderOf(route))
	if plan.fate == evidence.Deferred {
		plan.cause, plan.why = routesDown, routesDown
	}
	return plan
}

// throughRoute is where one destination of a route leads. A plain host gets an MX lookup first
// (ESA-65); what is compared stays the route's name.
func (o *outbox) throughRoute(ctx context.Context, domain string, to policy.RouteHost) []hop {
	port := cmp.Or(to.Port, smtpPort)
	if to.Address.IsValid() {
		return []hop{{address: to.Address, port: port}}
	}
	through := hop{host: to.Name, port: port, identity: to.Name, source: fromRoute}
	if to.Bracket {
		through.Named = true // by whoever wrote the route (RFC 7672 §2.2.2)
		return []hop{through}
	}
	exchangers, security, _, err := o.lookUpMX(ctx, domain, to.Name)
	if err != nil {
		through.unusable = err
		return []hop{through}
	}
	through.Named, through.alias = security.Secure, security.Alias
	var hops []hop
	for _, mx := range exchangers {
		if through.host = mx.Host; !strings.EqualFold(mx.Host, to.Name) {
			o.note(behindRoute, "%s takes its mail at %s; what is compared stays %s", to.Name, mx.Host, to.Name)
		}
		hops = append(hops, through)
	}
	return hops
}

// kindOf is the cause for which a line of the table is the one.
func kindOf(route policy.Route) evidence.Cause {
	switch {
	case strings.EqualFold(route.Domain, "ALL"):
		return routeForAll
	case strings.HasPrefix(route.Domain, "."):
		return routeOfParent
	}
	return mostSpecificRoute
}

// orderOf is the cause of the order of a route's destinations.
func (o *outbox) orderOf(route policy.Route) evidence.Cause {
	switch {
	case len(route.Hosts) < 2:
		return oneDestination
	case o.options.routeTie == "round_robin":
		return inTurns
	}
	return byPriority
}

// inOrder sorts the destinations of a route by priority, lower first (ESA-60), equal ones as entered
// or, by option, in turns (AMB-4).
func (o *outbox) inOrder(route policy.Route) []policy.RouteHost {
	hosts := slices.Clone(route.Hosts)
	slices.SortStableFunc(hosts, func(a, b policy.RouteHost) int { return cmp.Compare(a.Priority, b.Priority) })
	if o.options.routeTie == "round_robin" {
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
func (o *outbox) nextHopNames(ctx context.Context, domain string, to candidate) iter.Seq[referenceIdentifier] {
	return func(yield func(referenceIdentifier) bool) {
		if !slices.ContainsFunc(to.hops, hop.hasRouteName) {
			yield = lackingRouteName(yield)
		}
		over := to.hops[0].source
		allMX := over == "" || over == fromMX && o.options.hostedMX == "all"
		for i, hop := range to.hops {
			if hop.identity != "" && !(allMX && hop.source == fromMX) && !yield(referenceIdentifier{name: hop.identity, source: hop.source, cause: countsBy(hop, i)}) {
				return
			}
		}
		if allMX && !o.closedToMX(domain) {
			o.allMXNames(ctx, domain, o.mxCountsBy(domain, over), yield)
		}
	}
}

// hasRouteName says whether a route names the host (ESA-52).
func (h hop) hasRouteName() bool { return h.source == fromRoute && h.identity != "" }

// lackingRouteName says with the first MX name that there was no name of a route to be compared before it (ESA-52).
func lackingRouteName(yield func(referenceIdentifier) bool) func(referenceIdentifier) bool {
	lacking := evidence.Note{Text: "no SMTP route names a host", Cause: noRouteName}
	return func(reference referenceIdentifier) bool {
		if reference.source == fromMX {
			reference.lacking, lacking = lacking, evidence.Note{}
		}
		return yield(reference)
	}
}

// countsBy is the cause for which the name of the n-th hop to an address counts; none for that of the MX host connected to.
func countsBy(via hop, n int) evidence.Cause {
	switch {
	case via.source == fromRoute && n == 0:
		return routeOfConnection
	case via.source == fromRoute:
		return anotherRoute
	case n > 0:
		return anotherMX
	}
	return evidence.Cause{}
}

// mxCountsBy is the cause for which the n-th MX name of the recipient domain counts.
func (o *outbox) mxCountsBy(domain, over string) func(n int) evidence.Cause {
	route, _ := o.env.Policy.RouteFor(domain)
	return func(n int) evidence.Cause {
		switch {
		case over == fromMX:
			return anotherMX
		case namesHost(route):
			return mixedRoutes
		case n > 0:
			return furtherMX
		}
		return mxOfAddressRoute
	}
}

// closedToMX says whether the strict reading of AMB-19 keeps the MX names out: the route has a name.
func (o *outbox) closedToMX(domain string) bool {
	route, routed := o.env.Policy.RouteFor(domain)
	return routed && o.options.mixedRoutes == "strict" && namesHost(route)
}

// namesHost says whether a destination of a route is a host name.
func namesHost(route policy.Route) bool {
	return slices.ContainsFunc(route.Hosts, func(host policy.RouteHost) bool { return host.Name != "" })
}
