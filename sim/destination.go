package sim

import (
	"cmp"
	"fmt"
	"iter"
	"net/netip"
	"slices"
	"strings"
)

// Destination is the entry of one destination domain. What it leaves out is as in the default entry (ESA-2).
type Destination struct {
	Domain    string // a domain, ".domain" for its subdomains, or an IP address for mail to an address literal
	Setting   Setting
	Addresses AddressPreference
	DANE      string // the word of the table, such as "mandatory"; NoDANE: none
}

// NoDANE is the word of an entry that asks for no DANE.
const NoDANE = "none"

// AddressPreference is which addresses of a host are used for a domain, by the words of the ESA's
// destination controls (AsyncOS 9.1.2, p. 24-48). The zero value is as in the default entry, and says nothing there.
type AddressPreference string

// The four preferences.
const (
	PreferIPv4  AddressPreference = "PREFER_V4"
	PreferIPv6  AddressPreference = "PREFER_V6"
	RequireIPv4 AddressPreference = "REQUIRE_V4"
	RequireIPv6 AddressPreference = "REQUIRE_V6"
)

// AddressPreferences lists the four.
func AddressPreferences() []AddressPreference {
	return []AddressPreference{PreferIPv4, PreferIPv6, RequireIPv4, RequireIPv6}
}

// Of are those addresses of one host that may be used, in the order in which they are tried; within a
// family they keep theirs.
func (p AddressPreference) Of(addresses []netip.Addr) []netip.Addr {
	six := p == PreferIPv6 || p == RequireIPv6
	usable := slices.Clone(addresses)
	switch p {
	case RequireIPv4, RequireIPv6:
		usable = slices.DeleteFunc(usable, func(address netip.Addr) bool { return address.Is6() != six })
	case PreferIPv4, PreferIPv6:
		rank := func(address netip.Addr) int {
			if address.Is6() == six {
				return 0
			}
			return 1
		}
		slices.SortStableFunc(usable, func(a, b netip.Addr) int { return cmp.Compare(rank(a), rank(b)) })
	}
	return usable
}

// EntryFor is the most specific entry that covers a recipient domain, wherever it stands, as in the table of
// routes (ESA-66): that of the domain itself, then the nearest parent's ".domain". False: only the default
// entry is left.
func (p Policy) EntryFor(domain string) (Destination, bool) {
	for name := range coveringNames(entryName(domain)) {
		for _, entry := range p.Destinations {
			if entryName(entry.Domain) == name {
				return entry, true
			}
		}
	}
	return Destination{}, false
}

// ControlsFor is all that governs a recipient domain: its entry, with the default entry for what that leaves
// out (ESA-2, ESA-3).
func (p Policy) ControlsFor(domain string) Destination {
	controls, _ := p.EntryFor(domain)
	controls.Setting = cmp.Or(controls.Setting, p.Default)
	controls.Addresses = cmp.Or(controls.Addresses, p.DefaultAddresses)
	controls.DANE = cmp.Or(controls.DANE, p.DefaultDANE)
	return controls
}

// SettingFor is the TLS setting that governs a recipient domain (ESA-2, ESA-3).
func (p Policy) SettingFor(domain string) (Setting, error) {
	controls := p.ControlsFor(domain)
	if controls.Setting == Unset {
		return Unset, fmt.Errorf("%w: no TLS setting for %s and no default TLS setting", ErrPolicy, domain)
	}
	return controls.Setting, nil
}

// TLSSettingsAlone says ErrNotSupported, for a sender of this name, if destinations ask for more than a TLS
// setting of a domain: an address preference, or DANE.
func (p Policy) TLSSettingsAlone(sender string) error {
	defaults := Destination{Domain: defaultEntry, Addresses: p.DefaultAddresses, DANE: p.DefaultDANE}
	for _, entry := range append(slices.Clone(p.Destinations), defaults) {
		switch {
		case entry.Addresses != "":
			return fmt.Errorf("%w: %s is told no address preference %s for [%s]", ErrNotSupported, sender, entry.Addresses, entry.Domain)
		case entry.DANE != "" && entry.DANE != NoDANE:
			return fmt.Errorf("%w: %s is told no DANE %q for [%s]", ErrNotSupported, sender, entry.DANE, entry.Domain)
		}
	}
	return nil
}

// SameDomain says whether two names, of entries or of recipients, mean one domain or address.
func SameDomain(a, b string) bool { return entryName(a) == entryName(b) }

// entryName is a name in the form in which those of entries and of recipients are compared: without letter
// case and final dot, an address without its brackets.
func entryName(domain string) string {
	name := strings.ToLower(strings.TrimSuffix(domain, "."))
	inner := name
	if strings.HasPrefix(name, "[") && strings.HasSuffix(name, "]") {
		inner = name[1 : len(name)-1]
	}
	if address, ok := parseAddress(strings.TrimPrefix(inner, "ipv6:")); ok {
		return address.String()
	}
	return name
}

// coveringNames yields the names under which an entry covers a domain, the most specific first:
// sub.example.com, .example.com, .com (AMB-9).
func coveringNames(domain string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for name, more := domain, true; more; name = "." + name {
			if !yield(name) {
				return
			}
			_, name, more = strings.Cut(strings.TrimPrefix(name, "."), ".")
		}
	}
}
