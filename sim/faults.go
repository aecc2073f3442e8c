package sim

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"
)

// Fault is what is wrong with the connections to one MTA. The zero value is nothing, each field is one
// fault, and they compose. It is the host's side of a connection that suffers, so that senders which
// are programs of their own meet it as well, but for Silent: that needs a sender that dials by Env.
type Fault struct {
	// Silent loses the first packet of every connection: whoever dials gives up after FirstPatience.
	Silent bool
	// Reset tears every connection down before a word is said.
	Reset bool
	// BytesPerSecond is how fast the host can speak, by the world's clock; 0: at once.
	BytesPerSecond int
	// CutAfter ends the connection once the host has said so many bytes; 0: never.
	CutAfter int
}

// Disturbance is something that befell a connection on its way to an MTA: it happened to neither end.
type Disturbance struct {
	MTA  *MTA
	Text string
}

func (d Disturbance) String() string { return fmt.Sprintf("%s  %s", d.MTA.AddrPort(), d.Text) }

// errCut is what a host is told that goes on speaking over a connection that was cut.
var errCut = errors.New("the connection was cut")

// timeOut is how a connection ends before it has begun when nobody answers; it lets the caller's
// patience pass.
func (n TimedNetwork) timeOut(network, address string) error {
	n.Clock.Pass(FirstPatience)
	failed := &net.OpError{Op: "dial", Net: network, Err: os.NewSyscallError("connect", syscall.ETIMEDOUT)}
	if where, err := net.ResolveTCPAddr("tcp", address); err == nil { // a literal: nothing is looked up
		failed.Addr = where
	}
	return failed
}

// lost says whether the first packet to an address is lost on its way.
func (w *World) lost(address string) bool {
	for _, mta := range w.silent {
		if mta.AddrPort().String() == address {
			w.disturb("net", mta, "nobody answers")
			return true
		}
	}
	return false
}

func (w *World) disturb(source string, mta *MTA, format string, arguments ...any) {
	w.trail.add(source, Disturbance{mta, fmt.Sprintf(format, arguments...)})
}

// reach is how an MTA is reached through a listener: past the faults of its connections and whoever
// stands on the way.
func (w *World) reach(mta *MTA, listener net.Listener) net.Listener {
	if mta.Fault != (Fault{}) {
		listener = &faultyListener{listener, w, mta}
	}
	if mta.Attacker != nil {
		listener = &interceptor{Listener: listener, world: w, mta: mta}
	}
	return listener
}

// faultyListener hands out connections that have the faults of their MTA.
type faultyListener struct {
	net.Listener
	world *World
	mta   *MTA
}

func (l *faultyListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if l.mta.Fault.Reset {
			l.world.disturb("net", l.mta, "the connection is reset")
			reset(conn)
			continue
		}
		return &faultyConn{Conn: conn, listener: l}, nil
	}
}

// reset closes a connection with a RST, where it is one that can.
func reset(conn net.Conn) {
	_ = setLinger(conn, 0)
	_ = conn.Close()
}

// closeWrite sends a FIN, where a connection can be ended by halves.
func closeWrite(conn net.Conn) error {
	if half, ok := conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return conn.Close()
}

// setLinger says what becomes of bytes not yet sent at Close.
func setLinger(conn net.Conn, seconds int) error {
	if lingering, ok := conn.(interface{ SetLinger(int) error }); ok {
		return lingering.SetLinger(seconds)
	}
	return nil
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
	fault := c.listener.mta.Fault
	whole := len(b)
	if fault.CutAfter > 0 {
		b = b[:min(whole, fault.CutAfter-c.said)]
	}
	written, err := c.say(b, fault.BytesPerSecond)
	c.said += written
	if err == nil && written < whole {
		c.cut = true
		c.listener.world.disturb("net", c.listener.mta, "the connection is cut after %d bytes", c.said)
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
			c.tooSlow = c.listener.world.Clock.pass(time.Second / time.Duration(pace))
		}
		var n int
		n, err = c.Conn.Write(b[written : written+1])
		written += n
	}
	return written, err
}

// CloseWrite ends what is said and goes on listening.
func (c *faultyConn) CloseWrite() error { return closeWrite(c.Conn) }

// SetLinger says what becomes of bytes not yet sent at Close.
func (c *faultyConn) SetLinger(seconds int) error { return setLinger(c.Conn, seconds) }

// SyscallConn leads to the socket.
func (c *faultyConn) SyscallConn() (syscall.RawConn, error) {
	if socket, ok := c.Conn.(syscall.Conn); ok {
		return socket.SyscallConn()
	}
	return nil, errors.ErrUnsupported
}
