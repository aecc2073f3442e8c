package fakeclient

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"time"
)

// write says lines, which the record has as shown, in one segment; false: the session is over.
func (c *Client) write(b []byte, shown ...string) bool {
	for _, line := range shown {
		kind := ClientLine
		if c.over {
			kind = Unsaid
		}
		c.record(Event{Kind: kind, Encrypted: c.encrypted, Text: printable([]byte(line))})
	}
	return !c.over && c.transmit(b)
}

// transmit puts bytes on the wire. That nobody takes them shows when the answer is read, which may be there.
func (c *Client) transmit(b []byte) bool {
	_ = c.conn.SetDeadline(time.Now().Add(c.patience))
	_, err := c.conn.Write(b)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		c.fail(err, "the listener to take what is said")
	}
	return !c.over
}

// reply reads a reply; one without lines says that none came.
func (c *Client) reply(to string) Reply {
	reply, _ := c.read(to)
	return reply
}

// read reads a reply to a line; false: the session is over.
func (c *Client) read(to string) (Reply, bool) {
	reply := Reply{Encrypted: c.encrypted, To: to}
	_ = c.conn.SetDeadline(time.Now().Add(c.patience))
	for len(reply.Lines) < mostLines {
		line, err := c.line()
		if err != nil {
			c.fail(err, "the answer to "+cmp.Or(to, "nothing"))
			return reply, false
		}
		c.heard = c.encrypted
		text := printable(bytes.TrimRight(line, "\r\n"))
		c.record(Event{Kind: ServerLine, Encrypted: c.encrypted, Text: text, To: to})
		reply.Lines = append(reply.Lines, text)
		if len(text) < 4 || text[3] != '-' {
			break
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.replies = append(c.replies, reply)
	return reply, true
}

// line reads a line; a TLS alert in the clear in front of it is recorded.
func (c *Client) line() ([]byte, error) {
	if first, err := c.in.Peek(2); err == nil && first[0] == 21 && first[1] == 3 && !c.encrypted { // RFC 8446 §5.1
		if header, err := c.in.Peek(5); err == nil {
			if record, err := c.in.Peek(5 + min(int(header[4]), 64)); err == nil {
				c.record(Event{Kind: ServerBytes, Text: "TLS alert " + alertName(record[5:])})
				_, _ = c.in.Discard(len(record)) // they were peeked at
			}
		}
	}
	return c.in.ReadSlice('\n')
}

// fail ends the session for an error of the connection.
func (c *Client) fail(err error, waited string) {
	var alert *net.OpError
	refused := errors.As(err, &alert) && alert.Op == "remote error"
	if c.encrypted && !c.heard && refused {
		c.refused(strings.TrimPrefix(alert.Err.Error(), "tls: ")) // in TLS 1.3 a server may judge the client that late
	}
	switch {
	case c.cancelled.Err() != nil:
		c.end("by the laboratory, while waiting for " + waited)
	case errors.Is(err, os.ErrDeadlineExceeded):
		c.end(fmt.Sprintf("after %s of waiting for %s", c.patience, waited))
	case errors.Is(err, bufio.ErrBufferFull):
		c.end("by the client, as a line never ends")
	case refused, lost(err):
		c.end(ByListener)
	default:
		c.end("by the client: " + err.Error())
	}
	_ = c.close() // what matters is said
}

// lost says whether an error means that the server ended the connection: whether by FIN or by RST depends on
// what was in flight.
func lost(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.ErrClosedPipe) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// ByListener is the text of Closed if the server ended the session.
const ByListener = "by the listener"

func (c *Client) end(why string) {
	if !c.over {
		c.over = true
		c.record(Event{Kind: Closed, Encrypted: c.encrypted, Text: why})
	}
}
