package fakemta_test

import (
	"crypto/tls"
	"io"
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
)

// alert is a fatal TLS alert in the clear: decode_error, with which OpenSSL answers the end of a connection.
const alert = "\x15\x03\x03\x00\x02\x02\x32"

func TestWhatIsSaidToAServerThatHasClosedIsSeen(t *testing.T) {
	t.Parallel()
	closes := fakemta.Behaviour{ServerHello: fakemta.Reply{Instead: fakemta.Close}}
	for name, segments := range map[string][]string{
		"in a segment of its own":             {"EHLO a\r\n"},
		"in the segment of an alert":          {alert + "EHLO a\r\n"},
		"behind an alert":                     {alert, "EHLO a\r\n"},
		"in the middle of an alert":           {alert[:3], alert[3:] + "EHLO a\r\n"},
		"in several segments":                 {"EH", "LO ", "a\r", "\n"},
		"in several segments behind an alert": {alert + "E", "HLO a\r\n"},
		"before something else":               {"EHLO a\r\n\x00\x01\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := able(t, &fakemta.Server{Behaviour: closes})
			c := connect(t, start(t, s))
			require.Error(t, c.startTLS(nil))
			for _, segment := range segments {
				c.say(segment)
			}
			c.leave()
			wait(t, s)
			said := texts(s.Sessions()[0], fakemta.ClientLine)
			assert.Equal(t, "EHLO a", said[len(said)-1])
		})
	}
}

func TestWhatIsSaidInTheClearBehindAnAlertIsSeen(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{})
	c := connect(t, start(t, s))
	require.Error(t, c.startTLS(&tls.Config{ServerName: "mta.test", MaxVersion: tls.VersionTLS12}), "it does not trust the certificate")
	c.say("MAIL FROM:<a@b.test>\r\n")
	c.leave()
	wait(t, s)
	assert.Contains(t, texts(s.Sessions()[0], fakemta.ClientLine), "MAIL FROM:<a@b.test>")
}

func TestWhatIsSaidInTheClearAfterTLSHasEndedIsSeen(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{Behaviour: encrypted("MAIL", fakemta.Reply{Instead: fakemta.Close})})
	c := secure(t, start(t, s))
	c.ask("EHLO a")
	c.say("MAIL FROM:<a@b.test>\r\n")
	c.say("RCPT TO:<c@mta.test>\r\n")
	_, err := c.raw.Write([]byte("QUIT\r\n"))
	require.NoError(t, err)
	c.leave()
	wait(t, s)
	var last []fakemta.Event
	for _, event := range s.Sessions()[0].Events() {
		if event.Kind == fakemta.ClientLine {
			last = append(last, event)
		}
	}
	last = last[len(last)-2:]
	assert.Equal(t, fakemta.Event{Kind: fakemta.ClientLine, Encrypted: true, Text: "RCPT TO:<c@mta.test>"}, last[0])
	assert.Equal(t, fakemta.Event{Kind: fakemta.ClientLine, Text: "QUIT"}, last[1], "it is in the clear")
}

// leave ends a connection as an orderly client does: all that it has said arrives.
func (c *client) leave() {
	c.tb.Helper()
	require.NoError(c.tb, c.raw.(*net.TCPConn).CloseWrite())
	_, err := io.ReadAll(c.raw)
	require.NoError(c.tb, err)
	c.raw.Close()
}
