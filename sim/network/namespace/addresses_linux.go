package namespace

import (
	"errors"
	"fmt"
	"net"
	"net/netip"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"
)

// Everything is reachable and nothing is elsewhere: each address of the whole Internet is one of
// this machine, without being an address of an interface, so that no MTA takes it for its own.
func ownEveryAddress() error {
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
	own := netip.PrefixFrom(SenderAddress, 32)
	if err := ownEverything(loopback, card, own, "0.0.0.0/0"); err != nil {
		return err
	}
	own = netip.MustParsePrefix("2001:db8::10/128")
	err = ownEverything(loopback, card, own, "::/0")
	if errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.EAFNOSUPPORT) || errors.Is(err, unix.EACCES) {
		return nil // a kernel without IPv6
	}
	return err
}

// ownEverything makes a whole family of addresses this machine's. What arrives over IPv4 is acknowledged at once
// (quickack): a sender may close with something unread, upon which its kernel drops what waits for an
// acknowledgement, such as a QUIT behind a handshake, and never sends it.
func ownEverything(loopback, card netlink.Link, own netip.Prefix, everything string) error {
	address := &netlink.Addr{IPNet: ipNet(own), Flags: unix.IFA_F_NODAD}
	if err := netlink.AddrAdd(card, address); err != nil {
		return fmt.Errorf("add %s: %w", own, err)
	}
	prefixes := []netip.Prefix{netip.MustParsePrefix(everything)}
	if own.Addr().Is4() {
		prefixes = append(prefixes, own) // in place of the kernel's own route
	}
	for _, prefix := range prefixes {
		err := netlink.RouteReplace(&netlink.Route{
			LinkIndex: loopback.Attrs().Index,
			Dst:       ipNet(prefix),
			Src:       own.Addr().AsSlice(),
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

func ipNet(prefix netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: prefix.Addr().AsSlice(), Mask: net.CIDRMask(prefix.Bits(), prefix.Addr().BitLen())}
}

// networkCard makes an interface that is not the loopback, for who believes that without one there is no network:
// systemd-resolved, nodemailer. Both its ends are in here, and nothing is ever sent over it.
func networkCard() (netlink.Link, error) {
	const name, other = "eth0", "eth0-end"
	pair := &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: name}, PeerName: other}
	if err := netlink.LinkAdd(pair); err != nil {
		return nil, err
	}
	for _, end := range []string{other, name} {
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
	return netlink.LinkByName(name)
}
