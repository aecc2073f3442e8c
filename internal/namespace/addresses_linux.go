package namespace

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"
)

// Everything is reachable and nothing is elsewhere: each address of the whole Internet is one of
// this machine, without being an address of an interface, so that no MTA takes it for its own.
func ownEveryAddress(own []netip.Addr) error {
	loopback, err := netlink.LinkByName("lo")
	if err != nil {
		return err
	}
	if loopback.Attrs().Flags&net.FlagUp != 0 {
		return errors.New("this network is in use already, and so is not a private one: nothing was changed")
	}
	if err := netlink.LinkSetUp(loopback); err != nil {
		return err
	}
	card, err := networkCard()
	if err != nil {
		card = loopback // whoever has no virtual Ethernet
	}
	return ownEverything(loopback, card, own)
}

// replaceOwn gives the sender other addresses; all others stay this machine's.
func replaceOwn(own, before []netip.Addr) error {
	loopback, err := netlink.LinkByName("lo")
	if err != nil {
		return err
	}
	card, err := netlink.LinkByName(cardName)
	if err != nil {
		card = loopback
	}
	if err := ownEverything(loopback, card, own); err != nil {
		return err
	}
	for _, address := range before {
		if slices.Contains(own, address) {
			continue
		}
		// With it goes what comes from it: the route that came before the one to everything.
		if err := netlink.AddrDel(card, interfaceAddress(address)); err != nil && !withoutIPv6(address, err) {
			return fmt.Errorf("remove %s: %w", address, err)
		}
	}
	return nil
}

// ownEverything makes every address this machine's, of which the sender has some as its own.
func ownEverything(loopback, card netlink.Link, own []netip.Addr) error {
	for _, everything := range []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")} {
		isOther := func(address netip.Addr) bool { return address.Is4() != everything.Addr().Is4() }
		err := ownFamily(loopback, card, slices.DeleteFunc(slices.Clone(own), isOther), everything)
		if err != nil && !withoutIPv6(everything.Addr(), err) {
			return err
		}
	}
	return nil
}

// withoutIPv6 says whether an error is that of a kernel that has none.
func withoutIPv6(address netip.Addr, err error) bool {
	return address.Is6() && (errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.EAFNOSUPPORT) || errors.Is(err, unix.EACCES))
}

// ownFamily makes a whole family of addresses this machine's, from the first of which it connects. What arrives over IPv4
// is acknowledged at once (quickack): a sender may close with something unread, upon which its kernel drops what waits for
// an acknowledgement, such as a QUIT behind a handshake, and never sends it.
func ownFamily(loopback, card netlink.Link, own []netip.Addr, everything netip.Prefix) error {
	prefixes := []netip.Prefix{everything}
	for _, address := range own {
		if err := netlink.AddrReplace(card, interfaceAddress(address)); err != nil {
			return fmt.Errorf("add %s: %w", address, err)
		}
		if address.Is4() {
			prefixes = append(prefixes, netip.PrefixFrom(address, 32)) // in place of the kernel's own route
		}
	}
	for _, prefix := range prefixes {
		err := netlink.RouteReplace(&netlink.Route{
			LinkIndex: loopback.Attrs().Index,
			Dst:       ipNet(prefix),
			Src:       own[0].AsSlice(),
			Type:      unix.RTN_LOCAL,
			Table:     unix.RT_TABLE_LOCAL,
			Scope:     netlink.SCOPE_HOST,
			QuickACK:  1,
		})
		if err != nil {
			return fmt.Errorf("add the route to %s: %w", prefix, err)
		}
	}
	return nil
}

func interfaceAddress(address netip.Addr) *netlink.Addr {
	return &netlink.Addr{IPNet: ipNet(netip.PrefixFrom(address, address.BitLen())), Flags: unix.IFA_F_NODAD}
}

func ipNet(prefix netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: prefix.Addr().AsSlice(), Mask: net.CIDRMask(prefix.Bits(), prefix.Addr().BitLen())}
}

// cardName is the name of the interface that has the sender's addresses.
const cardName = "eth0"

// networkCard makes an interface that is not the loopback, for who believes that without one there is no network:
// systemd-resolved, nodemailer. Both its ends are in here, and nothing is ever sent over it.
func networkCard() (netlink.Link, error) {
	const other = cardName + "-end"
	pair := &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: cardName}, PeerName: other}
	if err := netlink.LinkAdd(pair); err != nil {
		return nil, err
	}
	for _, end := range []string{other, cardName} {
		link, err := netlink.LinkByName(end)
		if err != nil {
			return nil, err
		}
		// No address of its own making, which would take a second to be its own.
		_ = netlink.LinkSetIP6AddrGenMode(link, nl.IN6_ADDR_GEN_MODE_NONE) // a kernel without IPv6 has none
		if err := netlink.LinkSetUp(link); err != nil {
			return nil, err
		}
	}
	return netlink.LinkByName(cardName)
}
