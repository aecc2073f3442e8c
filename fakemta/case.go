package fakemta

import (
	"crypto/tls"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// ClientCertificate is what a client shows of itself inside TLS.
type ClientCertificate string

// What a client may show. Trusted is a certificate for clients that leads to Server.ClientCAs and is valid now; any other is Untrusted.
const (
	NoCertificate ClientCertificate = "none"
	Trusted       ClientCertificate = "trusted"
	Untrusted     ClientCertificate = "untrusted"
)

// Case is how a server is towards some clients, from the moment on at which it knows them: by one of Hello and Certificate.
// What a client said before TLS counts for nothing inside it (RFC 3207 §4.2).
type Case struct {
	// Hello is the name that the client gives in EHLO or HELO, compared without case and final dot. It is known when
	// the command is answered.
	Hello string `json:"hello,omitzero"`
	// Certificate is what the client shows in the handshake. It is known when that is done.
	Certificate ClientCertificate `json:"certificate,omitzero"`
	// Named, if set, is a name that the Trusted certificate has.
	Named string `json:"named,omitzero"`
	// Behaviour is met in place of the other one, and has no cases of its own.
	Behaviour Behaviour `json:"behaviour,omitzero"`
}

// String says which clients are meant: "clients that say EHLO a.example".
func (c *Case) String() string {
	switch {
	case c.Hello != "":
		return "clients that say EHLO " + c.Hello
	case c.Certificate == NoCertificate:
		return "clients without a certificate"
	case c.Certificate == Untrusted:
		return "clients with an untrusted certificate"
	case c.Named != "":
		return "clients with a trusted certificate for " + c.Named
	}
	return "clients with a trusted certificate"
}

// ErrTooEarly is of a Case that changes what comes before its client is known.
var ErrTooEarly = errors.New("this comes before the server knows whom it speaks with")

// Check says what is wrong with a case.
func (c *Case) Check() error {
	switch {
	case (c.Hello == "") == (c.Certificate == ""):
		return errors.New("want a name in EHLO, or what certificate a client shows: one of the two")
	case c.Certificate != "" && c.Certificate != NoCertificate && c.Certificate != Trusted && c.Certificate != Untrusted:
		return fmt.Errorf("unknown word %q: want one of %s, %s, %s", c.Certificate, NoCertificate, Trusted, Untrusted)
	case c.Named != "" && c.Certificate != Trusted:
		return fmt.Errorf("the name %q: want a trusted certificate, which alone counts for a name", c.Named)
	case len(c.Behaviour.Cases) > 0:
		return errors.New("a case within a case")
	case !reflect.ValueOf(c.early()).IsZero():
		return ErrTooEarly
	}
	return nil
}

// CheckCases says what is wrong with the Cases.
func (b *Behaviour) CheckCases() error {
	for i := range b.Cases {
		one := &b.Cases[i]
		if err := one.Check(); err != nil {
			return fmt.Errorf("%s: %w", one, err)
		}
		if one.Certificate != "" && b.ClientAuth == tls.NoClientCert && len(b.MutualTLSDomains) == 0 {
			return fmt.Errorf("%s: the server asks no client for a certificate", one)
		}
	}
	return nil
}

// early is the part of a case that comes before its client is known.
func (c *Case) early() Behaviour {
	early := c.Behaviour
	if c.Hello != "" {
		return Behaviour{Plain: Dialogue{Greeting: early.Plain.Greeting}, Encrypted: Dialogue{Greeting: early.Encrypted.Greeting}}
	}
	early.Encrypted, early.SegmentSize, early.SMTPUTF8, early.NoCloseNotify = Dialogue{}, 0, false, false
	return early
}

// recognize goes on by what is known of the client: the name that it has given, "" if none, and inside TLS its certificate.
// Of several cases that fit, the last one holds.
func (c *conn) recognize(hello string) {
	fits := c.met.Behaviour
	var why *Case
	for i := range c.met.Behaviour.Cases {
		if one := &c.met.Behaviour.Cases[i]; c.is(one, hello) {
			fits, why = &one.Behaviour, one
		}
	}
	known := c.behaviour == fits
	c.behaviour = fits
	c.session.setBehaviour(fits)
	if why != nil && !known {
		c.event(Recognized, "as "+why.String())
	}
}

// hearHello recognizes the client by the name in its EHLO or HELO, if that is what it says.
func (p *phase) hearHello(name string) {
	if len(p.met.Behaviour.Cases) == 0 || p.verb != "EHLO" && p.verb != "HELO" {
		return
	}
	p.recognize(strings.TrimSpace(name))
	p.dialogue = p.behaviour.dialogue(p.encrypted)
	p.offer()
}

// is says whether a case is that of the client.
func (c *conn) is(one *Case, hello string) bool {
	if one.Hello != "" {
		return hello != "" && strings.EqualFold(strings.TrimSuffix(hello, "."), strings.TrimSuffix(one.Hello, "."))
	}
	if c.tls == nil {
		return false
	}
	shown := c.tls.ConnectionState().PeerCertificates
	if len(shown) == 0 {
		return one.Certificate == NoCertificate
	}
	_, err := c.server.pathsOf(shown)
	if trusted := err == nil; !trusted || one.Certificate != Trusted {
		return !trusted && one.Certificate == Untrusted
	}
	return one.Named == "" || shown[0].VerifyHostname(one.Named) == nil
}
