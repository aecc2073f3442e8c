package network

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"sync"
	"syscall"
)

// Loopback is a Network that maps each address of the world to a free port of 127.0.0.1, where all
// connections come from, whatever the sender's own addresses. It needs no privilege and works on any system. The zero value is ready for use.
type Loopback struct {
	listeners register[local]
	mu        sync.Mutex
	failures  []error // of listeners that accept no more
	accepting sync.WaitGroup
}

var _ Network = (*Loopback)(nil)

// local is who listens at an address of the world.
type local interface {
	io.Closer
	// behind is where on this machine.
	behind() (net.Addr, error)
}

// Listen listens for "tcp" at an address of the world, such as "192.0.2.1:25".
func (n *Loopback) Listen(network, address string) (net.Listener, error) {
	l := &loopbackListener{network: n}
	var err error
	if l.place, err = n.listeners.claim(network, address, l); err != nil {
		return nil, err
	}
	return l, nil
}

// ListenPacket listens for "udp" at an address of the world, such as "192.0.2.53:53".
func (n *Loopback) ListenPacket(network, address string) (net.PacketConn, error) {
	packets, err := net.ListenPacket("udp4", anyPort)
	if err != nil {
		return nil, fmt.Errorf("listen for %s on the loopback: %w", address, err)
	}
	p := &loopbackPackets{PacketConn: packets, network: n}
	if p.place, err = n.listeners.claim(network, address, p); err != nil {
		_ = packets.Close()
		return nil, err
	}
	return p, nil
}

// DialContext connects to an address of the world. Nothing else can be reached: an address that is
// not listened on refuses, as a machine without that service would.
func (n *Loopback) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	virtual, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Err: err}
	}
	listening, ok := n.listeners.at(endpointOf(network, virtual))
	if !ok {
		return nil, &net.OpError{Op: "dial", Net: network, Addr: net.TCPAddrFromAddrPort(virtual),
			Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	}
	behind, err := listening.behind()
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Addr: net.TCPAddrFromAddrPort(virtual), Err: err}
	}
	var dialer net.Dialer
	return dialer.DialContext(ctx, family(network), behind.String())
}

// Start always fails with ErrNotPrivate.
func (n *Loopback) Start(*exec.Cmd) error { return ErrNotPrivate }

// Close closes every listener that is still open. The error is of one that stopped accepting before.
func (n *Loopback) Close() error {
	n.listeners.close()
	n.accepting.Wait()
	return errors.Join(n.failures...)
}

func (n *Loopback) failed(err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.failures = append(n.failures, err)
}

// HostAddr tells where on this machine an address of the world is listened on, for programs that are
// not of the world: dig, openssl, swaks. network is "tcp" or "udp".
func (n *Loopback) HostAddr(network string, address netip.AddrPort) (string, bool) {
	listening, ok := n.listeners.at(endpointOf(network, address))
	if !ok {
		return "", false
	}
	behind, err := listening.behind()
	if err != nil {
		return "", false
	}
	return behind.String(), true
}

type loopbackPackets struct {
	net.PacketConn
	network *Loopback
	place   endpoint
}

func (p *loopbackPackets) behind() (net.Addr, error) { return p.LocalAddr(), nil }

func (p *loopbackPackets) Close() error {
	p.network.listeners.release(p.place)
	return p.PacketConn.Close()
}
