package fakeclient_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/fakeclient"
)

// bound ends whatever a test waits for.
const bound = 20 * time.Second

// serve lets a server talk to one client, which is returned with the greeting read.
func serve(t *testing.T, patience time.Duration, talk func(net.Conn, *bufio.Reader)) *fakeclient.Client {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		_ = conn.SetDeadline(time.Now().Add(bound))
		talk(conn, bufio.NewReader(conn))
	}()
	conn, err := net.Dial("tcp", listener.Addr().String())
	require.NoError(t, err)
	client := fakeclient.Open(t.Context(), conn, fakeclient.Options{Patience: patience})
	t.Cleanup(func() {
		assert.NoError(t, client.Close())
		assert.NoError(t, listener.Close())
		<-done
	})
	return client
}

// script is a server that says the next of its lines whenever it has read one.
func script(lines ...string) func(net.Conn, *bufio.Reader) {
	return func(conn net.Conn, in *bufio.Reader) {
		for i, line := range lines {
			if i > 0 {
				if _, err := in.ReadString('\n'); err != nil {
					return
				}
			}
			if _, err := conn.Write([]byte(line)); err != nil {
				return
			}
		}
	}
}

func story(c *fakeclient.Client) []string {
	var lines []string
	for _, event := range c.Events()[1:] { // the first has a port
		lines = append(lines, event.String())
	}
	return lines
}

func TestEveryLineIsRemembered(t *testing.T) {
	t.Parallel()
	c := serve(t, 0, script("220 hello\r\n", "250-a\r\n250 B\r\n", "5"+"\x01x\r\n", "221 bye\r\n"))
	assert.Equal(t, []string{"B"}, c.Say("EHLO me").Capabilities())
	assert.Empty(t, c.Say("NOOP").Code(), "that is no reply")
	c.Quit()
	assert.False(t, c.Say("NOOP").Positive())
	assert.Equal(t, []string{"S 220 hello", "C EHLO me", "S 250-a", "S 250 B", "C NOOP", `S 5\x01x`, "C QUIT", "S 221 bye",
		"closed by the listener", "not said NOOP"}, story(c))
	assert.Equal(t, "EHLO", c.Replies()[1].Verb())
}

func TestRepliesBeyondTheLastCommandAreRead(t *testing.T) {
	t.Parallel()
	c := serve(t, 0, script("220 hello\r\n", "250 one\r\n250 two\r\n221 bye\r\n"))
	c.Quit()
	replies := c.Replies()
	require.Len(t, replies, 4)
	assert.Equal(t, "QUIT", replies[1].Verb())
	assert.Empty(t, replies[2].To)
	assert.Empty(t, replies[3].To)
}

func TestNothingHangs(t *testing.T) {
	t.Parallel()
	until := func(conn net.Conn, in *bufio.Reader) { _, _ = in.ReadString('X') }
	c := serve(t, 50*time.Millisecond, func(conn net.Conn, in *bufio.Reader) {
		_, _ = conn.Write([]byte("220 hello\r\n"))
		until(conn, in)
	})
	assert.Empty(t, c.Say("NOOP").Code())
	assert.Contains(t, story(c), "closed after 50ms of waiting for the answer to NOOP")
	c.Handshake(&tls.Config{})
	assert.Empty(t, c.Refusal(), "no handshake was begun")

	ctx, cancel := context.WithCancel(t.Context())
	near, far := net.Pipe()
	defer far.Close()
	cancel()
	stopped := fakeclient.Open(ctx, near, fakeclient.Options{})
	assert.Contains(t, story(stopped), "closed by the laboratory, while waiting for the answer to nothing")
	require.NoError(t, stopped.Close())
}

func TestAnEndlessLineEndsTheSession(t *testing.T) {
	t.Parallel()
	c := serve(t, 0, func(conn net.Conn, _ *bufio.Reader) {
		_, _ = conn.Write([]byte(strings.Repeat("x", 1<<17)))
	})
	assert.Contains(t, story(c), "closed by the client, as a line never ends")
}

