package fakemta

import (
	"bufio"
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	defaultTimeout = 60 * time.Second
	// defaultKeepData bounds the data kept of one message.
	defaultKeepData = 1 << 20
	// lineLimit bounds a command line. RFC 5321 §4.5.3.1.4 asks for 512 octets
	// and more with extensions.
	lineLimit = 4096
)

// conn is a live connection: a Session is what remains of it.
type conn struct {
	server    *Server
	session   *Session
	behaviour *Behaviour
	met       Met
	raw       net.Conn
	wire      *wire
	tls       *tls.Conn // nil before a handshake succeeded
	done      chan struct{}

	// The current half of the session: on the wire, then inside TLS.
	encrypted bool
	in        *bufio.Reader
	out       io.Writer

	heard    bool  // the client said something since TLS began: it did not refuse
	messages int   // how many came
	kept     int64 // bytes kept of them

	deadline  time.Time // of the session
	hesitates bool      // as Server.Hesitates

	injected []byte   // what came behind STARTTLS, for Behaviour.ExecutesInjected
	said     [][]byte // commands of before TLS, for Behaviour.KeepsSession

	over    bool        // nothing is read or written any more
	reason  string      // who ended it
	linger  bool        // we ended it; there may be unread input
	closing atomic.Bool // Server.Close ended it
}

// close ends the session from outside.
func (c *conn) close() {
	c.closing.Store(true)
	c.raw.Close()
}

func newConn(server *Server, session *Session, met Met, raw net.Conn) *conn {
	w := newWire(raw)
	return &conn{
		server:    server,
		session:   session,
		behaviour: session.behaviour,
		met:       met,
		raw:       raw,
		wire:      w,
		done:      make(chan struct{}),
		in:        bufio.NewReaderSize(w, lineLimit),
		out:       w,
	}
}

// serve is a session's whole life.
func (c *conn) serve() {
	c.deadline = time.Now().Add(cmp.Or(c.server.Timeout, defaultTimeout))
	c.raw.SetDeadline(c.deadline)
	for c.talk() && (c.handshake() || !c.over) {
	}
	c.finish()
}

// finish closes the connection and the record.
func (c *conn) finish() {
	if c.tls != nil && !c.behaviour.NoCloseNotify {
		c.tls.CloseWrite()
	}
	if c.linger {
		c.awaitClose()
	}
	c.event(Closed, cmp.Or(c.reason, ByServer))
	c.raw.Close()
	c.server.forget(c)
	close(c.done)
}

func (c *conn) event(k Kind, text string) {
	c.session.record(Event{Kind: k, Encrypted: c.encrypted, Text: text})
}

// end notes who ended the session, the first time.
func (c *conn) end(reason string) {
	if !c.over {
		c.over, c.reason = true, reason
	}
}

// fail ends the session for an error of the connection.
func (c *conn) fail(err error) {
	if c.over {
		return
	}
	if c.encrypted && !c.heard {
		c.refusedAfterHandshake(err)
	}
	waited := "while waiting for " + c.session.waitsFor()
	var remote *net.OpError
	switch {
	case c.closing.Load():
		c.end("by Server.Close, " + waited)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.ErrClosedPipe):
		c.end("by the client")
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		c.end("reset by the client")
	case errors.Is(err, os.ErrDeadlineExceeded):
		c.end("after " + cmp.Or(c.server.Timeout, defaultTimeout).String() + ", " + waited)
	case errors.As(err, &remote) && remote.Op == "remote error":
		c.end("by the client, with a TLS alert: " + alertText(remote.Err))
		c.linger = true // it may go on in the clear
	default:
		c.end("by the server: " + err.Error())
		c.linger = true
	}
}

// act does what an Action says, having replied or instead of replying to what.
func (c *conn) act(a Action, what string) {
	switch a {
	case Silence:
		c.event(Silent, what)
		c.silent()
	case Close:
		c.end(ByServer)
		c.linger = true
	case Reset:
		if l, ok := c.raw.(resettingConn); ok {
			l.SetLinger(0)
		}
		c.raw.Close()
		c.end("reset by the server")
	}
}

func (c *conn) silent() {
	if c.server.OnSilence != nil {
		c.server.OnSilence()
	}
	c.drain()
}

// drain listens, without an answer, until the connection ends.
func (c *conn) drain() {
	for !c.over {
		c.listen()
	}
}

// await blocks until there is something to read; false: the session is over.
func (c *conn) await(what string) bool {
	c.session.wait(what)
	if _, err := c.in.Peek(1); err != nil {
		c.fail(err)
		return false
	}
	c.heard = true
	return true
}

// listen reads and records what the client sends, whatever it is.
func (c *conn) listen() {
	pipelined := c.in.Buffered() > 0
	if !c.await("the client to give up") {
		return
	}
	b, _ := c.in.Peek(c.in.Buffered())
	c.recordBytes(b, pipelined)
	c.in.Discard(len(b))
}

// recordBytes records what came where no dialogue goes on: as lines if it is
// whole lines of text, else as bytes.
func (c *conn) recordBytes(b []byte, pipelined bool) {
	e := Event{Kind: ClientBytes, Encrypted: c.encrypted, Pipelined: pipelined}
	if !isLines(b) {
		const most = 64
		e.Text = printable(b[:min(len(b), most)])
		if len(b) > most {
			e.Text += fmt.Sprintf("… (%d bytes)", len(b))
		}
		c.session.record(e)
		return
	}
	e.Kind = ClientLine
	for line := range lines(b) {
		e.Text = printable(line)
		c.session.record(e)
		e.Pipelined = true
	}
}
