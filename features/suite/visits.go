package suite

import (
	"slices"
	"strings"

	"mtalab/fakedns"
	"mtalab/internal/result"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/explain"
	"mtalab/sim/policy"
)

// visits are what is known of where a sender went with the mail for one domain.
type visits struct {
	domain     string // as the sender looked it up
	planned    bool   // the sender tells its plans; if not, the servers tell who came
	routed     string // the domain of the route in its plan; empty: none
	candidates []evidence.NextHop
	names      map[string][]string // by the address that was tried: the names that were looked up; nil: nobody tells
	discarded  bool
}

// visitsFor gathers the evidence for a recipient domain.
func visitsFor(trail *sim.Trail, domain string) *visits {
	v := &visits{domain: domain, names: map[string][]string{}}
	for _, delivery := range explain.Deliveries(trail.Entries()) {
		if !slices.ContainsFunc(delivery.Recipients, func(r string) bool { return strings.EqualFold(domainOf(r), domain) }) {
			continue
		}
		v.planned, v.domain, v.routed = true, delivery.Domain, delivery.Route
		v.candidates = append(v.candidates, delivery.NextHops...)
		for _, try := range delivery.Tries {
			address := try.NextHop.Address.Addr().String()
			for _, way := range try.NextHop.Origins {
				v.names[address] = append(v.names[address], way.Host)
			}
		}
		v.discarded = v.discarded || slices.ContainsFunc(delivery.Outcomes, func(o evidence.Outcome) bool { return o.Fate == evidence.Discarded })
	}
	if v.planned {
		return v
	}
	for _, event := range sim.Of[sim.SessionEvent](trail) {
		v.names[event.Host.Addr().String()] = nil
	}
	return v
}

// tried says whether the sender tried an address that it found by looking up a name; empty: that it was given.
func (v *visits) tried(address, name string) bool {
	names, tried := v.names[address]
	return tried && (names == nil || slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }))
}

// route is the route for the domain by the sender's plan, and without one by the policy.
func (v *visits) route(asked policy.Policy) (policy.Route, bool) {
	if !v.planned {
		return asked.RouteFor(v.domain)
	}
	i := slices.IndexFunc(asked.Routes, func(route policy.Route) bool { return v.routed != "" && route.Domain == v.routed })
	if i < 0 {
		return policy.Route{}, false
	}
	return asked.Routes[i], true
}

// domainOf is what stands behind the @ of a recipient.
func domainOf(recipient string) string { return recipient[strings.LastIndexByte(recipient, '@')+1:] }

// reverseQuestions are the addresses whose reverse names the name server was asked for.
func reverseQuestions(world *sim.World, trail *sim.Trail) map[string]bool {
	addresses, asked := reverseNames(world), map[string]bool{}
	for _, query := range sim.Of[fakedns.Query](trail) {
		if address, known := addresses[strings.ToLower(query.Name)]; known && query.Type == "PTR" {
			asked[address] = true
		}
	}
	return asked
}

// markMatches tells of the certificates which of their names matched at their hosts.
func markMatches(trail *sim.Trail, hosts []result.Host) {
	address := ""
	for _, entry := range trail.Entries() {
		switch what := entry.What.(type) {
		case sim.SessionEvent:
			address = what.Host.Addr().String()
		case evidence.Comparison:
			for _, host := range hosts {
				if shown := host.Certificate; what.Match && host.Address == address && shown != nil {
					shown.MatchedCommonNames = matched(shown.MatchedCommonNames, shown.CommonNames, what, what.Kind == "CN")
					shown.MatchedDNSNames = matched(shown.MatchedDNSNames, shown.DNSNames, what, what.Kind == "SAN")
				}
			}
		}
	}
}

// matched adds the name of a comparison, if it is one of some names and is not there yet.
func matched(already, names []string, what evidence.Comparison, ofKind bool) []string {
	if !ofKind || !slices.Contains(names, what.Presented) || slices.Contains(already, what.Presented) {
		return already
	}
	return append(already, what.Presented)
}
