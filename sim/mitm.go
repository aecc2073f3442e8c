package sim

import (
	"bufio"
	"fmt"
	"io"
	"mtalab/sim/network"
	"net"
	"net/netip"
	"slices"
	"sync"
)

// interceptor is a listener behind which an attacker takes the connections: what it hands out leads to
// it. Close ends them.
type interceptor struct {
	net.Listener
	host *host

	mu     sync.Mutex
	closed bool
	open   []io.Closer
	relays sync.WaitGroup
}

func (l *interceptor) Accept() (net.Conn, error) {
	sender, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	near, far := network.Pipe(netip.AddrPort{}, l.host.AddrPort())
	if !l.keep(sender, near) {
		return nil, fmt.Errorf("accept at %s: %w", l.host.AddrPort(), net.ErrClosed)
	}
	l.relays.Go(func() {
		r := relay{
			interceptor: l, toSender: sender, toMTA: near,
			fromSender: bufio.NewReaderSize(sender, longestRelayed),
			fromMTA:    bufio.NewReaderSize(near, longestRelayed),
		}
		r.run()
		l.forget(sender, near)
	})
	return intercepted{Conn: far, local: sender.LocalAddr(), remote: sender.RemoteAddr()}, nil
}

// Close ends every connection through the attacker and waits until it has let go of them.
func (l *interceptor) Close() error {
	err := l.Listener.Close()
	l.mu.Lock()
	l.closed = true
	hangUp(l.open)
	l.mu.Unlock()
	l.relays.Wait()
	return err
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
}

func (c intercepted) LocalAddr() net.Addr  { return c.local }
func (c intercepted) RemoteAddr() net.Addr { return c.remote }
