package fakemta_test

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/smtp"
	"sync"
	"testing"

	gosmtp "github.com/emersion/go-smtp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
)

// send delivers one message with net/smtp, over TLS unless config is nil.
func send(address string, config *tls.Config, body string) error {
	c, err := smtp.Dial(address)
	if err != nil {
		return fmt.Errorf("dialling: %w", err)
	}
	defer c.Close()
	if err := c.Hello("client.test"); err != nil {
		return fmt.Errorf("saying EHLO: %w", err)
	}
	if config != nil {
		if err := c.StartTLS(config); err != nil {
			return fmt.Errorf("starting TLS: %w", err)
		}
	}
	w, err := envelope(c)
	if err != nil {
		return err
	}
	_, err = w.Write([]byte(body))
	return errors.Join(err, w.Close(), c.Quit())
}

// envelope gives the envelope and returns what takes the data.
func envelope(c *smtp.Client) (io.WriteCloser, error) {
	if err := c.Mail("alice@client.test"); err != nil {
		return nil, fmt.Errorf("MAIL: %w", err)
	}
	for _, to := range []string{"bob@mta.test", "carol@mta.test"} {
		if err := c.Rcpt(to); err != nil {
			return nil, fmt.Errorf("RCPT: %w", err)
		}
	}
	return c.Data()
}

func TestHonestServerTakesAMessage(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		config *tls.Config
		want   uint16
	}{
		{"in the clear", nil, 0},
		{"over TLS 1.2", &tls.Config{InsecureSkipVerify: true, ServerName: "mx.test", MaxVersion: tls.VersionTLS12}, tls.VersionTLS12},
		{"over TLS 1.3", &tls.Config{InsecureSkipVerify: true, ServerName: "mx.test"}, tls.VersionTLS13},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := able(t, &fakemta.Server{})
			require.NoError(t, send(start(t, s), test.config, "Subject: x\r\n\r\n.dot\r\n"))
			wait(t, s)

			session := s.Sessions()[0]
			assert.Equal(t, []fakemta.Message{{
				From: "alice@client.test", To: []string{"bob@mta.test", "carol@mta.test"},
				Data: []byte("Subject: x\r\n\r\n.dot\r\n"), Size: 20, Hello: "client.test",
				Encrypted: test.config != nil, Accepted: true,
			}}, session.Messages())
			if test.config == nil {
				assert.Nil(t, session.TLS())
				assert.Nil(t, session.Hello())
				return
			}
			assert.Equal(t, test.want, session.TLS().Version)
			assert.Equal(t, "mx.test", session.TLS().ServerName)
			assert.Equal(t, "mx.test", session.Hello().ServerName)
			assert.Contains(t, session.TLS().String(), "server name mx.test, CN=mta.test, DNS mta.test")
			assert.Nil(t, session.TLSFailure())
		})
	}
}

func TestTranscriptHasEveryLineInOrder(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{Name: "mx1.example.com"})
	require.NoError(t, send(start(t, s), &tls.Config{InsecureSkipVerify: true}, "x\r\n"))
	wait(t, s)
	assert.Equal(t, []string{
		"S 220 mx1.example.com ESMTP Service Ready",
		"C EHLO client.test",
		"S 250-mx1.example.com", "S 250-PIPELINING", "S 250-8BITMIME", "S 250-SIZE 10485760", "S 250-ENHANCEDSTATUSCODES", "S 250 STARTTLS",
		"C STARTTLS",
		"S 220 2.0.0 Ready to start TLS",
		"C EHLO client.test",
		"S 250-mx1.example.com", "S 250-PIPELINING", "S 250-8BITMIME", "S 250-SIZE 10485760", "S 250 ENHANCEDSTATUSCODES",
		"C MAIL FROM:<alice@client.test> BODY=8BITMIME",
		"S 250 2.0.0 Roger, accepting mail from <alice@client.test>",
		"C RCPT TO:<bob@mta.test>",
		"S 250 2.0.0 I'll make sure <bob@mta.test> gets this",
		"C RCPT TO:<carol@mta.test>",
		"S 250 2.0.0 I'll make sure <carol@mta.test> gets this",
		"C DATA",
		"S 354 Go ahead. End your data with <CR><LF>.<CR><LF>",
		"S 250 2.0.0 OK: queued",
		"C QUIT",
		"S 221 2.0.0 Bye",
	}, s.Sessions()[0].Lines())
	assert.Equal(t, []fakemta.Kind{
		fakemta.Opened, fakemta.ServerLine, fakemta.ClientLine, fakemta.ServerLine, fakemta.ClientLine, fakemta.ServerLine,
		fakemta.HelloReceived, fakemta.Handshake,
		fakemta.ClientLine, fakemta.ServerLine, fakemta.ClientLine, fakemta.ServerLine, fakemta.ClientLine, fakemta.ServerLine,
		fakemta.ClientLine, fakemta.ServerLine, fakemta.ClientLine, fakemta.ServerLine,
		fakemta.MessageReceived, fakemta.ServerLine, fakemta.ClientLine, fakemta.ServerLine, fakemta.Closed,
	}, kinds(s.Sessions()[0]))
	encrypted := false
	for _, e := range s.Sessions()[0].Events() {
		assert.Equal(t, encrypted, e.Encrypted, e)
		encrypted = encrypted || e.Kind == fakemta.Handshake
	}
}

func TestGoSMTPClientDelivers(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{})
	c, err := gosmtp.DialStartTLS(start(t, s), &tls.Config{InsecureSkipVerify: true})
	require.NoError(t, err)
	require.NoError(t, c.Mail("", nil))
	require.NoError(t, c.Rcpt("bob@mta.test", nil))
	w, err := c.Data()
	require.NoError(t, err)
	_, err = w.Write([]byte("hello\r\n"))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	require.NoError(t, c.Quit())
	wait(t, s)
	assert.True(t, s.Sessions()[0].Messages()[0].Accepted)
	assert.Empty(t, s.Sessions()[0].Messages()[0].From)
}

func TestManyClientsAtOnce(t *testing.T) {
	t.Parallel()
	const n = 40
	s := able(t, &fakemta.Server{})
	address := start(t, s)
	var clients sync.WaitGroup
	for i := range n {
		clients.Go(func() {
			assert.NoError(t, send(address, &tls.Config{InsecureSkipVerify: true}, fmt.Sprintln("message", i)))
		})
	}
	clients.Wait()
	wait(t, s)
	seen := map[string]bool{}
	for i, session := range s.Sessions() {
		assert.Equal(t, i+1, session.Number())
		require.Len(t, session.Messages(), 1)
		seen[string(session.Messages()[0].Data)] = true
	}
	assert.Len(t, seen, n)
}
