package esa

import (
	"context"

	"mtalab/internal/names"
	"mtalab/internal/outbound"
	"mtalab/sim/evidence"
)

// try attempts one candidate and tells what it saw.
func (d *delivery) try(ctx context.Context, to candidate) outbound.Verdict {
	d.session, d.tls = nil, nil
	v, ok := d.permitted(ctx, to)
	if ok {
		v = d.converse(ctx, to)
	}
	d.env.Record(outbound.Attempted(d.described(to), d.session, d.tls, v))
	return v
}

// described is a candidate as a plan names it.
func (d *delivery) described(to candidate) evidence.NextHop {
	described := evidence.NextHop{Address: to.address}
	for _, hop := range to.hops {
		way := evidence.Origin{Host: hop.host, Source: hop.source, Reference: hop.identity}
		address, literal := names.AddressLiteral(d.domain)
		switch {
		case hop.source == fromMX && hop.identity == "":
			way.Source = "implicit MX"
		case hop.source == "" && literal && hop.address == address:
			way.Source = "address literal"
		case hop.source == "":
			way.Source = fromRoute
		}
		described.Origins = append(described.Origins, way)
	}
	return described
}

// announce tells where the message may go.
func (d *delivery) announce(to deliveryPlan) {
	plan := evidence.Plan{Domain: d.domain, Recipients: d.Recipients, Setting: d.setting.Name, SetBy: d.setBy, Route: to.route, Cause: to.why}
	for _, candidate := range to.candidates {
		plan.NextHops = append(plan.NextHops, d.described(candidate))
	}
	d.env.Record(plan)
}
