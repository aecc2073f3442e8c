package sim

import (
	"errors"
	"fmt"
	"net"
	"syscall"
	"time"

	"mtalab/fakemta"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
)

// errCut is what a host is told that goes on speaking over a connection that was cut.
var errCut = errors.New("the connection was cut")

// lost says whether the first packet to an address is lost on its way.
func (r *Running) lost(address string) bool {
	h := r.hostAt(address)
	if h == nil {
		return false
	}
	this, fails := h.visits.fails(h.senderAt(), silent)
	if fails {
		h.disturbed("net", this, "nobody answers")
	}
	return fails
}

// refused says whether nobody listens at an address this time, although somebody did, or will.
func (r *Running) refused(address string) bool {
	h := r.hostAt(address)
	if h == nil || !h.up {
		return false
	}
	this, fails := h.visits.fails(h.senderAt(), refuses)
	if fails {
		h.disturbed("net", this, "the connection is refused")
	}
	return fails
}

func (r *Running) hostAt(address string) *host {
	for _, h := range r.hosts {
		if h.AddrPort().String() == address {
			return h
		}
	}
	return nil
}

// disturbed tells of something that happened to a connection on its way to the host.
func (h *host) disturbed(source string, this visit, format string, arguments ...any) {
	what := evidence.Disturbance{Host: h.AddrPort(), Text: fmt.Sprintf(format, arguments...)}
	if this.clients != nil {
		what.As = this.clients.String()
	}
	h.world.Trail.add(source, what)
}

// reach is how an MTA is reached through a listener: past the faults of its connections and whoever
// stands on the way.
func (h *host) reach(listener net.Listener) net.Listener {
	way := &path{Listener: listener, host: h}
	if calling, calls := listener.(fakemta.CallingListener); calls {
		return &callingPath{way, calling}
	}
	return way
}

// path hands out the connections that reach an MTA, each as it meets it. Close ends those with an attacker.
type path struct {
	net.Listener
	host      *host
	attackers interceptor
}

// admit is a connection as it reaches the MTA; nil: it does not.
func (p *path) admit(conn net.Conn) (net.Conn, error) {
	this := p.host.visits.arrive(p.host.clientOf(conn))
	if this.state.Fault.Reset {
		p.host.disturbed("net", this, "the connection is reset")
		network.Reset(conn)
		return nil, nil
	}
	reached := &faultyConn{Conn: conn, host: p.host, this: this}
	if this.state.Attacker != nil {
		return p.attackers.take(reached)
	}
	return reached, nil
}

func (p *path) Accept() (net.Conn, error) {
	for {
		conn, err := p.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if reached, err := p.admit(conn); reached != nil || err != nil {
			return reached, err
		}
	}
}

// Close ends the listener, and every connection through an attacker.
func (p *path) Close() error {
	err := p.Listener.Close()
	p.attackers.close()
	return err
}

// callingPath is a path that calls.
type callingPath struct {
	*path
	calling fakemta.CallingListener
}

// Handle calls with each connection that reaches the MTA.
func (p *callingPath) Handle(handle func(net.Conn)) {
	p.calling.Handle(func(conn net.Conn) {
		if reached, err := p.admit(conn); reached != nil && err == nil {
			handle(reached)
		}
	})
}

// faultyConn is the host's end of a connection, with its faults if it has any. What it passes on of the connection
// below is what fakemta looks for there.
type faultyConn struct {
	net.Conn
	host    *host
	this    visit
	said    int
	cut     bool
	owed    time.Duration // that it is slower than it was
	tooSlow bool          // the reader has given up: what else is said takes no time
}

func (c *faultyConn) visit() visit { return c.this }

// Write says what it can of b, at the pace and to the place at which the faults allow it.
func (c *faultyConn) Write(b []byte) (int, error) {
	if c.cut {
		return 0, errCut
	}
	fault := c.this.state.Fault
	whole := len(b)
	if fault.CutAfter > 0 {
		b = b[:min(whole, fault.CutAfter-c.said)]
	}
	written, err := c.say(b, fault.BytesPerSecond)
	c.said += written
	if err == nil && written < whole {
		c.cut = true
		c.host.disturbed("net", c.this, "the connection is cut after %d bytes", c.said)
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
			c.tooSlow = c.host.world.Clock.Pass(time.Second / time.Duration(pace))
		}
		c.dawdle(time.Second / time.Duration(pace))
		var n int
		n, err = c.Conn.Write(b[written : written+1])
		written += n
	}
	return written, err
}

// dawdle lets a sender wait that goes by the machine's clock: as much shorter as its patience is.
func (c *faultyConn) dawdle(d time.Duration) {
	c.owed += d * time.Duration(c.host.world.patience()/time.Millisecond) / time.Duration(fiveMinutes/time.Millisecond)
	if c.owed >= time.Millisecond {
		time.Sleep(c.owed)
		c.owed = 0
	}
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
