package network

import (
	"context"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"mtalab/sim/clock"
)

// InitialReadTimeout is how long a new connection of Timed waits for its peer until the caller
// sets a deadline of its own (RFC 5321 §4.5.3.2.1: five minutes for the greeting).
const InitialReadTimeout = 5 * time.Minute

// Timed is a Network whose outgoing connections keep their read deadlines by the world's
// clock. A caller sets the deadline of an exchange before it writes its part of it: a fake that
// stays silent lets time pass as soon as it has read that part.
type Timed struct {
	Network
	Clock *clock.Clock
	// Lost says whether nobody answers at an address: InitialReadTimeout passes, and the connection times
	// out. nil: none is.
	Lost func(address string) bool
	// Refused says whether nobody listens at an address this time; nil: the Network says so.
	Refused func(address string) bool
}

// DialContext connects. SetDeadline and SetReadDeadline of the connection take instants of the
// world's clock; SetWriteDeadline takes the machine's, as crypto/tls wants it for its farewell.
func (n Timed) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	if n.Lost != nil && n.Lost(address) {
		return nil, n.timeOut(network, address)
	}
	if n.Refused != nil && n.Refused(address) {
		return nil, failure(network, address, syscall.ECONNREFUSED)
	}
	defer n.Clock.HoldStill()()
	conn, err := n.Network.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	timed := &timedConn{Conn: conn, clock: n.Clock}
	err = timed.SetReadDeadline(n.Clock.Now().Add(InitialReadTimeout))
	if packets, ok := conn.(net.PacketConn); ok {
		return &timedPackets{timed, packets}, err
	}
	return timed, err
}

// timedPackets is a timedConn over UDP: by its being a net.PacketConn, Go's resolver knows that it carries
// messages, and no stream.
type timedPackets struct {
	*timedConn
	packets net.PacketConn
}

// ReadFrom takes nothing that came after the deadline.
func (c *timedPackets) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := c.packets.ReadFrom(b)
	if c.isLate() {
		return 0, nil, os.ErrDeadlineExceeded
	}
	return n, from, err
}

// WriteTo sends a message.
func (c *timedPackets) WriteTo(b []byte, to net.Addr) (int, error) { return c.packets.WriteTo(b, to) }

// timedConn ends a read at the moment at which its deadline passes on the world's clock.
type timedConn struct {
	net.Conn
	clock *clock.Clock

	mu    sync.Mutex
	waits *clock.Alarm
	turn  int  // counts deadlines, so that the alarm of an earlier one cannot end a later read
	late  bool // the deadline has passed
}

// Read takes nothing that came after the deadline, even if it came before the reader was awake.
func (c *timedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if c.isLate() {
		return 0, os.ErrDeadlineExceeded
	}
	return n, err
}

func (c *timedConn) isLate() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.late
}

func (c *timedConn) SetDeadline(t time.Time) error { return c.SetReadDeadline(t) }

func (c *timedConn) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.turn++
	turn := c.turn
	c.waits, c.late = c.clock.SetAlarm(c.waits, t, func() { c.timeIsUp(turn) })
	if c.late {
		return c.Conn.SetReadDeadline(longAgo)
	}
	return c.Conn.SetReadDeadline(time.Time{})
}

func (c *timedConn) timeIsUp(turn int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.turn == turn {
		c.late = true
		_ = c.Conn.SetReadDeadline(longAgo) // fails only on a closed connection
	}
}

// longAgo is a deadline that no read can keep.
var longAgo = time.Unix(1, 0)

func (c *timedConn) Close() error {
	c.mu.Lock()
	c.turn++
	c.waits, _ = c.clock.SetAlarm(c.waits, time.Time{}, nil)
	c.mu.Unlock()
	return c.Conn.Close()
}

// timeOut is how a connection ends before it has begun when nobody answers; it lets the caller's
// patience pass.
func (n Timed) timeOut(network, address string) error {
	n.Clock.Pass(InitialReadTimeout)
	return failure(network, address, syscall.ETIMEDOUT)
}

// failure is why a connection never came to be.
func failure(network, address string, why syscall.Errno) error {
	failed := &net.OpError{Op: "dial", Net: network, Err: os.NewSyscallError("connect", why)}
	if where, err := net.ResolveTCPAddr("tcp", address); err == nil { // a literal: nothing is looked up
		failed.Addr = where
	}
	return failed
}
