package fakemta

import (
	"bytes"
	"net"
)

// wire is the connection as TLS and SMTP see it: it keeps the last bytes
// received and, on Linux, has them acknowledged at once. Only the goroutine
// that serves the session reads and writes.
type wire struct {
	net.Conn
	quickAck func()
	unread   []byte // what Read gives first: bytes that were read too far
	muted    bool   // writes go nowhere: crypto/tls is not to answer
	tail     [1024]byte
	tailLen  int
	kept     *bytes.Buffer // what is read goes here as well, up to mostLinger; nil: nowhere
}

func newWire(c net.Conn) *wire {
	return &wire{Conn: c, quickAck: quickAck(c)}
}

func (w *wire) Read(b []byte) (int, error) {
	if len(w.unread) > 0 {
		n := copy(b, w.unread)
		w.unread = w.unread[n:]
		return n, nil
	}
	w.quickAck()
	n, err := w.Conn.Read(b)
	w.keep(b[:n])
	if w.kept != nil {
		w.kept.Write(b[:min(n, mostLinger-w.kept.Len())])
	}
	return n, err
}

func (w *wire) Write(b []byte) (int, error) {
	if w.muted {
		return len(b), nil
	}
	return w.Conn.Write(b)
}

// keep moves b into the tail.
func (w *wire) keep(b []byte) {
	if len(b) >= len(w.tail) {
		w.tailLen = copy(w.tail[:], b[len(b)-len(w.tail):])
		return
	}
	old := min(w.tailLen, len(w.tail)-len(b))
	copy(w.tail[:], w.tail[w.tailLen-old:w.tailLen])
	w.tailLen = old + copy(w.tail[old:], b)
}

func (w *wire) last() []byte { return w.tail[:w.tailLen] }
