package fakemta_test

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"strings"
	"testing"

	gosmtp "github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
)

// deliver is a client that costs as little as can be.
func deliver(b *testing.B, address string, config *tls.Config) {
	raw, err := net.Dial("tcp", address)
	require.NoError(b, err)
	defer raw.Close()
	c := &client{tb: b, raw: raw, Conn: raw, in: bufio.NewReader(raw)}
	c.reply()
	c.ask("EHLO a")
	if config != nil {
		c.ask("STARTTLS")
		require.NoError(b, c.handshake(config))
		c.ask("EHLO a")
	}
	c.ask("MAIL FROM:<a@b.test>")
	c.ask("RCPT TO:<c@mta.test>")
	c.ask("DATA")
	c.ask(body)
	c.ask("QUIT")
}

var body = strings.Repeat(strings.Repeat("x", 76)+"\r\n", 26) + "."

func BenchmarkDelivery(b *testing.B) {
	for name, config := range map[string]*tls.Config{"plain": nil, "tls": {InsecureSkipVerify: true}} {
		b.Run("fakemta/"+name, func(b *testing.B) {
			b.ReportAllocs()
			s := able(b, &fakemta.Server{})
			address := start(b, s)
			for b.Loop() {
				deliver(b, address, config)
			}
			wait(b, s)
		})
		b.Run("gosmtp/"+name, func(b *testing.B) {
			b.ReportAllocs()
			s := gosmtp.NewServer(gosmtp.BackendFunc(func(*gosmtp.Conn) (gosmtp.Session, error) { return discard{}, nil }))
			s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{*selfSigned(b, "mta.test")}}
			l, err := net.Listen("tcp", "127.0.0.1:0")
			require.NoError(b, err)
			go s.Serve(l)
			defer s.Close()
			for b.Loop() {
				deliver(b, l.Addr().String(), config)
			}
		})
	}
}

// discard is a go-smtp session that keeps nothing.
type discard struct{}

func (discard) Reset()                                 {}
func (discard) Logout() error                          { return nil }
func (discard) Mail(string, *gosmtp.MailOptions) error { return nil }
func (discard) Rcpt(string, *gosmtp.RcptOptions) error { return nil }
func (discard) Data(r io.Reader) error                 { _, err := io.Copy(io.Discard, r); return err }
