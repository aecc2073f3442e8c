package fakemta

import (
	"crypto/rand"
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"slices"
)

// foreignSuite is the cipher suite that the ServerHello names although crypto/tls cannot speak it: the forced
// one, or the first of CipherSuites that the client offers, if it offers none of them that crypto/tls can
// speak. 0: none, and crypto/tls answers.
func (b *Behaviour) foreignSuite(h *ClientHello) uint16 {
	if b.ForcedSuite != 0 {
		return uint16(b.ForcedSuite)
	}
	chosen := uint16(0)
	for _, suite := range numbers(b.CipherSuites) {
		switch {
		case !slices.Contains(h.CipherSuites, suite):
		case IsSpoken(suite):
			return 0
		case chosen == 0:
			chosen = suite
		}
	}
	return chosen
}

// IsSpoken tells whether crypto/tls has a cipher suite, be it only on demand.
func IsSpoken(suite uint16) bool {
	return slices.ContainsFunc(slices.Concat(tls.CipherSuites(), tls.InsecureCipherSuites()), func(s *tls.CipherSuite) bool {
		return s.ID == suite
	})
}

// deviateByHand answers the ClientHello with a message that crypto/tls does not make. Nothing can follow it:
// a client that takes it waits, any other ends the session.
func (c *conn) deviateByHand(h *ClientHello) {
	what, taken := "a SERVER-HELLO of SSL 2.0", false
	answer, err := []byte(nil), error(nil)
	if suite := c.behaviour.foreignSuite(h); c.behaviour.SSL2 {
		answer, err = c.ssl2Hello(h)
	} else {
		what, taken = "a ServerHello with "+SuiteName(suite), slices.Contains(h.CipherSuites, suite)
		answer = serverHello(suite)
	}
	if err != nil {
		c.fail(err)
		return
	}
	c.event(ServerBytes, what)
	c.write(answer, 0)
	if taken {
		c.act(Silence, "after "+what)
	}
	c.refusedBy(what)
	c.drain()
}

// refusedBy records the alert with which the client ends the handshake, if it sends one.
func (c *conn) refusedBy(what string) {
	if c.over || !c.await("the client to refuse "+what) {
		return
	}
	b, _ := c.in.Peek(c.in.Buffered())
	alert, behind := clearAlert(b)
	if alert != "" {
		c.refused(TLSFailure{Reason: "the client refuses " + what, Alert: alert})
		c.in.Discard(len(b) - len(behind))
	}
}

// serverHello is a record with the ServerHello of TLS 1.2 (RFC 5246 §7.4.1.3): no session identifier, no
// compression, no extensions.
func serverHello(suite uint16) []byte {
	var random [32]byte
	rand.Read(random[:])
	body := append([]byte{3, 3}, random[:]...)
	body = append(body, 0)
	body = binary.BigEndian.AppendUint16(body, suite)
	body = append(body, 0)
	message := append([]byte{2, 0, 0, byte(len(body))}, body...)
	return append([]byte{22, 3, 3, 0, byte(len(message))}, message...)
}

// ssl2Ciphers are SSL_CK_RC4_128_WITH_MD5 and SSL_CK_DES_192_EDE3_CBC_WITH_MD5.
var ssl2Ciphers = []byte{1, 0, 0x80, 7, 0, 0xc0}

// ssl2Hello is a record with the SERVER-HELLO of SSL 2.0 (draft-hickman-netscape-ssl-00): no session hit, an
// X.509 certificate, version 2. A server of that time read the ClientHello of its own version only, so this
// is what it would say if it could read ours.
func (c *conn) ssl2Hello(h *ClientHello) ([]byte, error) {
	certificate, err := c.met.Certificate(h.ServerName)
	if err != nil {
		return nil, fmt.Errorf("finding the certificate: %w", err)
	}
	var connection [16]byte
	rand.Read(connection[:])
	leaf := certificate.Certificate[0]
	message := []byte{4, 0, 1, 0, 2}
	for _, part := range [][]byte{leaf, ssl2Ciphers, connection[:]} {
		message = binary.BigEndian.AppendUint16(message, uint16(len(part)))
	}
	message = slices.Concat(message, leaf, ssl2Ciphers, connection[:])
	return append([]byte{0x80 | byte(len(message)>>8), byte(len(message))}, message...), nil
}
