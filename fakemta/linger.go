package fakemta

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"time"
)

const (
	// lingerTime bounds the wait for the client's end of a connection that we
	// closed. Without the wait, unread input would turn our FIN into a RST, and
	// the client might never see our last words.
	lingerTime = time.Second
	// mostLinger bounds what is looked at of what the client says meanwhile.
	mostLinger = 64 << 10
)

// halfClosingConn is a connection whose sending half can be closed alone, as a
// *net.TCPConn can: what the client says afterwards is still recorded.
type halfClosingConn interface {
	net.Conn
	CloseWrite() error
}

// resettingConn is a connection that can be reset in place of closed: after
// SetLinger(0), as with a *net.TCPConn, Close sends RST.
type resettingConn interface {
	net.Conn
	SetLinger(seconds int) error
}

// awaitClose sends FIN, and waits a little for the client's. What the client
// says meanwhile is recorded as far as it is text, however it is cut in
// segments and whatever TLS records stand before it: a client may try to go on
// in the clear.
func (c *conn) awaitClose() {
	half, ok := c.raw.(halfClosingConn)
	if !ok || half.CloseWrite() != nil {
		return
	}
	c.raw.SetReadDeadline(time.Now().Add(lingerTime))
	said, _ := c.in.Peek(c.in.Buffered())
	said = bytes.Clone(said)
	encrypted := c.encrypted
	if encrypted {
		said = c.endOfTLS()
	}
	c.wire.kept = new(bytes.Buffer)
	io.Copy(io.Discard, c.wire)
	c.encrypted = false
	c.recordText(behindRecords(append(said, c.wire.kept.Bytes()...)))
	c.encrypted = encrypted
}

// endOfTLS records what the client still says inside TLS, and returns what it
// has begun to say in the clear.
func (c *conn) endOfTLS() []byte {
	inside, err := io.ReadAll(io.LimitReader(c.in, mostLinger))
	c.recordText(inside)
	var header tls.RecordHeaderError
	if !errors.As(err, &header) {
		return nil
	}
	raw := c.wire.last()
	begin := bytes.LastIndex(raw, header.RecordHeader[:])
	return bytes.Clone(raw[max(begin, 0):])
}

// recordText records the lines at the beginning of b that are text.
func (c *conn) recordText(b []byte) {
	if b = text(b); len(b) > 0 {
		c.recordBytes(b, false)
	}
}

// text is the lines at the beginning of b that are text.
func text(b []byte) []byte {
	end := 0
	for line := range bytes.Lines(b) {
		if !isLines(line) {
			break
		}
		end += len(line)
	}
	return b[:end]
}

// behindRecords is what stands behind the TLS records at the beginning of b.
func behindRecords(b []byte) []byte {
	for n := recordAt(b); n > 0; n = recordAt(b) {
		b = b[n:]
	}
	return b
}

// recordAt is the length of the TLS record at the beginning of b, or of what b
// has of it; 0: there is none (RFC 8446 §5.1).
func recordAt(b []byte) int {
	if len(b) < 5 || b[0] < 20 || b[0] > 24 || b[1] != 3 || b[2] > 4 {
		return 0
	}
	return min(5+int(b[3])<<8+int(b[4]), len(b))
}

// behindLastRecord is what stands behind the last TLS record in b, wherever the
// first one begins.
func behindLastRecord(b []byte) []byte {
	for i := range b {
		if recordAt(b[i:]) > 0 {
			return behindRecords(b[i:])
		}
	}
	return nil
}
