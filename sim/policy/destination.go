package policy

import (
	"cmp"
	"fmt"
	"iter"
	"net/netip"
	"slices"
	"strings"

	"mtalab/internal/names"
)

// Destination is the entry of recipient domains. What it leaves out is as in the default entry.
type Destination struct {
	// Domain is a domain, ".domain" for its subdomains, or an IP address for mail to an address literal; empty: this is
	// the default entry.
	Domain    string    `json:"domain"`
	Setting   Setting   `json:"setting,omitzero"` // Unset: the entry leaves TLS to the default entry
	Addresses Addresses `json:"addresses,omitzero"`
	// DANE is what is asked of it: one of the words below, or another that a product has, which promises nothing that is
	// known here.
	DANE string `json:"dane,omitzero"`
	// TLSName is a name that the certificate must have in place of the recipient domain, where the setting looks at that: what
	// Exchange calls TlsDomain.
	TLSName string `json:"tlsName,omitzero"`
	// BounceProfile is the name of the profile by which its mail is tried again.
	BounceProfile string `json:"bounceProfile,omitzero"`
}

// What is asked of DANE (RFC 7672): nothing, to be used where a domain has it, or a domain that has it.
const (
	NoDANE            = "none"
	OpportunisticDANE = "opportunistic"
	MandatoryDANE     = "mandatory"
)

// DestinationTable is what a product's own table of entries says.
type DestinationTable struct {
	Default Destination // without a domain; zero: the table has none
	Entries []Destination
	Remarks []string // on what the table says and nobody heeds, a sentence each
}

// SettingFor is the TLS setting that governs a recipient domain.
func (p Policy) SettingFor(domain string) (Setting, error) {
	entry, err := p.EntryFor(domain)
	return entry.Setting, err
}

// EntryFor is the entry whose TLS setting governs a recipient domain: the one that covers it, or the default entry, which
// has no domain.
func (p Policy) EntryFor(domain string) (Destination, error) {
	if entry := p.covering(domain); entry.Setting != Unset {
		return entry, nil
	}
	if p.Default == Unset {
		return Destination{}, fmt.Errorf("%w: no TLS setting for %s and no default TLS setting", ErrPolicy, domain)
	}
	return p.defaultEntry(), nil
}

// ControlsFor is all that governs a recipient domain: the entry that covers it, with the default entry for what that
// leaves out.
func (p Policy) ControlsFor(domain string) Destination {
	entry, byDefault := p.covering(domain), p.defaultEntry()
	entry.Setting = cmp.Or(entry.Setting, byDefault.Setting)
	entry.Addresses = cmp.Or(entry.Addresses, byDefault.Addresses)
	entry.DANE = cmp.Or(entry.DANE, byDefault.DANE)
	entry.BounceProfile = cmp.Or(entry.BounceProfile, byDefault.BounceProfile)
	return entry
}

func (p Policy) defaultEntry() Destination {
	return Destination{Setting: p.Default, Addresses: p.DefaultAddresses, DANE: p.DefaultDANE, BounceProfile: p.DefaultBounceProfile}
}

// covering is the most specific entry that covers a domain, wherever it stands: that of the domain itself, then the
// ".domain" of the nearest parent. Zero: there is none.
func (p Policy) covering(domain string) Destination {
	for name := range coveringNames(domain) {
		for _, entry := range p.Destinations {
			if CanonicalName(entry.Domain) == name {
				return entry
			}
		}
	}
	return Destination{}
}

// RouteFor is the most specific route that covers a recipient domain, wherever it stands: that of the domain itself, then
// the ".domain" of the nearest parent, then "ALL".
func (p Policy) RouteFor(domain string) (Route, bool) {
	for name := range coveringNames(domain) {
		if route, found := p.routeOf(name); found {
			return route, true
		}
	}
	return p.routeOf("ALL")
}

func (p Policy) routeOf(name string) (Route, bool) {
	i := slices.IndexFunc(p.Routes, func(route Route) bool { return strings.EqualFold(route.Domain, name) })
	if i < 0 {
		return Route{}, false
	}
	return p.Routes[i], true
}

// BeyondTLS says what a policy asks for besides TLS settings: a choice of addresses, DANE, or a bounce profile of its own;
// empty: nothing. That an entry names a profile which nobody describes asks for nothing.
func (p Policy) BeyondTLS() string {
	if len(p.BounceProfiles) > 0 {
		return fmt.Sprintf("the bounce profile %q", p.BounceProfiles[0].Name)
	}
	for _, entry := range append(slices.Clone(p.Destinations), p.defaultEntry()) {
		domain := cmp.Or(entry.Domain, "every domain")
		switch {
		case entry.Addresses != "":
			return fmt.Sprintf("%q for %s", entry.Addresses, domain)
		case entry.TLSName != "":
			return fmt.Sprintf("a certificate for %s from %s", entry.TLSName, domain)
		case entry.DANE != "" && entry.DANE != NoDANE:
			return fmt.Sprintf("DANE %q for %s", entry.DANE, domain)
		}
	}
	return ""
}

// CanonicalName is the form in which the names of entries and recipients' domains are compared: that of names.Pattern, but
// an address without its brackets and in its shortest form.
func CanonicalName(domain string) string {
	name, err := names.Pattern(domain)
	if err != nil {
		name = strings.ToLower(strings.TrimSuffix(domain, "."))
	}
	inner := name
	if strings.HasPrefix(name, "[") && strings.HasSuffix(name, "]") {
		inner = name[1 : len(name)-1]
	}
	address, err := netip.ParseAddr(strings.TrimPrefix(inner, "ipv6:"))
	if err == nil && address.Zone() == "" && !address.Is4In6() {
		return address.String()
	}
	return name
}

// coveringNames yields the names under which an entry covers a domain, the most specific first: sub.example.com,
// .example.com, .com.
func coveringNames(domain string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for name, more := CanonicalName(domain), true; more; name = "." + name {
			if !yield(name) {
				return
			}
			_, name, more = strings.Cut(strings.TrimPrefix(name, "."), ".")
		}
	}
}
