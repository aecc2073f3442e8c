package sim

import (
	"context"
	"net"
	"os"
	"sync"
	"time"
)

// Clock is the time of one world. It stands still but for Pass and PassUntilPatienceEnds, so that
// three days of queueing and a peer that never answers cost no waiting. Certificates, queues and
// the deadlines of the built-in senders read it. Safe for concurrent use.
type Clock struct {
	mu     sync.Mutex
	now    time.Time
	alarms map[*alarm]struct{}

	// connecting is held for reading from before a connection is made until its first deadline is
	// set: time does not pass between the two, or a peer that is silent from the start would let
	// it pass before anybody waits.
	connecting sync.RWMutex
}

type alarm struct {
	at   time.Time
	ring func()
}

// NewClock makes a clock that shows start.
func NewClock(start time.Time) *Clock {
	return &Clock{now: start, alarms: map[*alarm]struct{}{}}
}

// Now is the world's present.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Pass lets d pass; whoever waited for less is told that his time is up.
func (c *Clock) Pass(d time.Duration) { c.pass(d) }

// pass says whether somebody's time was up.
func (c *Clock) pass(d time.Duration) bool {
	c.connecting.Lock()
	defer c.connecting.Unlock()
	c.mu.Lock()
	due := c.advance(c.now.Add(d))
	c.mu.Unlock()
	ring(due)
	return len(due) > 0
}

// PassUntilPatienceEnds lets time pass until the first deadline that somebody set; without any it
// does nothing. A fake calls it where it stays silent: its peer is waiting by then.
func (c *Clock) PassUntilPatienceEnds() {
	c.connecting.Lock()
	defer c.connecting.Unlock()
	c.mu.Lock()
	var first *alarm
	for a := range c.alarms {
		if first == nil || a.at.Before(first.at) {
			first = a
		}
	}
	var due []*alarm
	if first != nil {
		due = c.advance(first.at)
	}
	c.mu.Unlock()
	ring(due)
}

// advance moves the clock forward and takes out the alarms that are due; c.mu is held.
func (c *Clock) advance(to time.Time) []*alarm {
	if to.After(c.now) {
		c.now = to
	}
	var due []*alarm
	for a := range c.alarms {
		if !a.at.After(c.now) {
			due = append(due, a)
			delete(c.alarms, a)
		}
	}
	return due
}

func ring(due []*alarm) {
	for _, a := range due {
		a.ring()
	}
}

// set replaces an alarm; a zero instant only clears it. It reports whether the instant has passed
// already, in which case nothing will ring.
func (c *Clock) set(old *alarm, at time.Time, ring func()) (a *alarm, passed bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.alarms, old)
	if at.IsZero() || !at.After(c.now) {
		return nil, !at.IsZero()
	}
	a = &alarm{at: at, ring: ring}
	c.alarms[a] = struct{}{}
	return a, false
}

// FirstPatience is how long a new connection of TimedNetwork waits for its peer until the caller
// sets a deadline of its own (RFC 5321 §4.5.3.2.1: five minutes for the greeting).
const FirstPatience = 5 * time.Minute

// TimedNetwork is a Network whose outgoing connections keep their read deadlines by the world's
// clock. A caller sets the deadline of an exchange before it writes its part of it: a fake that
// stays silent lets time pass as soon as it has read that part.
type TimedNetwork struct {
	Network
	Clock *Clock
	// Lost says whether nobody answers at an address: FirstPatience passes, and the connection times
	// out. nil: none is.
	Lost func(address string) bool
}

// DialContext connects. SetDeadline and SetReadDeadline of the connection take instants of the
// world's clock; SetWriteDeadline takes the machine's, as crypto/tls wants it for its farewell.
func (n TimedNetwork) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	if n.Lost != nil && n.Lost(address) {
		return nil, n.timeOut(network, address)
	}
	n.Clock.connecting.RLock()
	defer n.Clock.connecting.RUnlock()
	conn, err := n.Network.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	timed := &timedConn{Conn: conn, clock: n.Clock}
	err = timed.SetReadDeadline(n.Clock.Now().Add(FirstPatience))
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
	clock *Clock

	mu    sync.Mutex
	waits *alarm
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
	c.waits, c.late = c.clock.set(c.waits, t, func() { c.timeIsUp(turn) })
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
	c.waits, _ = c.clock.set(c.waits, time.Time{}, nil)
	c.mu.Unlock()
	return c.Conn.Close()
}
