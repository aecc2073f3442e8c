package network

import (
	"context"
	"net/netip"
)

// NameServer is where every world's name server answers.
var NameServer = netip.MustParseAddrPort("192.0.2.53:53")

// LocalNameServer is where it answers too in a network that holds programs: some believe no other resolver that an answer is
// secure.
var LocalNameServer = netip.MustParseAddrPort("127.0.0.1:53")

// SenderAddresses are the sender's own where nothing else is said: one of each family.
func SenderAddresses() []netip.Addr {
	return []netip.Addr{netip.AddrFrom4([4]byte{192, 0, 2, 10}), netip.MustParseAddr("2001:db8::10")}
}

// Addressed is a Network in which the sender under test has addresses of its own: those that its connections come
// from, and that a program inside takes for this machine's.
type Addressed interface {
	Network
	// SetSenderAddresses replaces them; there must be one of each family. Its connections come from the first of theirs.
	SetSenderAddresses(context.Context, []netip.Addr) error
}

// Inhabited is a Network that programs are put into, with a loopback of their own.
type Inhabited interface {
	Network
	// HoldsPrograms says that it is.
	HoldsPrograms()
}

// FirstLike is the first address of the same family as another; the zero Addr if there is none.
func FirstLike(other netip.Addr, addresses []netip.Addr) netip.Addr {
	for _, address := range addresses {
		if address.Is4() == other.Unmap().Is4() {
			return address
		}
	}
	return netip.Addr{}
}
