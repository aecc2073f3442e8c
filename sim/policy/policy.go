// Package policy is what a sender, or an MTA that listens, is told to do. It says so in terms of its own, which belong to no
// product; what a product calls them is a Dialect, which stands in the product's package.
//
//	asked := policy.Policy{
//		Default:      policy.Encrypted,
//		Destinations: []policy.Destination{{Domain: "example.com", Setting: policy.VerifiedDomain}},
//	}
//	setting, err := asked.SettingFor("example.com") // TLS always, a trusted chain, the recipient domain
package policy

import (
	"errors"
	"net/netip"
)

// Policy is what the sender under test is told to do.
type Policy struct {
	// Default is the TLS setting of the default entry. Unset: a message to a domain without an entry cannot be judged,
	// and the sender says so.
	Default Setting `json:"default,omitzero"`
	// DefaultAddresses, DefaultDANE and DefaultBounceProfile are the rest of the default entry.
	DefaultAddresses     Addresses `json:"defaultAddresses,omitzero"`
	DefaultDANE          string    `json:"defaultDANE,omitzero"`
	DefaultBounceProfile string    `json:"defaultBounceProfile,omitzero"`
	// Destinations are the entries of recipient domains, of which the most specific one governs.
	Destinations []Destination `json:"destinations,omitzero"`
	// BounceProfiles say when mail that waits is tried again; entries name them.
	BounceProfiles []BounceProfile `json:"bounceProfiles,omitzero"`
	// Routes are the routes by domain, in the order in which they were entered.
	Routes []Route `json:"routes,omitzero"`
	// Options are readings of unclear rules, by the names of rules.md ("hosted_mx" → "all").
	Options map[string]string `json:"options,omitzero"`
	// Seed makes the choice among equals the same in every run.
	Seed int64 `json:"seed,omitzero"`
}

// ErrPolicy is a policy that contradicts itself or that its sender cannot read.
var ErrPolicy = errors.New("policy")

// Route is where the mail for a domain goes in place of its MX hosts.
type Route struct {
	Domain string      `json:"domain"` // a domain, ".domain" for its subdomains, or "ALL"
	Hosts  []RouteHost `json:"hosts"`
	Line   int         `json:"line,omitzero"` // where it was entered, from 1; 0 if not from a text
}

// RouteHost is one destination of a route. Exactly one of its first four fields says where to; UseDNS and Discard stand in a
// route by themselves.
type RouteHost struct {
	Name     string     `json:"name,omitzero"`     // a host name: MX lookup, then address lookup
	Address  netip.Addr `json:"address,omitzero"`  // an IP address
	UseDNS   bool       `json:"useDNS,omitzero"`   // as if there were no route
	Discard  bool       `json:"discard,omitzero"`  // the mail is dropped
	Bracket  bool       `json:"bracket,omitzero"`  // Name stood in brackets: address lookup only
	Port     uint16     `json:"port,omitzero"`     // 25 if not given
	Priority int        `json:"priority,omitzero"` // 0 (first, and the default) to 65535
}
