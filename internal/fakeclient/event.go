package fakeclient

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// Kind is the kind of an Event.
type Kind int

// The kinds of events.
const (
	Connected       Kind = iota // Text: the server
	ClientLine                  // a line of the client
	ServerLine                  // a line of the server; To: the command that it answers
	Message                     // the client sent a message; Text: how long it is
	ServerBytes                 // bytes where no reply belongs; Text: printable
	Handshake                   // TLS began; Text: what was agreed on
	HandshakeFailed             // TLS did not begin, or was refused by the first thing behind it; Text: why
	Unsaid                      // a line that could not be said, as the session was over
	Closed                      // the session is over; Text: who ended it
)

var kindNames = [...]string{"connected", "C", "S", "message", "S bytes", "handshake", "handshake failed", "not said", "closed"}

func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return fmt.Sprintf("Kind(%d)", int(k))
	}
	return kindNames[k]
}

// Event is one thing that happened in a session, as the client saw it.
type Event struct {
	Kind      Kind
	Encrypted bool   // it happened inside TLS
	Text      string // of a line: without its CRLF, and with bytes that are not printable as \x00
	To        string // of a ServerLine: the line of the client that it answers; empty: none
}

// String is the event as a line of a story: "C EHLO client.test".
func (e Event) String() string { return strings.TrimSpace(e.Kind.String() + " " + e.Text) }

// Reply is one whole reply of the server (RFC 5321 §4.2.1).
type Reply struct {
	Lines     []string // without CRLF
	Encrypted bool     // it came inside TLS
	To        string   // the line of the client that it was read as the answer to; empty: the client had said nothing
}

// Code is the reply code, such as "250"; empty if the last line has none.
func (r Reply) Code() string {
	last := r.Last()
	if len(last) < 3 || strings.Trim(last[:3], "0123456789") != "" {
		return ""
	}
	return last[:3]
}

// Positive says whether the code is 2xx or 3xx.
func (r Reply) Positive() bool {
	return strings.HasPrefix(r.Code(), "2") || strings.HasPrefix(r.Code(), "3")
}

// Last is the last line; empty if there is no reply.
func (r Reply) Last() string {
	if len(r.Lines) == 0 {
		return ""
	}
	return r.Lines[len(r.Lines)-1]
}

// Verb is the command that the reply answers, in upper case: "EHLO", or "." at the end of a message.
func (r Reply) Verb() string {
	verb, _, _ := strings.Cut(r.To, " ")
	return strings.ToUpper(verb)
}

// Capabilities are the lines of a reply to EHLO behind the first one: what the server offers
// (RFC 5321 §4.1.1.1).
func (r Reply) Capabilities() []string {
	var offered []string
	for _, line := range r.Lines[min(1, len(r.Lines)):] {
		offered = append(offered, strings.TrimSpace(line[min(4, len(line)):]))
	}
	return offered
}

// printable makes bytes from the wire legible.
func printable(b []byte) string {
	text := string(b)
	if strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) < 0 {
		return text
	}
	quoted := strconv.Quote(text)
	return quoted[1 : len(quoted)-1]
}
