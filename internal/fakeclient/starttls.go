package fakeclient

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

// StartTLS says STARTTLS and, if the answer is 220, shakes hands.
func (c *Client) StartTLS(config *tls.Config) {
	if c.Say("STARTTLS").Code() == "220" {
		c.Handshake(config)
	}
}

// Handshake begins TLS, if the latest reply agreed to (RFC 3207 §4). What the server sends in the clear in its place is recorded as ServerBytes.
// Verifying certificates is config's concern.
func (c *Client) Handshake(config *tls.Config) {
	if c.over || !c.mayBegin() {
		c.record(Event{Kind: Unsaid, Encrypted: c.encrypted, Text: "a ClientHello"})
		return
	}
	inside := tls.Client(&rest{Conn: c.conn, in: c.in}, config)
	_ = c.conn.SetDeadline(time.Now().Add(c.patience))
	if err := inside.Handshake(); err != nil {
		c.handshakeFailed(err)
		return
	}
	state := inside.ConnectionState()
	c.mu.Lock()
	c.agreed = &state
	c.mu.Unlock()
	c.conn, c.in, c.encrypted, c.heard = inside, bufio.NewReaderSize(inside, lineLimit), true, false
	c.record(Event{Kind: Handshake, Encrypted: true, Text: describe(state)})
}

func (c *Client) mayBegin() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	latest := c.replies[max(0, len(c.replies)-1):]
	return len(latest) == 1 && latest[0].Verb() == "STARTTLS" && latest[0].Code() == "220"
}

func (c *Client) handshakeFailed(err error) {
	var text tls.RecordHeaderError
	var alert *net.OpError
	why := strings.TrimPrefix(err.Error(), "tls: ")
	switch {
	case errors.As(err, &text):
		c.record(Event{Kind: ServerBytes, Encrypted: c.encrypted, Text: printable(text.RecordHeader[:]) + "…"})
		why = "no TLS came"
	case errors.As(err, &alert) && alert.Op == "remote error":
		why = strings.TrimPrefix(alert.Err.Error(), "tls: ")
	case lost(err):
		why = "the listener closed the connection"
	}
	c.refused(why)
	c.fail(err, "the handshake")
}

func (c *Client) refused(why string) {
	c.mu.Lock()
	c.refusal = why
	c.mu.Unlock()
	c.record(Event{Kind: HandshakeFailed, Encrypted: c.encrypted, Text: why})
}

// rest is a connection whose first bytes were read already.
type rest struct {
	net.Conn
	in *bufio.Reader
}

func (r *rest) Read(b []byte) (int, error) { return r.in.Read(b) }

// describe says what was agreed on: "TLS 1.3, TLS_AES_128_GCM_SHA256, DNS mx1.example.com".
func describe(state tls.ConnectionState) string {
	text := tls.VersionName(state.Version) + ", " + tls.CipherSuiteName(state.CipherSuite)
	if len(state.PeerCertificates) > 0 {
		shown := state.PeerCertificates[0]
		text += fmt.Sprintf(", CN %s, DNS %s", shown.Subject.CommonName, strings.Join(shown.DNSNames, " "))
	}
	return text
}

// alertName words the fragment of an alert record: level and description (RFC 8446 §6).
func alertName(fragment []byte) string {
	if len(fragment) != 2 {
		return "in a form that nobody knows"
	}
	return strings.TrimPrefix(tls.AlertError(fragment[1]).Error(), "tls: ")
}
