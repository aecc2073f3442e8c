package postfix

import (
	"fmt"
	"strings"

	"mtalab/internal/driver"
	"mtalab/sim"
	"mtalab/sim/policy"
)

// vocabulary is what Postfix can be told: the routes by a transport table.
var vocabulary = driver.Vocabulary[string]{MTA: "Postfix", Known: known, Routed: routed, DANE: byDANE}

// routed are the words where a route leads the mail. "nexthop" is then what the route names, so that a recipient domain has
// to be given by name, and cannot where the entry covers several. Over an address Verify Hosted Domains goes on counting
// the names of MX hosts that nobody looks up (ESA-55), and of which Postfix does not know.
func routed(d driver.Domain[string]) (string, error) {
	switch d.Setting.Requirement {
	case policy.ByDomain, hosted:
		if d.Name == "" || strings.HasPrefix(d.Name, ".") || d.Setting.Requirement == hosted && d.Route.HasAddress() {
			return "", d.Unlike("Postfix")
		}
		if d.Setting.Requirement == hosted {
			return "secure match=" + d.Name + ":nexthop", nil
		}
		return "secure match=" + d.Name, nil
	}
	return d.In(known, "Postfix")
}

// mostServices is how many entries with a route a policy may have.
const mostServices = 20

// routes are the transport table, what leads all other mail, and a delivery service for each entry with a route, which asks
// for its TLS policy under a name of its own: two entries may lead to one host.
type routes struct {
	Transports string // texthash: a line for each domain; empty: nobody has a route
	Default    string // default_transport
	services   string // of master.cf
}

// routesOf are empty where nobody has a route, so that a Postfix that runs needs no other configuration.
func routesOf(words driver.Words[string]) (routes, error) {
	made := routes{Default: "smtp"}
	routed := false
	for i, entry := range words.All() {
		transport := "smtp:" // by its MX records
		switch {
		case entry.Route.Discards():
			transport, routed = "discard:", true
		case entry.Route != nil:
			transport, routed = service(i)+":"+nextHops(entry.Route), true
			made.services += fmt.Sprintf("%s unix - - n - - smtp -o smtp_tls_policy_maps=socketmap:inet:%s:%s\n", service(i), policyServer, service(i))
		}
		if i == mostServices {
			return routes{}, fmt.Errorf("%w: a policy of more than %d entries with routes", sim.ErrNotSupported, mostServices)
		}
		if entry.Name == "" {
			made.Default = strings.TrimSuffix(transport, ":")
			continue
		}
		made.Transports += entry.Name + "\t" + transport + "\n"
	}
	if !routed {
		return routes{Default: "smtp"}, nil
	}
	return made, nil
}

// service is the name of the delivery service of an entry by its place, and of the table of its TLS policy.
func service(at int) string { return fmt.Sprintf("route%d", at) }

// nextHops are the hosts of a route as transport(5) has them: one in brackets is looked up for its address alone.
func nextHops(route driver.Route) string {
	all := make([]string, len(route))
	for i, host := range route {
		hop := host.Name
		if host.Address.IsValid() {
			hop = host.Address.String()
		}
		if host.Bracket || host.Address.IsValid() {
			hop = "[" + hop + "]"
		}
		if host.Port != 0 {
			hop += fmt.Sprintf(":%d", host.Port)
		}
		all[i] = hop
	}
	return strings.Join(all, ", ")
}
