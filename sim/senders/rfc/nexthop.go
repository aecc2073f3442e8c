package rfc

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"mtalab/internal/names"
	"mtalab/internal/outbound"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

const smtpPort = 25

// nextHop is one address that a message may go to.
type nextHop struct {
	host    string // empty: an address that somebody wrote
	source  string // what names it
	address netip.AddrPort
	outbound.HostSecurity
}

// Where a host comes from.
const (
	fromMX      = "MX"
	fromRoute   = "SMTP route"
	fromLiteral = "address literal"
)

// nextHops finds where a message may go, best first, or the verdict on a domain without any.
func (d *delivery) nextHops(ctx context.Context) ([]nextHop, evidence.Cause, outbound.Verdict) {
	if address, literal := names.AddressLiteral(d.domain); literal {
		return []nextHop{{source: fromLiteral, address: netip.AddrPortFrom(address, smtpPort)}}, evidence.Cause{}, outbound.Verdict{}
	}
	if route, routed := d.env.Policy.RouteFor(d.domain); routed {
		return d.byRoute(ctx, route)
	}
	return d.byMX(ctx, d.domain, smtpPort, evidence.Bounced)
}

// byRoute goes where a route says: to an address, to the addresses of a name in brackets, or to the MX hosts of a name
// (RFC 7672 §2.2.2).
func (d *delivery) byRoute(ctx context.Context, route policy.Route) ([]nextHop, evidence.Cause, outbound.Verdict) {
	hosts := slices.Clone(route.Hosts)
	slices.SortStableFunc(hosts, func(a, b policy.RouteHost) int { return cmp.Compare(a.Priority, b.Priority) })
	var all []nextHop
	cause, last := evidence.Cause{}, outbound.Verdict{}
	for _, host := range hosts {
		port := cmp.Or(host.Port, smtpPort)
		var found []nextHop
		switch {
		case host.Discard:
			return nil, cause, outbound.Verdict{Fate: evidence.Discarded, Reason: "the route is to nowhere"}
		case host.UseDNS:
			return d.byMX(ctx, d.domain, smtpPort, evidence.Bounced)
		case host.Address.IsValid():
			found = []nextHop{{source: fromRoute, address: netip.AddrPortFrom(host.Address, port)}}
		case host.Bracket:
			found, cause, last = d.resolve(ctx, fromRoute, port, true, evidence.Deferred, cause, host.Name)
		default:
			found, cause, last = d.byMX(ctx, host.Name, port, evidence.Deferred)
		}
		all = append(all, found...)
	}
	if len(all) > 0 {
		last = outbound.Verdict{}
	}
	return all, cause, last
}

// byMX goes to the MX hosts of a name (RFC 5321 §5.1). A lookup that fails, or is bogus, delays the message (RFC 7672 §2.1.2).
func (d *delivery) byMX(ctx context.Context, name string, port uint16, fateIfNone evidence.Fate) ([]nextHop, evidence.Cause, outbound.Verdict) {
	lookup := outbound.MXLookup{Resolver: d.resolver, Hostname: d.env.Hostname, Random: d.random, Record: d.env.Record}
	exchangers, security, cause, err := lookup.OfSecurely(ctx, name)
	if name == d.domain {
		d.expanded = security.Alias
	}
	if err != nil {
		v := outbound.VerdictForLookupError(err)
		return nil, outbound.NoPlan(v), v
	}
	hosts := make([]string, len(exchangers))
	for i, mx := range exchangers {
		hosts[i] = mx.Host
	}
	return d.resolve(ctx, fromMX, port, security.Secure || d.mistakes.trustsInsecureMX, fateIfNone, cause, hosts...)
}

// resolve looks up the addresses of hosts. If none has any, fateIfNone is the fate, unless one may have some later.
func (d *delivery) resolve(ctx context.Context, source string, port uint16, named bool, fateIfNone evidence.Fate, cause evidence.Cause, hosts ...string) ([]nextHop, evidence.Cause, outbound.Verdict) {
	var found []nextHop
	trouble := errors.New("no MX names a host")
	for i, host := range hosts {
		answer, err := d.resolver.SecureAddresses(ctx, host)
		addresses := slices.DeleteFunc(answer.Records, netip.Addr.IsLoopback)
		if err == nil && len(addresses) == 0 {
			err = fmt.Errorf("%s is this machine", host)
		}
		if errors.Is(err, outbound.ErrTemporary) || ctx.Err() != nil {
			fateIfNone = evidence.Deferred
		}
		if err != nil && i == 0 {
			trouble = err
		}
		cause = outbound.ByAddresses(cause, addresses)
		for _, address := range addresses {
			found = append(found, nextHop{
				host: host, source: source, address: netip.AddrPortFrom(address, port),
				HostSecurity: outbound.HostSecurity{Named: named, Secure: answer.Secure, Expanded: answer.Name, Failed: err},
			})
		}
	}
	if len(found) == 0 {
		cause = outbound.Nowhere(cause, trouble)
		return nil, cause, outbound.Verdict{Fate: fateIfNone, Cause: cause, Reason: "no usable host: " + trouble.Error()}
	}
	return found, cause, outbound.Verdict{}
}

// described is a next hop as a plan names it.
func (d *delivery) described(to nextHop) evidence.NextHop {
	origin := evidence.Origin{Host: to.host, Source: to.source}
	if to.source == fromMX && strings.EqualFold(to.host, d.domain) {
		origin.Source = "implicit MX"
	}
	if reference := d.reference(to); d.checksNames() && reference != d.domain {
		origin.Reference = reference
	}
	return evidence.NextHop{Address: to.address, Origins: []evidence.Origin{origin}}
}
