package fakemta

import (
	"bytes"
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
)

// alertUnrecognizedName is RFC 6066 §3's.
const alertUnrecognizedName = 112

// errDeviates stops crypto/tls once the ClientHello was read.
var errDeviates = errors.New("the behaviour answers the ClientHello")

// startTLS answers STARTTLS, which never reaches go-smtp (RFC 3207 §4).
func (p *phase) startTLS(argument string) {
	honest := "220 2.0.0 Ready to start TLS"
	switch {
	case strings.TrimSpace(argument) != "" && !p.behaviour.TakesParameter:
		honest = "501 5.5.4 No parameters allowed"
		p.decide(RefusesParameter)
	case p.encrypted:
		honest = "503 5.5.1 TLS is already active"
		p.decide(RefusesSecondTLS)
	case p.met.Certificate == nil:
		honest = "502 5.5.1 STARTTLS is not implemented"
	}
	r := p.reply
	if !positive(honest) {
		r.Text = ""
	}
	begin := code(cmp.Or(r.Text, honest)) == "220"
	if begin && p.in.Buffered() > 0 {
		p.premature()
		if p.behaviour.AnswersInjected {
			r.SameSegment = "250 2.0.0 OK\r\n"
		}
	}
	p.hesitates = p.met.Hesitates || r.SameSegment != "" || r.NextSegment != ""
	p.send("STARTTLS", r, honest)
	p.upgrade = begin && !p.over
	p.later = p.behaviour.TLSAfter250 && code(r.Text) == "250"
}

// premature drops what the client sent behind STARTTLS without waiting for the
// reply: it must not be taken for something said inside TLS (RATK-4,
// RFC 3207 §4: STARTTLS is the last command of a group).
func (c *conn) premature() {
	if c.unexpectedTLS() {
		return
	}
	b, _ := c.in.Peek(c.in.Buffered())
	c.recordBytes(b, true)
	if c.behaviour.ExecutesInjected {
		c.injected = slices.Clone(b)
	} else {
		c.decide(DropsPremature)
	}
	c.in.Discard(len(b))
}

// unexpectedTLS looks for a ClientHello where a command belongs. If it is
// there, it is recorded, and the session ends.
func (c *conn) unexpectedTLS() bool {
	if !c.beginsTLS() {
		return false
	}
	c.unread()
	c.wire.muted = true
	tls.Server(c.wire, c.tlsConfig(func(*ClientHello) error { return errDeviates }, nil)).Handshake()
	c.wire.muted = false
	c.end("by the server, as TLS began where a command was expected")
	c.linger = true
	return true
}

// beginsTLS tells whether a handshake record comes next (RFC 8446 §5.1).
func (c *conn) beginsTLS() bool {
	if b, _ := c.in.Peek(1); len(b) == 0 || b[0] != 0x16 {
		return false
	}
	b, _ := c.in.Peek(2)
	return len(b) == 2 && b[1] == 3
}

// beginsLater begins TLS where the client does, right behind a 250 to STARTTLS (Behaviour.TLSAfter250).
func (p *phase) beginsLater() bool {
	if p.later && p.beginsTLS() {
		p.unread()
		p.upgrade = true
	}
	p.later = false
	return p.upgrade
}

// unread gives back to the wire what was read of it too far.
func (c *conn) unread() {
	b, _ := c.in.Peek(c.in.Buffered())
	c.wire.unread = slices.Clone(b)
}

// handshake does what follows a 220. It reports whether TLS is active.
func (c *conn) handshake() bool {
	var hello *ClientHello
	var sent *tls.Certificate
	deviates := false
	config := c.tlsConfig(func(h *ClientHello) error {
		hello = h
		c.session.wait("the end of the handshake")
		if deviates = c.deviates(h); deviates {
			c.wire.muted = true
			return errDeviates
		}
		return nil
	}, &sent)
	c.wire.tailLen = 0
	c.session.wait("a ClientHello")
	t := tls.Server(c.wire, config)
	err := t.Handshake()
	c.wire.muted = false
	switch {
	case deviates:
		c.deviate(hello)
		return false
	case err != nil:
		c.handshakeFailed(err)
		return false
	}
	c.secured(t, sent)
	return true
}

// tlsConfig is made anew for each connection, as it remembers what happens in
// it: onHello sees the ClientHello and may stop the handshake, sent is the
// certificate chosen.
func (c *conn) tlsConfig(onHello func(*ClientHello) error, sent **tls.Certificate) *tls.Config {
	b := c.behaviour
	config := &tls.Config{
		Time:                   c.server.now,
		MinVersion:             uint16(b.MinVersion),
		MaxVersion:             uint16(b.MaxVersion),
		CipherSuites:           numbers(b.CipherSuites),
		CurvePreferences:       b.Curves,
		ClientAuth:             b.ClientAuth,
		ClientCAs:              c.server.ClientCAs,
		SessionTicketsDisabled: b.NoTickets,
		GetConfigForClient: func(info *tls.ClientHelloInfo) (*tls.Config, error) {
			hello := newClientHello(info)
			c.session.setHello(hello)
			c.event(HelloReceived, hello.String())
			return nil, onHello(hello)
		},
		GetCertificate: func(info *tls.ClientHelloInfo) (*tls.Certificate, error) {
			if info.ServerName != "" && !strings.EqualFold(info.ServerName, c.server.name()) {
				c.decide(TakesAnyName)
			}
			certificate, err := c.met.Certificate(info.ServerName)
			*sent = certificate
			return certificate, err
		},
	}
	if b.ClientAuth >= tls.VerifyClientCertIfGiven {
		config.VerifyConnection = c.server.verifyClient
	}
	if len(b.MutualTLSDomains) > 0 && b.ClientAuth == tls.NoClientCert {
		config.ClientAuth = tls.RequestClientCert
	}
	if config.ClientAuth < tls.VerifyClientCertIfGiven {
		config.ClientCAs = nil // who takes any certificate names no authorities, by which a client would choose (RFC 8446 §4.2.4)
	}
	config.SetSessionTicketKeys([][32]byte{c.server.ticketKey()})
	return config
}

