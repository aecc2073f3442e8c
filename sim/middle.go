package sim

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"sync"
)

// Attacker is a man in the middle: whoever connects to the MTA reaches him, and he passes on what he
// likes, in both directions. The MTA behind him is untouched and sees a client that is not the sender.
// The zero value passes everything on; each field is one attack, and they compose.
type Attacker struct {
	// Strips are keywords that he takes out of the reply to EHLO in the clear (RATK-1).
	Strips []string
	// Answers are commands in the clear that he answers himself and keeps from the MTA, by verb in upper
	// case; the lines of a reply are separated by "\n" (RATK-2).
	Answers map[string]string
	// Injects is what he puts behind the MTA's 220 to STARTTLS, in the same segment (RATK-5).
	Injects string
	// Alert is a fatal TLS alert with which he answers the ClientHello himself, by its number; 0: none (RATK-13).
	Alert uint8
	// Shows is a certificate of his own: he ends the sender's TLS and speaks TLS of his own with the MTA,
	// by the sender's server name. nil: TLS passes through him unread (RATK-9).
	Shows *Certificate
}

// interceptor is a listener behind which an attacker takes the connections: what it hands out leads to
// him. Close ends them.
type interceptor struct {
	net.Listener
	world *World
	mta   *MTA

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
	near, far := newMemoryConns(netip.AddrPort{}, l.mta.AddrPort())
	if !l.keep(sender, near) {
		return nil, fmt.Errorf("accept at %s: %w", l.mta.AddrPort(), net.ErrClosed)
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
	return intercepted{memoryConn: far, local: sender.LocalAddr(), remote: sender.RemoteAddr()}, nil
}

// Close ends every connection through the attacker and waits until he has let go of them.
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
	*memoryConn
	local, remote net.Addr
}

func (c intercepted) LocalAddr() net.Addr  { return c.local }
func (c intercepted) RemoteAddr() net.Addr { return c.remote }
