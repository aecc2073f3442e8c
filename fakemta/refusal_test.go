package fakemta_test

import (
	"crypto/tls"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
)

func TestPlaintextAfter220IsRecorded(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{})
	c := connect(t, start(t, s))
	c.ask("STARTTLS")
	c.say("EHLO again\r\n")
	rest, err := io.ReadAll(c.in)
	assert.NoError(t, err)
	assert.Empty(t, rest)
	c.Close()
	wait(t, s)
	session := s.Sessions()[0]
	assert.Equal(t, "C EHLO again", session.Lines()[len(session.Lines())-1])
	assert.Contains(t, session.TLSFailure().Reason, "does not look like a TLS handshake")
}

func TestClientThatGoesOnInTheClearIsHeardOut(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{Behaviour: fakemta.Behaviour{Alert: 40}})
	c := connect(t, start(t, s))
	require.Error(t, c.startTLS(nil))
	c.say("MAIL FROM:<a@b.test>\r\n")
	c.Close()
	wait(t, s)
	assert.Contains(t, s.Sessions()[0].Lines(), "C MAIL FROM:<a@b.test>")
	assert.Equal(t, []string{"by the server"}, texts(s.Sessions()[0], fakemta.Closed))
}

func TestBytesAfter220AreRecorded(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{})
	c := connect(t, start(t, s))
	c.ask("STARTTLS")
	c.say("\x00\x01\x02\x03\x04\x05")
	_, err := io.ReadAll(c.in)
	require.NoError(t, err)
	c.Close()
	wait(t, s)
	assert.Equal(t, []string{`\x00\x01\x02\x03\x04\x05`}, texts(s.Sessions()[0], fakemta.ClientBytes))
}

func TestManyBytesAreRecordedInPart(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{Behaviour: plain("EHLO", fakemta.Reply{Instead: fakemta.Silence})})
	c := pipe(t, s)
	segment(t, c)
	say(t, c, "EHLO a\r\n")
	say(t, c, strings.Repeat("x", 1000))
	c.Close()
	wait(t, s)
	assert.Equal(t, []string{strings.Repeat("x", 64) + "… (1000 bytes)"}, texts(s.Sessions()[0], fakemta.ClientBytes))
}

func TestClientThatRefusesTheCertificateIsHeard(t *testing.T) {
	t.Parallel()
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		s := able(t, &fakemta.Server{})
		c := connect(t, start(t, s))
		require.Error(t, c.startTLS(&tls.Config{ServerName: "mta.test", MaxVersion: version}))
		c.Close()
		wait(t, s)
		session := s.Sessions()[0]
		require.NotNil(t, session.TLSFailure())
		assert.Equal(t, "bad certificate", session.TLSFailure().Alert)
		assert.False(t, session.TLSFailure().AfterHandshake)
		assert.Equal(t, []string{"remote error: tls: bad certificate"}, texts(session, fakemta.HandshakeFailed))
		assert.Equal(t, []string{"by the client, with a TLS alert: bad certificate"}, texts(session, fakemta.Closed))
		assert.Nil(t, session.TLS())
	}
}

// corrupter changes a byte of all that the client receives once it is told to.
type corrupter struct {
	net.Conn
	active bool
}

func (c *corrupter) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if c.active && n > 10 {
		b[10] ^= 1
	}
	return n, err
}

func TestAlertAsFirstWordInsideTLSIsARefusal(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{})
	c := connect(t, start(t, s))
	c.ask("STARTTLS")
	raw := &corrupter{Conn: c.raw}
	config := trusting()
	config.ClientSessionCache = tls.NewLRUClientSessionCache(1) // else no ticket comes
	client := tls.Client(raw, config)
	require.NoError(t, client.Handshake())
	raw.active = true
	_, err := client.Read(make([]byte, 1)) // the ticket, which cannot be decrypted: the client sends an alert
	require.ErrorContains(t, err, "bad record MAC")
	c.Close()
	wait(t, s)
	session := s.Sessions()[0]
	assert.NotNil(t, session.TLS(), "the server took the handshake for done")
	require.NotNil(t, session.TLSFailure())
	assert.Equal(t, "bad record MAC", session.TLSFailure().Alert)
	assert.True(t, session.TLSFailure().AfterHandshake)
}

func TestLaterAlertIsNoRefusal(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{})
	c := connect(t, start(t, s))
	c.ask("STARTTLS")
	raw := &corrupter{Conn: c.raw}
	client := tls.Client(raw, trusting())
	require.NoError(t, client.Handshake())
	raw.active = true
	client.Write([]byte("NOOP\r\n"))
	_, err := client.Read(make([]byte, 1))
	require.ErrorContains(t, err, "bad record MAC")
	c.Close()
	wait(t, s)
	assert.Nil(t, s.Sessions()[0].TLSFailure())
	assert.Equal(t, []string{"by the client, with a TLS alert: bad record MAC"}, texts(s.Sessions()[0], fakemta.Closed))
}

func TestAlertInTheClearUnderTLS13IsDecoded(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{})
	c := connect(t, start(t, s))
	c.ask("STARTTLS")
	c.say(string(clientHello(t)))
	_, err := c.in.Peek(1) // the ServerHello
	require.NoError(t, err)
	c.say("\x15\x03\x03\x00\x02\x02\x30QUIT\r\n") // as swaks does
	_, err = io.ReadAll(c.in)
	require.NoError(t, err)
	c.Close()
	wait(t, s)
	require.NotNil(t, s.Sessions()[0].TLSFailure())
	assert.Equal(t, "unknown certificate authority", s.Sessions()[0].TLSFailure().Alert)
	assert.Contains(t, s.Sessions()[0].TLSFailure().Reason, "the client sent the alert unknown certificate authority")
	assert.Contains(t, s.Sessions()[0].Lines(), "C QUIT")
}