// secured turns the conversation over to TLS.
func (c *conn) secured(t *tls.Conn, sent *tls.Certificate) {
	agreed := t.ConnectionState()
	state := &TLSState{
		Version:          agreed.Version,
		CipherSuite:      agreed.CipherSuite,
		Resumed:          agreed.DidResume,
		ServerName:       agreed.ServerName,
		PeerCertificates: agreed.PeerCertificates,
	}
	if sent != nil {
		state.Certificates, state.leaf = sent.Certificate, sent.Leaf
	}
	c.session.setTLS(state)
	c.event(Handshake, state.String())
	c.tls, c.encrypted, c.heard = t, true, false
	c.in.Reset(io.MultiReader(bytes.NewReader(c.injected), t))
	c.out = t
	c.recognize("")
}

// deviates tells whether the ClientHello is answered by us, not by crypto/tls.
func (c *conn) deviates(h *ClientHello) bool {
	b := c.behaviour
	return b.ServerHello != (Reply{}) || b.SSL2 || b.foreignSuite(h) != 0 || c.alertFor(h) != 0
}

// alertFor is the alert that answers a ClientHello; 0: none.
func (c *conn) alertFor(h *ClientHello) uint8 {
	known := c.behaviour.ServerNames
	same := func(name string) bool { return strings.EqualFold(name, h.ServerName) }
	if len(known) > 0 && !slices.ContainsFunc(known, same) {
		return alertUnrecognizedName
	}
	return c.behaviour.Alert
}

// deviate answers the ClientHello as the behaviour says.
func (c *conn) deviate(h *ClientHello) {
	if alert := c.alertFor(h); alert != 0 {
		c.event(ServerBytes, fmt.Sprintf("TLS alert %d, %s", alert, alertText(tls.AlertError(alert))))
		c.write([]byte{21, 3, 3, 0, 2, 2, alert}, 0) // a fatal alert in a record of its own (RFC 8446 §5.1, §6)
		c.act(Close, "")
		return
	}
	if c.behaviour.SSL2 || c.behaviour.foreignSuite(h) != 0 {
		c.deviateByHand(h)
		return
	}
	c.send("the ClientHello", c.behaviour.ServerHello, "")
	if c.behaviour.ServerHello.Text != "" && !c.over {
		c.listen() // text is no beginning of a record: nobody waits for more of it
	}
	if !c.over {
		c.act(Silence, "after what came in place of the ServerHello")
	}
}

// handshakeFailed records why, and ends the session: nothing can follow in the
// clear (EXCH-13).
func (c *conn) handshakeFailed(err error) {
	alert, behind := c.alertOf(err)
	var header tls.RecordHeaderError
	if errors.As(err, &header) {
		behind = c.wire.last() // what came after 220, or its end
	}
	c.refused(TLSFailure{Reason: err.Error(), Alert: alert})
	if len(behind) > 0 {
		c.recordBytes(behind, false)
	}
	if c.behaviour.PlainAfterFailure {
		c.wire.unread = slices.Clone(c.wire.last())
		return
	}
	c.fail(err)
}

// refusedAfterHandshake records an alert that came as the client's first word
// inside TLS. In TLS 1.3 a client may judge the certificate that late.
func (c *conn) refusedAfterHandshake(err error) {
	if alert, _ := c.alertOf(err); alert != "" {
		c.refused(TLSFailure{Reason: err.Error(), Alert: alert, AfterHandshake: true})
	}
}

func (c *conn) refused(f TLSFailure) {
	if f.Alert != "" && !strings.Contains(f.Reason, f.Alert) {
		f.Reason += " (the client sent the alert " + f.Alert + ")"
	}
	c.session.setFailure(&f)
	c.event(HandshakeFailed, f.Reason)
}

// alertOf is the name of the alert that the client sent, if err comes of one,
// and what came in the clear behind it.
func (c *conn) alertOf(err error) (alert string, behind []byte) {
	var remote *net.OpError
	if errors.As(err, &remote) && remote.Op == "remote error" {
		return alertText(remote.Err), text(behindLastRecord(c.wire.last()))
	}
	return clearAlert(c.wire.last())
}

// clearAlert looks for the last alert record in the clear (RFC 8446 §5.1, §6).
// OpenSSL sends one under TLS 1.3, where crypto/tls only sees a record that it
// cannot decrypt.
func clearAlert(raw []byte) (alert string, behind []byte) {
	for i := len(raw) - 7; i >= 0; i-- {
		r := raw[i:]
		if r[0] == 21 && r[1] == 3 && r[2] <= 4 && r[3] == 0 && r[4] == 2 && (r[5] == 1 || r[5] == 2) && r[6] != 0 {
			return alertText(tls.AlertError(r[6])), r[7:]
		}
	}
	return "", nil
}

// alertText is the alert's name without Go's prefix.
func alertText(alert error) string { return strings.TrimPrefix(alert.Error(), "tls: ") }
