package network

import (
	"bytes"
	"net"
	"os"
	"sync"
	"time"
)

// datagram is one packet under way.
type datagram struct {
	payload []byte
	from    *memoryPackets
}

// queueLength is how many datagrams wait for a reader before further ones are lost.
const queueLength = 256

// memoryPackets is a UDP socket in memory, bound or dialled.
type memoryPackets struct {
	local   net.Addr
	peer    *memoryPackets // of a dialled socket
	release func()

	mu      sync.Mutex
	changed sync.Cond // on mu
	queue   []datagram
	closed  bool
	readBy  deadline

	handling sync.Mutex // one datagram at a time
	handle   func(packet []byte, from net.Addr)
}

func newMemoryPackets() *memoryPackets {
	p := &memoryPackets{release: func() {}}
	p.changed.L = &p.mu
	return p
}

// dial makes a socket that speaks with this one only.
func (p *memoryPackets) dial(from net.Addr) net.Conn {
	dialled := newMemoryPackets()
	dialled.local, dialled.peer = from, p
	return dialled
}

// Handle has each datagram handed to a function, one at a time, by the goroutine that sends it, in place of
// ReadFrom. The function must not keep it; Close waits for the function.
func (p *memoryPackets) Handle(handle func(packet []byte, from net.Addr)) {
	p.handling.Lock()
	defer p.handling.Unlock()
	p.mu.Lock()
	early := p.queue
	p.queue = nil
	p.mu.Unlock()
	p.handle = handle
	for _, d := range early {
		handle(d.payload, memoryAddr{d.from.local, d.from})
	}
}

// deliver puts a datagram into the queue; a closed or overrun socket loses it, as UDP does.
func (p *memoryPackets) deliver(b []byte, from *memoryPackets) {
	p.handling.Lock()
	defer p.handling.Unlock()
	p.mu.Lock()
	closed := p.closed
	if p.handle == nil && !closed && len(p.queue) < queueLength {
		p.queue = append(p.queue, datagram{bytes.Clone(b), from})
		p.changed.Broadcast()
	}
	p.mu.Unlock()
	if p.handle != nil && !closed {
		p.handle(b, memoryAddr{from.local, from})
	}
}

func (p *memoryPackets) receive(b []byte) (int, *memoryPackets, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		switch {
		case p.closed:
			return 0, nil, &net.OpError{Op: "read", Net: "udp", Source: p.local, Err: net.ErrClosed}
		case p.readBy.passed:
			return 0, nil, &net.OpError{Op: "read", Net: "udp", Source: p.local, Err: os.ErrDeadlineExceeded}
		case len(p.queue) > 0:
			first := p.queue[0]
			p.queue = p.queue[1:]
			return copy(b, first.payload), first.from, nil
		}
		p.changed.Wait()
	}
}

func (p *memoryPackets) send(b []byte, to *memoryPackets) (int, error) {
	p.mu.Lock()
	closed := p.closed
	p.mu.Unlock()
	if closed {
		return 0, &net.OpError{Op: "write", Net: "udp", Source: p.local, Err: net.ErrClosed}
	}
	to.deliver(b, p)
	return len(b), nil
}

// ReadFrom receives a datagram; its address, given to WriteTo, answers.
func (p *memoryPackets) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := p.receive(b)
	if err != nil {
		return 0, nil, err
	}
	return n, memoryAddr{from.local, from}, nil
}

// WriteTo answers a datagram.
func (p *memoryPackets) WriteTo(b []byte, to net.Addr) (int, error) {
	address, ok := to.(memoryAddr)
	if !ok {
		return 0, &net.OpError{Op: "write", Net: "udp", Addr: to, Err: os.ErrInvalid}
	}
	return p.send(b, address.socket)
}

// memoryAddr is the address of a socket in memory, and the way back to it.
type memoryAddr struct {
	net.Addr
	socket *memoryPackets
}

func (p *memoryPackets) Read(b []byte) (int, error) {
	n, _, err := p.receive(b)
	return n, err
}

func (p *memoryPackets) Write(b []byte) (int, error) { return p.send(b, p.peer) }

func (p *memoryPackets) Close() error {
	p.handling.Lock()
	defer p.handling.Unlock()
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.closed, p.queue = true, nil
		p.changed.Broadcast()
		defer p.release()
	}
	return nil
}

func (p *memoryPackets) LocalAddr() net.Addr { return p.local }

func (p *memoryPackets) RemoteAddr() net.Addr {
	if p.peer == nil {
		return nil
	}
	return p.peer.local
}

func (p *memoryPackets) SetReadDeadline(t time.Time) error {
	p.readBy.set(&p.changed, t)
	return nil
}

func (p *memoryPackets) SetDeadline(t time.Time) error      { return p.SetReadDeadline(t) }
func (p *memoryPackets) SetWriteDeadline(_ time.Time) error { return nil } // a write never waits
