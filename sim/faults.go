package sim

import (
	"errors"
	"fmt"
	"net"
	"syscall"
	"time"

	"mtalab/sim/evidence"
	"mtalab/sim/network"
)

// errCut is what a host is told that goes on speaking over a connection that was cut.
var errCut = errors.New("the connection was cut")

// lost says whether the first packet to an address is lost on its way.
func (r *Running) lost(address string) bool {
	for _, host := range r.silent {
		if host.AddrPort().String() == address {
			host.disturbed("net", "nobody answers")
			return true
		}
	}
	return false
}

// disturbed tells of something that happened to a connection on its way to the host.
func (h *host) disturbed(source, format string, arguments ...any) {
	h.world.Trail.add(source, evidence.Disturbance{Host: h.AddrPort(), Text: fmt.Sprintf(format, arguments...)})
}

// reach is how an MTA is reached through a listener: past the faults of its connections and whoever
// stands on the way.
func (h *host) reach(listener net.Listener) net.Listener {
	if h.Fault != (Fault{}) {
		listener = &faultyListener{listener, h}
	}
	if h.Attacker != nil {
		listener = &interceptor{Listener: listener, host: h}
	}
	return listener
}

// faultyListener hands out connections that have the faults of their MTA.
type faultyListener struct {
	net.Listener
	host *host
}

func (l *faultyListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if l.host.Fault.Reset {
			l.host.disturbed("net", "the connection is reset")
			network.Reset(conn)
			continue
		}
		return &faultyConn{Conn: conn, listener: l}, nil
	}
}

// faultyConn is the host's end of a connection with faults. What it passes on of the connection below
// is what fakemta looks for there.
type faultyConn struct {
	net.Conn
	listener *faultyListener
	said     int
	cut      bool
	tooSlow  bool // the reader has given up: what else is said takes no time
}

// Write says what it can of b, at the pace and to the place at which the faults allow it.
func (c *faultyConn) Write(b []byte) (int, error) {
	if c.cut {
		return 0, errCut
	}
	fault := c.listener.host.Fault
	whole := len(b)
	if fault.CutAfter > 0 {
		b = b[:min(whole, fault.CutAfter-c.said)]
	}
	written, err := c.say(b, fault.BytesPerSecond)
	c.said += written
	if err == nil && written < whole {
		c.cut = true
		c.listener.host.disturbed("net", "the connection is cut after %d bytes", c.said)
		return written, errors.Join(errCut, c.CloseWrite())
	}
	return written, err
}

func (c *faultyConn) say(b []byte, pace int) (written int, err error) {
	if pace == 0 {
		return c.Conn.Write(b)
	}
	for written < len(b) && err == nil {
		if !c.tooSlow {
			c.tooSlow = c.listener.host.world.Clock.Pass(time.Second / time.Duration(pace))
		}
		var n int
		n, err = c.Conn.Write(b[written : written+1])
		written += n
	}
	return written, err
}

// CloseWrite ends what is said and goes on listening.
func (c *faultyConn) CloseWrite() error { return network.CloseWrite(c.Conn) }

// SetLinger says what becomes of bytes not yet sent at Close.
func (c *faultyConn) SetLinger(seconds int) error { return network.SetLinger(c.Conn, seconds) }

// SyscallConn leads to the socket.
func (c *faultyConn) SyscallConn() (syscall.RawConn, error) {
	if socket, ok := c.Conn.(syscall.Conn); ok {
		return socket.SyscallConn()
	}
	return nil, errors.ErrUnsupported
}
