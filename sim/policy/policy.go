// Package policy is what a sender, or an MTA that listens, is told to do: in terms that are nobody's own. What a product
// calls it lives with the product.
package policy

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Policy is what the sender under test is told to do.
type Policy struct {
	// Default is the TLS setting of the default entry. Unset: a message to a domain without an entry cannot be judged,
	// and the sender says so.
	Default Setting `json:"default,omitzero"`
	// Destinations are the entries of recipient domains.
	Destinations []Destination `json:"destinations,omitempty"`
	// Routes are the routes by domain, in the order in which they were entered.
	Routes []Route `json:"routes,omitempty"`
	// Options are readings of unclear rules, by the names of rules.md ("hosted_mx" → "all").
	Options map[string]string `json:"options,omitempty"`
	// Seed makes the choice among equals the same in every run.
	Seed int64 `json:"seed,omitempty"`
}

// ErrPolicy is a policy that contradicts itself or that its sender cannot read.
var ErrPolicy = errors.New("policy")

// Destination is the entry of one recipient domain.
type Destination struct {
	Domain  string  `json:"domain"`
	Setting Setting `json:"setting,omitzero"` // Unset: the entry leaves TLS to the default entry
}

// Route is where the mail for a domain goes in place of its MX hosts.
type Route struct {
	Domain string      `json:"domain"` // a domain, ".domain" for its subdomains, or "ALL"
	Hosts  []RouteHost `json:"hosts"`
	Line   int         `json:"line,omitempty"` // where it was entered, from 1; 0 if not from a text
}

// RouteHost is one destination of a route. Exactly one of its first four fields says where to; UseDNS and Discard stand in a
// route by themselves.
type RouteHost struct {
	Name     string     `json:"name,omitempty"`     // a host name: MX lookup, then address lookup
	Address  netip.Addr `json:"address,omitzero"`   // an IP address
	UseDNS   bool       `json:"useDNS,omitempty"`   // as if there were no route
	Discard  bool       `json:"discard,omitempty"`  // the mail is dropped
	Bracket  bool       `json:"bracket,omitempty"`  // Name stood in brackets: address lookup only
	Port     uint16     `json:"port,omitempty"`     // 25 if not given
	Priority int        `json:"priority,omitempty"` // 0 (first, and the default) to 65535
}

// SettingFor is the setting that governs a recipient domain.
func (p Policy) SettingFor(domain string) (Setting, error) {
	entry, err := p.EntryFor(domain)
	return entry.Setting, err
}

// EntryFor is the entry whose setting governs a recipient domain: that of exactly this domain, else the default one,
// which has no domain.
func (p Policy) EntryFor(domain string) (Destination, error) {
	for _, destination := range p.Destinations {
		if strings.EqualFold(destination.Domain, domain) && destination.Setting != Unset {
			return destination, nil
		}
	}
	if p.Default == Unset {
		return Destination{}, fmt.Errorf("%w: no TLS setting for %s and no default TLS setting", ErrPolicy, domain)
	}
	return Destination{Setting: p.Default}, nil
}

// RouteFor is the most specific route that covers a recipient domain, wherever it stands: that of the domain itself, then
// the ".domain" of the nearest parent, then "ALL".
func (p Policy) RouteFor(domain string) (Route, bool) {
	for covering, more := domain, true; more; {
		if route, found := p.routeOf(covering); found {
			return route, true
		}
		_, covering, more = strings.Cut(strings.TrimPrefix(covering, "."), ".")
		covering = "." + covering
	}
	return p.routeOf("ALL")
}

func (p Policy) routeOf(domain string) (Route, bool) {
	i := slices.IndexFunc(p.Routes, func(route Route) bool { return strings.EqualFold(route.Domain, domain) })
	if i < 0 {
		return Route{}, false
	}
	return p.Routes[i], true
}
