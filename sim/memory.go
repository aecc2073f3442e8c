package sim

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
	open   map[string]closer // "tcp 192.0.2.1:25" → who listens there
	port   uint16            // the latest one that a connection came from
	closed bool
}

var _ Network = (*Memory)(nil)

type closer interface{ Close() error }

// Listen listens for "tcp" at an address of the world.
func (n *Memory) Listen(network, address string) (net.Listener, error) {
	l := &memoryListener{
		waiting: make(chan *memoryConn, backlog),
		ended:   make(chan struct{}),
	}
	virtual, release, err := n.claim(network, address, l)
	l.address, l.release = virtual, release
	return l, err
}

// ListenPacket listens for "udp" at an address of the world.
func (n *Memory) ListenPacket(network, address string) (net.PacketConn, error) {
	p := newMemoryPackets()
	virtual, release, err := n.claim(network, address, p)
	p.local, p.release = net.UDPAddrFromAddrPort(virtual), release
	return p, err
}

// DialContext connects to an address of the world; one that nobody listens on refuses.
func (n *Memory) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	virtual, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Err: err}
	}
	n.mu.Lock()
	listening := n.open[key(network, virtual)]
	n.port++
	from := netip.AddrPortFrom(senderAddress, n.port)
	n.mu.Unlock()
	switch there := listening.(type) {
	case *memoryListener:
		near, far := newMemoryConns(from, virtual)
		select {
		case there.waiting <- far:
			return near, nil
		case <-there.ended:
		case <-ctx.Done():
			return nil, &net.OpError{Op: "dial", Net: network, Addr: net.TCPAddrFromAddrPort(virtual), Err: ctx.Err()}
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

func (n *Memory) claim(network, address string, by closer) (virtual netip.AddrPort, release func(), err error) {
	virtual, err = netip.ParseAddrPort(address)
	if err != nil {
		return virtual, nil, fmt.Errorf("listen at %q: want an IP address and a port: %w", address, err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	where := key(network, virtual)
	if n.closed {
		return virtual, nil, fmt.Errorf("listen at %s: %w", address, net.ErrClosed)
	}
	if n.open[where] != nil {
		return virtual, nil, fmt.Errorf("listen at %s/%s: %w", address, family(network), syscall.EADDRINUSE)
	}
	if n.open == nil {
		n.open = map[string]closer{}
	}
	n.open[where] = by
	return virtual, func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		delete(n.open, where)
	}, nil
}

// backlog is how many connections wait for Accept before a dialler waits.
const backlog = 128

type memoryListener struct {
	address netip.AddrPort
	waiting chan *memoryConn
	release func()
	end     sync.Once
	ended   chan struct{}
}

func (l *memoryListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.waiting:
		return conn, nil
	case <-l.ended:
		return nil, &net.OpError{Op: "accept", Net: "tcp", Addr: l.Addr(), Err: net.ErrClosed}
	}
}

// Close ends Accept and resets the connections that nobody accepted.
func (l *memoryListener) Close() error {
	l.end.Do(func() {
		l.release()
		close(l.ended)
		for {
			select {
			case conn := <-l.waiting:
				_ = conn.SetLinger(0)
				_ = conn.Close()
			default:
				return
			}
		}
	})
	return nil
}

func (l *memoryListener) Addr() net.Addr { return net.TCPAddrFromAddrPort(l.address) }
