package network

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"sync"
	"syscall"
)

// senderAddress is where connections into a Memory network come from.
var senderAddress = netip.MustParseAddr("192.0.2.10")

// Memory is a Network inside this process: no socket is used, so a world costs little more than its
// cryptography. The zero value is ready for use.
type Memory struct {
	mu     sync.Mutex
	open   map[place]closer // who listens there
	port   uint16           // the latest one that a connection came from
	closed bool
}

var _ Network = (*Memory)(nil)

type closer interface{ Close() error }

// Listen listens for "tcp" at an address of the world.
func (n *Memory) Listen(network, address string) (net.Listener, error) {
	l := newMemoryListener(n)
	var err error
	if l.place, err = n.claim(network, address, l); err != nil {
		return nil, err
	}
	return l, nil
}

// ListenPacket listens for "udp" at an address of the world.
func (n *Memory) ListenPacket(network, address string) (net.PacketConn, error) {
	p := newMemoryPackets()
	where, err := n.claim(network, address, p)
	if err != nil {
		return nil, err
	}
	p.local, p.release = net.UDPAddrFromAddrPort(where.address), func() { n.release(where) }
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
	n.mu.Lock()
	listening := n.open[key(network, virtual)]
	n.port++
	from := netip.AddrPortFrom(senderAddress, n.port)
	n.mu.Unlock()
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
	n.mu.Lock()
	open := n.open
	n.open, n.closed = nil, true
	n.mu.Unlock()
	for _, listening := range open {
		_ = listening.Close() // it has nothing to fail with
	}
	return nil
}

func (n *Memory) claim(network, address string, by closer) (place, error) {
	virtual, err := netip.ParseAddrPort(address)
	if err != nil {
		return place{}, fmt.Errorf("listen at %q: want an IP address and a port: %w", address, err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	where := key(network, virtual)
	if n.closed {
		return where, fmt.Errorf("listen at %s: %w", address, net.ErrClosed)
	}
	if n.open[where] != nil {
		return where, fmt.Errorf("listen at %s/%s: %w", address, family(network), syscall.EADDRINUSE)
	}
	if n.open == nil {
		n.open = map[place]closer{}
	}
	n.open[where] = by
	return where, nil
}

func (n *Memory) release(where place) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.open, where)
}
