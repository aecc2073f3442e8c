package sim

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"sync"

	"mtalab/sim/network"
)

// interceptor takes the connections behind which an attacker stands: what it hands out leads to him.
type interceptor struct {
	mu     sync.Mutex
	closed bool
	open   []io.Closer
	relays sync.WaitGroup
}

// take puts the attacker between a connection and the MTA.
func (l *interceptor) take(sender *faultyConn) (net.Conn, error) {
	host := sender.host
	near, far := network.Pipe(netip.AddrPort{}, host.AddrPort())
	if !l.keep(sender, near) {
		return nil, fmt.Errorf("accept at %s: %w", host.AddrPort(), net.ErrClosed)
	}
	l.relays.Go(func() {
		r := relay{
			interceptor: l, host: host, attacker: sender.this.state.Attacker, toSender: sender, toMTA: near,
			fromSender: bufio.NewReaderSize(sender, longestRelayed),
			fromMTA:    bufio.NewReaderSize(near, longestRelayed),
		}
		r.run()
		l.forget(sender, near)
	})
	return intercepted{Conn: far, local: sender.LocalAddr(), remote: sender.RemoteAddr(), this: sender.this}, nil
}

// close ends every connection through an attacker and waits until he has let go of them.
func (l *interceptor) close() {
	l.mu.Lock()
	l.closed = true
	hangUp(l.open)
	l.mu.Unlock()
	l.relays.Wait()
}

func (l *interceptor) keep(conns ...io.Closer) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		hangUp(conns)
		return false
	}
	l.open = append(l.open, conns...)
	return true
}

func (l *interceptor) forget(conns ...io.Closer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	hangUp(conns)
	l.open = slices.DeleteFunc(l.open, func(c io.Closer) bool { return slices.Contains(conns, c) })
}

func hangUp(conns []io.Closer) {
	for _, conn := range conns {
		_ = conn.Close() // the other side may have closed it a moment ago
	}
}

// intercepted is an MTA's connection with the attacker, under the addresses of the one it stands for.
type intercepted struct {
	network.Conn
	local, remote net.Addr
	this          visit
}

func (c intercepted) visit() visit { return c.this }

func (c intercepted) LocalAddr() net.Addr  { return c.local }
func (c intercepted) RemoteAddr() net.Addr { return c.remote }
