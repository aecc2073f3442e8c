package network

import (
	"bytes"
	"io"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"
)

// window is how many bytes of one direction may be under way before a writer waits, so that an endless
// reply that nobody reads costs no memory.
const window = 256 << 10

// stream is one direction of a connection in memory.
type stream struct {
	mu       sync.Mutex
	changed  sync.Cond    // on mu
	buffer   bytes.Buffer // keeps its room
	finished bool         // the writer has sent its FIN
	unheard  int          // how much was written since its reader is deaf
	deaf     bool         // the reader has closed: what is written goes nowhere
	reset    bool

	readBy, writeBy deadline
}

func newStream() *stream {
	s := &stream{}
	s.changed.L = &s.mu
	return s
}

func (s *stream) read(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case s.deaf:
			return 0, net.ErrClosed
		case s.readBy.passed:
			return 0, os.ErrDeadlineExceeded
		case len(b) == 0:
			return 0, nil
		case s.buffer.Len() > 0:
			s.changed.Broadcast()
			return s.buffer.Read(b)
		case s.reset:
			return 0, syscall.ECONNRESET
		case s.finished:
			return 0, io.EOF
		}
		s.changed.Wait()
	}
}

func (s *stream) write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	written := 0
	for {
		switch {
		case s.finished:
			return written, net.ErrClosed
		case s.writeBy.passed:
			return written, os.ErrDeadlineExceeded
		case s.reset:
			return written, syscall.ECONNRESET
		case s.deaf && s.unheard > window:
			return written, syscall.ECONNRESET // as of a peer that answers every segment with RST
		case s.deaf:
			s.unheard += len(b)
			return written + len(b), nil
		}
		n := min(len(b), window-s.buffer.Len())
		s.buffer.Write(b[:n])
		b = b[n:]
		written += n
		s.changed.Broadcast()
		if len(b) == 0 {
			return written, nil
		}
		s.changed.Wait()
	}
}

// change sets a flag of the stream and wakes whoever waits.
func (s *stream) change(flag *bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*flag = true
	s.changed.Broadcast()
}

// memoryConn is one end of a connection in memory. As with TCP, what was sent before a close can be
// read, and what is sent after the peer's close goes nowhere.
type memoryConn struct {
	in, out       *stream
	local, remote netip.AddrPort
	abort         bool // SetLinger(0): Close resets
}

func newMemoryConns(dialled, accepted netip.AddrPort) (near, far *memoryConn) {
	there, back := newStream(), newStream()
	return &memoryConn{in: back, out: there, local: dialled, remote: accepted},
		&memoryConn{in: there, out: back, local: accepted, remote: dialled}
}

func (c *memoryConn) Read(b []byte) (int, error) {
	n, err := c.in.read(b)
	return n, c.wrap("read", err)
}

func (c *memoryConn) Write(b []byte) (int, error) {
	n, err := c.out.write(b)
	return n, c.wrap("write", err)
}

func (c *memoryConn) wrap(op string, err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	return &net.OpError{Op: op, Net: "tcp", Source: c.LocalAddr(), Addr: c.RemoteAddr(), Err: err}
}

// Close ends both directions; after SetLinger(0) the peer sees a reset.
func (c *memoryConn) Close() error {
	if c.abort {
		c.out.change(&c.out.reset)
		c.in.change(&c.in.reset)
	}
	c.out.change(&c.out.finished)
	c.in.change(&c.in.deaf)
	c.out.writeBy.set(&c.out.changed, time.Time{}) // no timer is left
	c.in.readBy.set(&c.in.changed, time.Time{})
	return nil
}

// CloseWrite sends the FIN and goes on reading, as (*net.TCPConn).CloseWrite does.
func (c *memoryConn) CloseWrite() error {
	c.out.change(&c.out.finished)
	return nil
}

// SetLinger makes Close reset the connection if the seconds are 0, as (*net.TCPConn).SetLinger does.
func (c *memoryConn) SetLinger(seconds int) error {
	c.abort = seconds == 0
	return nil
}

func (c *memoryConn) LocalAddr() net.Addr  { return net.TCPAddrFromAddrPort(c.local) }
func (c *memoryConn) RemoteAddr() net.Addr { return net.TCPAddrFromAddrPort(c.remote) }

func (c *memoryConn) SetDeadline(t time.Time) error {
	_ = c.SetReadDeadline(t)
	return c.SetWriteDeadline(t)
}

func (c *memoryConn) SetReadDeadline(t time.Time) error {
	c.in.readBy.set(&c.in.changed, t)
	return nil
}

func (c *memoryConn) SetWriteDeadline(t time.Time) error {
	c.out.writeBy.set(&c.out.changed, t)
	return nil
}
