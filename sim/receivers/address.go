package receivers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// What is attacked is to be the tester's own. Force overrules ErrPublicAddress and ErrOtherMachine.
var (
	ErrPublicAddress = errors.New("it is neither on this machine nor in a private network")
	ErrOtherMachine  = errors.New("a name may be of this machine only: want the address")
	ErrNoMTA         = errors.New("no MTA is there, and what is must not be attacked")
)

// lookupTime bounds the lookup of a name.
const lookupTime = 5 * time.Second

// lookup finds the addresses of a name.
type lookup func(ctx context.Context, host string) ([]netip.Addr, error)

func system(ctx context.Context, host string) ([]netip.Addr, error) {
	return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
}

// Resolve finds the addresses to connect to, once and for all: the result is the same MTA, of which no name is
// looked up again. The error says what is wrong with the address.
func (o Outside) Resolve(ctx context.Context) (Outside, error) { return o.resolve(ctx, system) }

func (o Outside) resolve(ctx context.Context, look lookup) (Outside, error) {
	host, port, err := net.SplitHostPort(o.Address)
	if err != nil {
		return Outside{}, fmt.Errorf("%q: want HOST:PORT: %w", o.Address, err)
	}
	number, err := net.LookupPort("tcp", port)
	if err != nil || number == 0 {
		return Outside{}, fmt.Errorf("%q: want a port from 1 to 65535, and not %q", o.Address, port)
	}
	addresses, permitted, err := find(ctx, host, look)
	if err != nil {
		return Outside{}, fmt.Errorf("find the address of %s: %w", host, err)
	}
	o.found, o.reached = nil, new(atomic.Bool)
	for _, address := range addresses {
		address = address.Unmap()
		err := permitted(address)
		if errors.Is(err, ErrNoMTA) || err != nil && !o.Force {
			return Outside{}, fmt.Errorf("%s is %s: %w", o.Address, address, err)
		}
		o.found = append(o.found, netip.AddrPortFrom(address, uint16(number)))
	}
	return o, nil
}

// find tells the addresses of a host, and how to judge them. What follows localhost is never looked up (RFC 6761 §6.3).
func find(ctx context.Context, host string, look lookup) ([]netip.Addr, func(netip.Addr) error, error) {
	if address, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{address}, checkAddress, nil
	}
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}, checkAddress, nil
	}
	if name == "" {
		return nil, nil, errors.New("it is empty")
	}
	ctx, cancel := context.WithTimeout(ctx, lookupTime)
	defer cancel()
	found, err := look(ctx, host)
	if err == nil && len(found) == 0 {
		err = errors.New("it has none")
	}
	return found, checkNamed, err
}

// checkAddress judges an address that was given as one: this machine's, RFC 1918 and RFC 4193 are near.
func checkAddress(address netip.Addr) error {
	switch {
	case isNoMTA(address):
		return ErrNoMTA
	case address.IsLinkLocalUnicast():
		return ErrPublicAddress
	case address.IsLoopback() || address.IsPrivate() || isOurs(address):
		return nil
	}
	return ErrPublicAddress
}

// checkNamed judges an address that a name has, which another one may be behind tomorrow.
func checkNamed(address netip.Addr) error {
	switch {
	case isNoMTA(address):
		return ErrNoMTA
	case address.IsLoopback() || isOurs(address):
		return nil
	case checkAddress(address) == nil:
		return ErrOtherMachine
	}
	return ErrPublicAddress
}

// isOurs says whether an address is one of this machine.
func isOurs(address netip.Addr) bool {
	all, err := net.InterfaceAddrs()
	return err == nil && slices.ContainsFunc(all, func(each net.Addr) bool {
		prefix, err := netip.ParsePrefix(each.String())
		return err == nil && prefix.Addr().Unmap().WithZone("") == address.WithZone("")
	})
}

// metadata are where clouds tell their machines secrets: AWS and most others, its containers, its clocks and
// names, Alibaba, Azure, Oracle; in IPv6 AWS and Google.
var metadata = []netip.Addr{
	netip.MustParseAddr("169.254.169.254"), netip.MustParseAddr("169.254.170.2"), netip.MustParseAddr("169.254.170.23"),
	netip.MustParseAddr("169.254.169.123"), netip.MustParseAddr("169.254.169.253"), netip.MustParseAddr("100.100.100.200"),
	netip.MustParseAddr("168.63.129.16"), netip.MustParseAddr("192.0.0.192"), netip.MustParseAddr("fd00:ec2::23"),
	netip.MustParseAddr("fd00:ec2::123"), netip.MustParseAddr("fd00:ec2::253"), netip.MustParseAddr("fd00:ec2::254"),
	netip.MustParseAddr("fd20:ce::254"), netip.MustParseAddr("fe80::a9fe:a9fe"),
}

// isNoMTA is true of a group of machines, and of a cloud's own services.
func isNoMTA(address netip.Addr) bool {
	return address.IsMulticast() || slices.Contains(metadata, address.WithZone(""))
}
