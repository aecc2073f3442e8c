package fakemta_test

import (
	"crypto/tls"
	"fmt"
	"io"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
	"mtalab/internal/exchange2010"
)

// offeringOnly is a ClientHello as bytes that offers these cipher suites alone.
func offeringOnly(tb testing.TB, suites ...uint16) string {
	hello := slices.Clone(clientHello(tb))
	// record header (5), message header (4), version (2), random (32), session identifier with its length
	suitesAt := 5 + 4 + 2 + 32 + 1 + int(hello[43])
	length := int(hello[suitesAt])<<8 | int(hello[suitesAt+1])
	for i := range length / 2 {
		suite := suites[i%len(suites)]
		hello[suitesAt+2+2*i], hello[suitesAt+3+2*i] = byte(suite>>8), byte(suite)
	}
	return string(hello)
}

func TestASuiteThatGoCannotSpeakIsChosenWhereItIsOffered(t *testing.T) {
	t.Parallel()
	const md5, sha = 0x0001, 0x0002 // NULL
	for _, test := range []struct {
		sentence string
		offered  []uint16
		want     string // what the record begins with, and the suite it names
	}{
		{"in the server's order", []uint16{sha, md5}, "ServerHello 0001"},
		{"the only one in common", []uint16{sha}, "ServerHello 0002"},
		{"none in common", []uint16{0x00ff}, "alert 40"},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			s := able(t, &fakemta.Server{})
			s.Behaviour.OffersOnly([]fakemta.Suite{{ID: md5}, {ID: sha}}, tls.VersionTLS10, tls.VersionTLS12)
			silent := make(chan struct{}, 1)
			s.OnSilence = func() { silent <- struct{}{} }
			c := connect(t, start(t, s))
			c.ask("STARTTLS")
			c.say(offeringOnly(t, test.offered...))
			assert.Equal(t, test.want, answer(t, c))
			if test.want[0] == 'S' {
				await(t, silent) // the client took it and waits
			}
			c.Close()
			wait(t, s)
		})
	}
}

// answer reads one record and tells what it is.
func answer(tb testing.TB, c *client) string {
	var header [5]byte
	_, err := io.ReadFull(c.in, header[:])
	require.NoError(tb, err)
	body := make([]byte, int(header[3])<<8|int(header[4]))
	_, err = io.ReadFull(c.in, body)
	require.NoError(tb, err)
	if header[0] == 21 {
		return fmt.Sprintf("alert %d", body[1])
	}
	require.EqualValues(tb, 22, header[0])
	require.EqualValues(tb, 2, body[0])
	at := 4 + 2 + 32
	at += 1 + int(body[at])
	return fmt.Sprintf("ServerHello %02x%02x", body[at], body[at+1])
}

func TestWhatTheServerNamesUnaskedIsRefused(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{Behaviour: fakemta.Behaviour{ForcedSuite: 0x0002}})
	c := connect(t, start(t, s))
	assert.ErrorContains(t, c.startTLS(nil), "server chose an unconfigured cipher suite")
	c.Close()
	wait(t, s)
	session := s.Sessions()[0]
	assert.Equal(t, []string{"a ServerHello with TLS_RSA_WITH_NULL_SHA"}, texts(session, fakemta.ServerBytes))
	require.NotNil(t, session.TLSFailure())
	assert.Equal(t, "handshake failure", session.TLSFailure().Alert)
}

func TestSSL2(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{})
	suite, known := fakemta.SuiteNamed("SSL_CK_RC4_128_WITH_MD5")
	require.True(t, known)
	s.Behaviour.OffersOnly([]fakemta.Suite{suite}, 0, tls.VersionTLS12)
	c := connect(t, start(t, s))
	c.ask("STARTTLS")
	c.say(string(clientHello(t)))
	var header [2]byte
	_, err := io.ReadFull(c.in, header[:])
	require.NoError(t, err)
	message := make([]byte, int(header[0]&0x7f)<<8|int(header[1]))
	_, err = io.ReadFull(c.in, message)
	require.NoError(t, err, "the length is that of the message")
	assert.Equal(t, []byte{4, 0, 1, 0, 2}, message[:5], "SERVER-HELLO, no hit, X.509, version 2")
	certificate, err := s.Certificate("")
	require.NoError(t, err)
	at := 5 + 6
	assert.Equal(t, certificate.Certificate[0], message[at:at+len(certificate.Certificate[0])])
	c.Close()
	wait(t, s)
}

func ExampleBehaviour_OffersOnly() {
	var b fakemta.Behaviour
	b.OffersOnly(exchange2010.WindowsServer2003(), tls.VersionTLS10, tls.VersionTLS10)
	for _, suite := range b.CipherSuites {
		if fakemta.IsSpoken(uint16(suite)) {
			fmt.Println(fakemta.SuiteName(uint16(suite)))
		}
	}
	// Output:
	// TLS_RSA_WITH_RC4_128_SHA
	// TLS_RSA_WITH_3DES_EDE_CBC_SHA
}
