package network

import (
	"context"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"sync/atomic"
	"syscall"
)

// Memory is a Network inside this process: no socket is used, so a world costs little more than its
// cryptography. The zero value is ready for use.
type Memory struct {
	listeners register[io.Closer]
	port      atomic.Uint32                // how many connections were made, by which each has a port of its own to come from
	sender    atomic.Pointer[[]netip.Addr] // nil: SenderAddresses
}

var _ Addressed = (*Memory)(nil)

// SetSenderAddresses says where connections come from, from now on.
func (n *Memory) SetSenderAddresses(_ context.Context, addresses []netip.Addr) error {
	addresses = slices.Clone(addresses)
	n.sender.Store(&addresses)
	return nil
}

// from is where the next connection to an address comes from.
func (n *Memory) from(address netip.Addr) netip.AddrPort {
	own := SenderAddresses()
	if set := n.sender.Load(); set != nil {
		own = *set
	}
	return netip.AddrPortFrom(FirstLike(address, own), uint16(n.port.Add(1)))
}

// Listen listens for "tcp" at an address of the world.
func (n *Memory) Listen(network, address string) (net.Listener, error) {
	l := newMemoryListener(n)
	var err error
	if l.place, err = n.listeners.claim(network, address, l); err != nil {
		return nil, err
	}
	return l, nil
}

// ListenPacket listens for "udp" at an address of the world.
func (n *Memory) ListenPacket(network, address string) (net.PacketConn, error) {
	p := newMemoryPackets()
	where, err := n.listeners.claim(network, address, p)
	if err != nil {
		return nil, err
	}
	p.local, p.release = net.UDPAddrFromAddrPort(where.address), func() { n.listeners.release(where) }
	return p, nil
}

// DialContext connects to an address of the world; one that nobody listens on refuses.
func (n *Memory) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	virtual, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Err: err}
	}
	if ctx.Err() != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Addr: net.TCPAddrFromAddrPort(virtual), Err: ctx.Err()}
	}
	listening, _ := n.listeners.at(endpointOf(network, virtual))
	from := n.from(virtual.Addr())
	switch there := listening.(type) {
	case *memoryListener:
		near, far := newMemoryConns(from, virtual)
		if there.connect(far) {
			return near, nil
		}
	case *memoryPackets:
		return there.dial(net.UDPAddrFromAddrPort(from)), nil
	}
	return nil, &net.OpError{Op: "dial", Net: network, Addr: net.TCPAddrFromAddrPort(virtual),
		Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
}

// Start always fails with ErrNotPrivate.
func (n *Memory) Start(*exec.Cmd) error { return ErrNotPrivate }

// Close closes every listener that is still open.
func (n *Memory) Close() error {
	n.listeners.close()
	return nil
}
