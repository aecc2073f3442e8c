package sim

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
)

// Loopback is a Network that maps each address of the world to a free port of 127.0.0.1. It needs
// no privilege and works on any system. The zero value is ready for use.
type Loopback struct {
	mu     sync.Mutex
	real   map[place]string // "127.0.0.1:40001"
	closed bool
	opened map[place]func() error
}

var _ Network = (*Loopback)(nil)

// Listen listens for "tcp" at an address of the world, such as "192.0.2.1:25".
func (n *Loopback) Listen(network, address string) (net.Listener, error) {
	listener, err := net.Listen("tcp4", n.likePackets(address))
	if err != nil {
		listener, err = net.Listen("tcp4", "127.0.0.1:0")
	}
	if err != nil {
		return nil, fmt.Errorf("listen for %s on the loopback: %w", address, err)
	}
	virtual, err := n.claim(network, address, listener.Addr().String(), listener.Close)
	if err != nil {
		_ = listener.Close()
		return nil, err
	}
	return &loopbackListener{Listener: listener, addr: net.TCPAddrFromAddrPort(virtual), release: n.releaser(network, virtual)}, nil
}

// likePackets is where a listener goes if it can: to the port that "udp" has at the same address, as
// dig asks the same one again over TCP; elsewhere to any port.
func (n *Loopback) likePackets(address string) string {
	virtual, err := netip.ParseAddrPort(address)
	behind, known := n.Behind("udp", virtual)
	if err != nil || !known {
		return "127.0.0.1:0"
	}
	return behind
}

// ListenPacket listens for "udp" at an address of the world, such as "192.0.2.53:53".
func (n *Loopback) ListenPacket(network, address string) (net.PacketConn, error) {
	packets, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for %s on the loopback: %w", address, err)
	}
	virtual, err := n.claim(network, address, packets.LocalAddr().String(), packets.Close)
	if err != nil {
		_ = packets.Close()
		return nil, err
	}
	return &loopbackPackets{PacketConn: packets, release: n.releaser(network, virtual)}, nil
}

// DialContext connects to an address of the world. Nothing else can be reached: an address that is
// not listened on refuses, as a machine without that service would.
func (n *Loopback) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	virtual, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Err: err}
	}
	n.mu.Lock()
	behind, known := n.real[key(network, virtual)]
	n.mu.Unlock()
	if !known {
		return nil, &net.OpError{Op: "dial", Net: network, Addr: net.TCPAddrFromAddrPort(virtual),
			Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	}
	var dialer net.Dialer
	return dialer.DialContext(ctx, family(network), behind)
}

// Start always fails with ErrNotPrivate.
func (n *Loopback) Start(*exec.Cmd) error { return ErrNotPrivate }

// Close closes every listener that is still open.
func (n *Loopback) Close() error {
	n.mu.Lock()
	opened := n.opened
	n.opened, n.real, n.closed = nil, nil, true
	n.mu.Unlock()
	for _, closeListener := range opened {
		_ = closeListener() // its owner may have closed it a moment ago
	}
	return nil
}

func (n *Loopback) claim(network, address, real string, closeListener func() error) (netip.AddrPort, error) {
	virtual, err := netip.ParseAddrPort(address)
	if err != nil {
		return virtual, fmt.Errorf("listen at %q: want an IP address and a port: %w", address, err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed {
		return virtual, fmt.Errorf("listen at %s: %w", address, net.ErrClosed)
	}
	if _, taken := n.real[key(network, virtual)]; taken {
		return virtual, fmt.Errorf("listen at %s/%s: %w", address, family(network), syscall.EADDRINUSE)
	}
	if n.real == nil {
		n.real, n.opened = map[place]string{}, map[place]func() error{}
	}
	n.real[key(network, virtual)] = real
	n.opened[key(network, virtual)] = closeListener
	return virtual, nil
}

func (n *Loopback) releaser(network string, virtual netip.AddrPort) func() {
	return func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		delete(n.real, key(network, virtual))
		delete(n.opened, key(network, virtual))
	}
}

// place is where something listens in a network.
type place struct {
	family  string
	address netip.AddrPort
}

func key(network string, address netip.AddrPort) place { return place{family(network), address} }

// family is the transport of a network name: "tcp6" and "tcp" share the world's ports.
func family(network string) string { return strings.TrimRight(network, "46") }

type loopbackListener struct {
	net.Listener
	addr    net.Addr
	release func()
}

func (l *loopbackListener) Addr() net.Addr { return l.addr }

func (l *loopbackListener) Close() error {
	l.release()
	return l.Listener.Close()
}

type loopbackPackets struct {
	net.PacketConn
	release func()
}

func (p *loopbackPackets) Close() error {
	p.release()
	return p.PacketConn.Close()
}

// Behind tells where on this machine an address of the world is listened on, for programs that are
// not of the world: dig, openssl, swaks. network is "tcp" or "udp".
func (n *Loopback) Behind(network string, address netip.AddrPort) (string, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	behind, known := n.real[key(network, address)]
	return behind, known
}