func TestOneSegment(t *testing.T) {
	t.Parallel()
	segment := make(chan string, 1)
	c := serve(t, 0, func(conn net.Conn, _ *bufio.Reader) {
		_, _ = conn.Write([]byte("220 hello\r\n"))
		buffer := make([]byte, 1000)
		n, _ := conn.Read(buffer)
		segment <- string(buffer[:n])
		_, _ = conn.Write([]byte("250 one\r\n220 go on\r\n"))
	})
	c.Send("NOOP\r\nSTARTTLS\r\nMAIL FROM:<x@y.test>\r\nNO")
	assert.Equal(t, "NOOP\r\nSTARTTLS\r\nMAIL FROM:<x@y.test>\r\nNO", <-segment)
	assert.Equal(t, []string{"S 220 hello", "C NOOP", "C STARTTLS", "C MAIL FROM:<x@y.test>", "C NO", "S 250 one", "S 220 go on"}, story(c))
}

func TestBytesInPlaceOfTLS(t *testing.T) {
	t.Parallel()
	c := serve(t, 0, script("220 hello\r\n", "220 go on\r\n250 injected\r\n"))
	c.StartTLS(&tls.Config{InsecureSkipVerify: true})
	assert.Nil(t, c.TLS())
	assert.Equal(t, "no TLS came", c.Refusal())
	assert.Contains(t, story(c), "S bytes 250 i…")
}

func TestAnAlertInTheClearIsNoReply(t *testing.T) {
	t.Parallel()
	c := serve(t, 0, script("220 hello\r\n", "220 go on\r\n", "\x15\x03\x03\x00\x02\x02\x46"+"250 as if nothing had happened\r\n"))
	c.Say("STARTTLS")
	assert.Equal(t, "250", c.Say("NOOP").Code())
	assert.Contains(t, story(c), "S bytes TLS alert protocol version not supported")
}

func TestARefusalAfterTheHandshake(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"mta.test"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	for _, refuses := range []bool{false, true} {
		config := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
		if refuses {
			config.ClientAuth = tls.RequireAnyClientCert
		}
		c := serve(t, 0, func(conn net.Conn, in *bufio.Reader) {
			script("220 hello\r\n", "220 go on\r\n")(conn, in)
			inside := tls.Server(conn, config)
			if inside.Handshake() == nil {
				script("", "221 bye\r\n")(inside, bufio.NewReader(inside))
			}
		})
		c.StartTLS(&tls.Config{InsecureSkipVerify: true})
		c.Quit()
		if refuses {
			assert.Nil(t, c.TLS())
			assert.Equal(t, "certificate required", c.Refusal())
		} else {
			require.NotNil(t, c.TLS())
			assert.True(t, c.Replies()[2].Encrypted)
			assert.Equal(t, "mta.test", c.TLS().PeerCertificates[0].DNSNames[0])
		}
	}
}

func TestAMessage(t *testing.T) {
	t.Parallel()
	c := serve(t, 0, script("220 hello\r\n", "250 ok\r\n", "250 ok\r\n", "354 go on\r\n", "", "", "", "250 taken\r\n", "550 no\r\n"))
	delivery := c.Mail("a@b.test", "c@d.test", []byte("Subject: x\r\n\r\n.\r\n"))
	assert.True(t, delivery.Accepted)
	assert.Equal(t, "250 taken", delivery.Reply.Last())
	assert.False(t, c.Mail("a@b.test", "c@d.test", nil).Accepted)
	require.Len(t, c.Deliveries(), 2)
	assert.Equal(t, "550 no", c.Deliveries()[1].Reply.Last())
}

func TestThePasswordIsNotInTheRecord(t *testing.T) {
	t.Parallel()
	c := serve(t, 0, script("220 hello\r\n", "235 welcome\r\n"))
	assert.Equal(t, "235", c.Authenticate("ann", "secret").Code())
	assert.Contains(t, story(c), "C AUTH PLAIN (ann and a password)")
}
