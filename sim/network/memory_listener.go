package network

import (
	"net"
	"sync"
)

// backlog is how many connections wait for Accept; further ones are refused.
const backlog = 128

// memoryListener is a listener in memory: it is asked by Accept, or it calls whom Handle names.
type memoryListener struct {
	network *Memory
	place   endpoint

	mu      sync.Mutex
	changed sync.Cond // on mu
	waiting []*memoryConn
	handle  func(net.Conn)
	closed  bool
}

func newMemoryListener(network *Memory) *memoryListener {
	l := &memoryListener{network: network}
	l.changed.L = &l.mu
	return l
}

// connect hands a connection over, and tells whether anybody takes it.
func (l *memoryListener) connect(conn *memoryConn) bool {
	l.mu.Lock()
	handle, refused := l.handle, l.closed || len(l.waiting) == backlog
	if handle == nil && !refused {
		l.waiting = append(l.waiting, conn)
		l.changed.Signal()
	}
	l.mu.Unlock()
	if handle != nil && !refused {
		handle(conn)
	}
	return !refused
}

// Handle has each connection handed to a function as it is made, by the goroutine that dials, in place of
// Accept: a world has thousands of listeners, and few are ever dialled.
func (l *memoryListener) Handle(handle func(net.Conn)) {
	l.mu.Lock()
	early := l.waiting
	l.handle, l.waiting = handle, nil
	l.mu.Unlock()
	for _, conn := range early {
		handle(conn)
	}
}

func (l *memoryListener) Accept() (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.waiting) == 0 && !l.closed {
		l.changed.Wait()
	}
	if l.closed {
		return nil, &net.OpError{Op: "accept", Net: "tcp", Addr: l.Addr(), Err: net.ErrClosed}
	}
	conn := l.waiting[0]
	l.waiting = l.waiting[1:]
	return conn, nil
}

// Close ends Accept and resets the connections that nobody accepted.
func (l *memoryListener) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil
	}
	l.network.listeners.release(l.place)
	l.closed = true
	l.changed.Broadcast()
	for _, conn := range l.waiting {
		_ = conn.SetLinger(0)
		_ = conn.Close()
	}
	l.waiting = nil
	return nil
}

func (l *memoryListener) Addr() net.Addr { return net.TCPAddrFromAddrPort(l.place.address) }
