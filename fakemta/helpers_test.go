package fakemta_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
)

// bound ends whatever a test waits for.
const bound = 20 * time.Second

// selfSigned makes a certificate for name, its own authority.
func selfSigned(tb testing.TB, name string) *tls.Certificate {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(tb, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: name},
		DNSNames:     []string{name},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(time.Hour),
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(tb, err)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// able gives s a certificate, so that it offers STARTTLS.
func able(tb testing.TB, s *fakemta.Server) *fakemta.Server {
	certificate := selfSigned(tb, "mta.test")
	s.Certificate = func(string) (*tls.Certificate, error) { return certificate, nil }
	return s
}

// start serves s on a loopback port until the test ends.
func start(tb testing.TB, s *fakemta.Server) (address string) {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(tb, err)
	s.Start(l)
	tb.Cleanup(func() { assert.NoError(tb, s.Close()) })
	return l.Addr().String()
}

// wait returns once no session of s is open.
func wait(tb testing.TB, s *fakemta.Server) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), bound)
	defer cancel()
	require.NoError(tb, s.Wait(ctx))
}

// client is a client that says and sees bytes.
type client struct {
	tb  testing.TB
	raw net.Conn
	net.Conn
	in *bufio.Reader
}

func dial(tb testing.TB, address string) *client {
	tb.Helper()
	c, err := net.DialTimeout("tcp", address, bound)
	require.NoError(tb, err)
	tb.Cleanup(func() { c.Close() })
	require.NoError(tb, c.SetDeadline(time.Now().Add(bound)))
	return &client{tb: tb, raw: c, Conn: c, in: bufio.NewReader(c)}
}

// connect dials and takes the greeting.
func connect(tb testing.TB, address string) *client {
	tb.Helper()
	c := dial(tb, address)
	require.Equal(tb, "220", c.reply()[:3])
	return c
}

func (c *client) say(s string) {
	c.tb.Helper()
	_, err := c.Write([]byte(s))
	require.NoError(c.tb, err)
}

// reply reads a whole reply, with its CRLFs.
func (c *client) reply() string {
	c.tb.Helper()
	var reply strings.Builder
	for {
		line, err := c.in.ReadString('\n')
		require.NoError(c.tb, err)
		reply.WriteString(line)
		if len(line) < 4 || line[3] != '-' {
			return reply.String()
		}
	}
}

// ask says a line and reads the reply.
func (c *client) ask(line string) string {
	c.tb.Helper()
	c.say(line + "\r\n")
	return c.reply()
}

// startTLS asks for TLS and shakes hands, verifying nothing.
func (c *client) startTLS(config *tls.Config) error {
	c.tb.Helper()
	require.Equal(c.tb, "220 2.0.0 Ready to start TLS\r\n", c.ask("STARTTLS"))
	return c.handshake(config)
}

func (c *client) handshake(config *tls.Config) error {
	if config == nil {
		config = &tls.Config{ServerName: "mta.test", InsecureSkipVerify: true}
	}
	t := tls.Client(c.raw, config)
	if err := t.Handshake(); err != nil {
		return err
	}
	c.Conn, c.in = t, bufio.NewReader(t)
	return nil
}

// secure is connect, EHLO and TLS.
func secure(tb testing.TB, address string) *client {
	tb.Helper()
	c := connect(tb, address)
	c.ask("EHLO client.test")
	require.NoError(tb, c.startTLS(nil))
	return c
}

// texts are the texts of the events of one kind.
func texts(s *fakemta.Session, kind fakemta.Kind) []string {
	var list []string
	for _, e := range s.Events() {
		if e.Kind == kind {
			list = append(list, e.Text)
		}
	}
	return list
}

func kinds(s *fakemta.Session) []fakemta.Kind {
	var list []fakemta.Kind
	for _, e := range s.Events() {
		list = append(list, e.Kind)
	}
	return slices.Compact(list)
}
