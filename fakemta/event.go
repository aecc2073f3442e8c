package fakemta

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind is the kind of an Event.
type Kind int

// The kinds of events.
const (
	Opened          Kind = iota // a client connected; Text: its address
	ClientLine                  // a line of the client, outside message data
	ServerLine                  // a line of the server
	HelloReceived               // a TLS ClientHello; Text: what it offers
	Handshake                   // the server holds the handshake for done (a client may still refuse it); Text: TLSState
	HandshakeFailed             // TLS was refused, by either side, in the handshake or by the first thing after it; Text: why
	MessageReceived             // a message came to its end, accepted or not; Text: the envelope
	ClientBytes                 // bytes where none, or no such bytes, belong; Text: quoted
	ServerBytes                 // what the server sent beside replies: injected bytes, an alert
	Ahead                       // where the server hesitates: the client went on without a reply that it had to wait for; Text: which, and what it said
	Silent                      // a Behaviour makes the server say nothing; Text: in place of what
	Truncated                   // the transcript is full; nothing but Closed follows
	Recognized                  // from here on a Case of the Behaviour holds; Text: whose
	Closed                      // the session is over; Text: who ended it, and what the server waited for
)

var kindNames = [...]string{"opened", "C", "S", "client hello", "handshake", "handshake failed",
	"message", "C bytes", "S bytes", "ahead", "silent", "…", "treated", "closed"}

func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return fmt.Sprintf("Kind(%d)", int(k))
	}
	return kindNames[k]
}

// ByServer is the text of Closed if the server ended the session, and nothing was wrong.
const ByServer = "by the server"

// Event is one thing that happened in a session.
type Event struct {
	Kind      Kind
	Encrypted bool // it happened inside TLS
	// Pipelined: the first byte of this ClientLine, or of these ClientBytes,
	// came in the same read as what went before it. The client did not wait.
	Pipelined bool
	// Text of a line is without its CRLF, at most 4 KiB, with bytes that are
	// not printable written as \x00.
	Text string
}

// String is the event as a line of a story: "C EHLO sender.test".
func (e Event) String() string {
	if e.Text == "" {
		return e.Kind.String()
	}
	return e.Kind.String() + " " + e.Text
}

// printable makes bytes from the wire legible: what is not printable UTF-8
// becomes \x00.
func printable(b []byte) string {
	plain := true
	for _, c := range b {
		plain = plain && c >= ' ' && c < 0x7f
	}
	if plain {
		return string(b)
	}
	var s strings.Builder
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if (r == utf8.RuneError && n == 1) || !unicode.IsPrint(r) {
			for _, c := range b[:n] {
				fmt.Fprintf(&s, `\x%02x`, c)
			}
		} else {
			s.Write(b[:n])
		}
		b = b[n:]
	}
	return s.String()
}
