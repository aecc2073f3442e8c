package policy

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
)

// Addresses is which addresses of a host are used for a domain; empty: as in the default entry, which says nothing if it
// is empty there.
type Addresses string

// One family before the other, or alone.
const (
	IPv4First Addresses = "IPv4 first"
	IPv6First Addresses = "IPv6 first"
	IPv4Only  Addresses = "IPv4 only"
	IPv6Only  Addresses = "IPv6 only"
)

// UnmarshalText reads one of the four, or nothing.
func (a *Addresses) UnmarshalText(text []byte) error {
	known := []Addresses{"", IPv4First, IPv6First, IPv4Only, IPv6Only}
	if !slices.Contains(known, Addresses(text)) {
		return fmt.Errorf("unknown choice of addresses %q: want one of %q", text, known[1:])
	}
	*a = Addresses(text)
	return nil
}

// Of are those addresses of one host that may be used, in the order in which they are tried; within a family they keep
// theirs.
func (a Addresses) Of(addresses []netip.Addr) []netip.Addr {
	six := a == IPv6First || a == IPv6Only
	usable := slices.Clone(addresses)
	switch a {
	case IPv4Only, IPv6Only:
		usable = slices.DeleteFunc(usable, func(address netip.Addr) bool { return address.Is6() != six })
	case IPv4First, IPv6First:
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
