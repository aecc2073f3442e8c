package driver

import (
	"fmt"
	"slices"
	"strings"

	"mtalab/sim"
	"mtalab/sim/policy"
)

// Route are the hosts to which a route leads, in the order in which they are tried; nil: the MX records lead the way.
type Route []policy.RouteHost

// routeOf is the route of a recipient domain, or of one behind ".domain"; empty: that of all which have no other.
func routeOf(asked policy.Policy, name string) Route {
	route, found := asked.RouteFor(name)
	if !found || slices.ContainsFunc(route.Hosts, func(host policy.RouteHost) bool { return host.UseDNS }) {
		return nil
	}
	hosts := slices.Clone(route.Hosts)
	slices.SortStableFunc(hosts, func(a, b policy.RouteHost) int { return a.Priority - b.Priority })
	return hosts
}

// Discards says whether the mail is dropped.
func (r Route) Discards() bool { return len(r) == 1 && r[0].Discard }

// HasAddress says whether it leads to an address, which has no name that a certificate could be compared with.
func (r Route) HasAddress() bool {
	return slices.ContainsFunc(r, func(host policy.RouteHost) bool { return host.Address.IsValid() })
}

// Unlike says, as sim.ErrNotSupported, that an MTA has no words behind a route that promise what a setting does.
func (d Domain[T]) Unlike(mta string) error {
	return fmt.Errorf("%w: %s has no setting that means %q where a route leads to %s", sim.ErrNotSupported, mta, d.Setting, d.Route)
}

func (r Route) String() string {
	hosts := make([]string, len(r))
	for i, host := range r {
		switch {
		case host.Address.IsValid():
			hosts[i] = host.Address.String()
		case host.Bracket:
			hosts[i] = "[" + host.Name + "]"
		case host.Discard:
			hosts[i] = "nowhere"
		default:
			hosts[i] = host.Name
		}
	}
	return strings.Join(hosts, ", ")
}
