package fakemta_test

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
)

func TestSTARTTLSIsRefusedWhereItDoesNotBelong(t *testing.T) {
	t.Parallel()
	able := able(t, &fakemta.Server{})
	address := start(t, able)
	assert.Equal(t, "501 5.5.4 No parameters allowed\r\n", connect(t, address).ask("STARTTLS now"))
	assert.Equal(t, "503 5.5.1 TLS is already active\r\n", secure(t, address).ask("STARTTLS"))
	unable := start(t, &fakemta.Server{})
	c := connect(t, unable)
	assert.NotContains(t, c.ask("EHLO a"), "STARTTLS")
	assert.Equal(t, "502 5.5.1 STARTTLS is not implemented\r\n", c.ask("STARTTLS"))
	assert.Equal(t, "250", c.ask("NOOP")[:3])
}

func TestHiddenSTARTTLSStillWorks(t *testing.T) {
	t.Parallel()
	c := connect(t, start(t, able(t, &fakemta.Server{Behaviour: offering("SIZE")})))
	assert.NotContains(t, c.ask("EHLO a"), "STARTTLS")
	assert.NoError(t, c.startTLS(nil))
}

func TestSessionStartsAfreshInsideTLS(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{})
	c := connect(t, start(t, s))
	c.ask("EHLO a")
	c.ask("MAIL FROM:<a@b.test>")
	require.NoError(t, c.startTLS(nil))
	assert.Equal(t, "503 5.5.1 Please introduce yourself first.\r\n", c.ask("MAIL FROM:<a@b.test>"))
	c.ask("EHLO a")
	assert.Equal(t, "503", c.ask("RCPT TO:<c@mta.test>")[:3], "MAIL was forgotten (RFC 3207 §4.2)")
}

func TestHandshakeWorksAfterEvery220(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"220-a\n220 b", "220", "220 "} {
		c := connect(t, start(t, able(t, &fakemta.Server{Behaviour: plain("STARTTLS", fakemta.Reply{Text: text, SegmentSize: 2})})))
		c.ask("STARTTLS")
		require.NoError(t, c.handshake(nil))
		assert.Equal(t, "250", c.ask("NOOP")[:3])
	}
}

func TestNothingIsSaidInsideTLSBeforeTheClientSpeaks(t *testing.T) {
	t.Parallel()
	c := secure(t, start(t, able(t, &fakemta.Server{})))
	assert.Equal(t, "250-mta.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SIZE 10485760\r\n250 ENHANCEDSTATUSCODES\r\n", c.ask("EHLO a"))
}

func TestSecondBannerInsideTLS(t *testing.T) {
	t.Parallel()
	c := secure(t, start(t, able(t, &fakemta.Server{Behaviour: fakemta.Behaviour{
		Encrypted: fakemta.Dialogue{Greeting: fakemta.Reply{Text: "220 mta.test again"}},
	}})))
	assert.Equal(t, "220 mta.test again\r\n", c.reply())
	assert.Equal(t, "250", c.ask("EHLO a")[:3])
}

func TestConnectionEndsRightAfterTheHandshake(t *testing.T) {
	t.Parallel()
	for name, b := range map[string]fakemta.Behaviour{
		"before EHLO":           {Encrypted: fakemta.Dialogue{Greeting: fakemta.Reply{Instead: fakemta.Close}}},
		"before EHLO's answer":  encrypted("EHLO", fakemta.Reply{Instead: fakemta.Close}),
		"before all the others": encrypted(fakemta.AnyCommand, fakemta.Reply{Instead: fakemta.Close}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := able(t, &fakemta.Server{Behaviour: b})
			c := secure(t, start(t, s))
			c.Write([]byte("EHLO a\r\n"))
			rest, err := io.ReadAll(c.in)
			assert.NoError(t, err, "the end is orderly, though input may be unread")
			assert.Empty(t, rest)
			c.raw.Close()
			wait(t, s)
			assert.NotNil(t, s.Sessions()[0].TLS())
			assert.Equal(t, []string{"by the server"}, texts(s.Sessions()[0], fakemta.Closed))
		})
	}
}

func TestCapabilitiesDifferBeforeAndInsideTLS(t *testing.T) {
	t.Parallel()
	b := offering("STARTTLS", "AUTH LOGIN")
	b.Encrypted.Capabilities = []string{"STARTTLS", "AUTH PLAIN", "REQUIRETLS"}
	s := able(t, &fakemta.Server{Behaviour: b})
	c := connect(t, start(t, s))
	assert.Equal(t, "250-mta.test\r\n250-STARTTLS\r\n250 AUTH LOGIN\r\n", c.ask("EHLO a"))
	assert.Equal(t, "504", c.ask("AUTH PLAIN AGEAYg==")[:3])
	assert.Equal(t, "555", c.ask("MAIL FROM:<a@b.test> REQUIRETLS")[:3])
	assert.Equal(t, "334 VXNlcm5hbWU6\r\n", c.ask("AUTH LOGIN"))
	assert.Equal(t, "334 UGFzc3dvcmQ6\r\n", c.ask("STARTTLS"), "an answer to AUTH is no command")
	assert.Equal(t, "235", c.ask("eA==")[:3])
	c.ask("EHLO a")
	require.NoError(t, c.startTLS(nil))
	assert.Equal(t, "250-mta.test\r\n250-STARTTLS\r\n250-AUTH PLAIN\r\n250 REQUIRETLS\r\n", c.ask("EHLO a"))
	assert.Equal(t, "235", c.ask("AUTH PLAIN AGEAYg==")[:3])
	for _, line := range []string{"MAIL FROM:<a@b.test> REQUIRETLS", "RCPT TO:<c@mta.test>", "DATA", "."} {
		c.ask(line)
	}
	assert.True(t, s.Sessions()[0].Messages()[0].RequireTLS)
}

func TestParametersOfMAILFollowWhatIsOffered(t *testing.T) {
	t.Parallel()
	address := start(t, &fakemta.Server{})
	able := start(t, &fakemta.Server{Behaviour: offering("SMTPUTF8", "REQUIRETLS", "BINARYMIME", "DSN", "CHUNKING")})
	for _, parameter := range []string{"SMTPUTF8", "REQUIRETLS", "BODY=BINARYMIME", "RET=HDRS"} {
		for offered, want := range map[string]string{address: "555", able: "250"} {
			c := connect(t, offered)
			c.ask("EHLO a")
			assert.Equal(t, want, c.ask("MAIL FROM:<a@b.test> " + parameter)[:3], parameter)
		}
	}
}

func TestAUTHIsUnknownUnlessOffered(t *testing.T) {
	t.Parallel()
	address := start(t, able(t, &fakemta.Server{}))
	for _, c := range []*client{connect(t, address), secure(t, address)} {
		assert.NotContains(t, c.ask("EHLO a"), "AUTH")
		assert.Equal(t, "504", c.ask("AUTH PLAIN AGEAYg==")[:3])
	}
}

func TestCommandsBehindSTARTTLSAreNotCarriedOutInsideTLS(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{})
	c := connect(t, start(t, s))
	c.ask("EHLO a")
	c.say("STARTTLS\r\nNOOP\r\nMAIL FROM:<evil@b.test>\r\n")
	assert.Equal(t, "220", c.reply()[:3])
	require.NoError(t, c.handshake(nil))
	assert.Equal(t, "250 mta.test\r\n", c.ask("HELO a"), "the first reply is to the first command inside TLS (RATK-4)")
	var behind []fakemta.Event
	for _, e := range s.Sessions()[0].Events() {
		if e.Pipelined {
			behind = append(behind, e)
		}
	}
	assert.Equal(t, []fakemta.Event{
		{Kind: fakemta.ClientLine, Pipelined: true, Text: "NOOP"},
		{Kind: fakemta.ClientLine, Pipelined: true, Text: "MAIL FROM:<evil@b.test>"},
	}, behind)
}

func TestClientHelloWhereACommandBelongs(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, before, after string }{
		{"after connecting", "", ""},
		{"after 250 to STARTTLS", "STARTTLS\r\n", "250 2.0.0 Ready to start TLS\r\n"},
		{"behind STARTTLS, not waiting for 220", "EARLY", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := able(t, &fakemta.Server{Behaviour: plain("STARTTLS", fakemta.Reply{Text: "250 2.0.0 Ready to start TLS"})})
			if test.before == "EARLY" {
				s.Behaviour = fakemta.Behaviour{}
			}
			c := connect(t, start(t, s))
			switch test.before {
			case "":
				c.say(string(clientHello(t)))
			case "EARLY":
				c.say("STARTTLS\r\n" + string(clientHello(t)))
			default:
				assert.Equal(t, test.after, c.ask("STARTTLS"))
				c.say(string(clientHello(t)))
			}
			rest, err := io.ReadAll(c.in)
			assert.NoError(t, err)
			assert.Empty(t, rest, "neither SMTP nor TLS is answered")
			c.Close()
			wait(t, s)
			session := s.Sessions()[0]
			assert.Equal(t, "mta.test", session.Hello().ServerName)
			assert.Len(t, texts(session, fakemta.HelloReceived), 1)
			assert.Equal(t, []string{"by the server, as TLS began where a command was expected"}, texts(session, fakemta.Closed))
			assert.Nil(t, session.TLS())
		})
	}
}

func TestMessagesByBDAT(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{Behaviour: fakemta.Behaviour{Encrypted: fakemta.Dialogue{Capabilities: []string{"CHUNKING"}}}})
	c := secure(t, start(t, s))
	c.ask("EHLO a")
	c.say("BDAT 4\r\nQUIT")
	assert.Equal(t, "503", c.reply()[:3], "a chunk out of order is skipped")
	c.ask("MAIL FROM:<a@b.test>")
	c.ask("RCPT TO:<c@mta.test>")
	c.say("BDAT 6\r\nQUIT\r\n" + "BDAT 2 LAST\r\n.\n" + "NOOP\r\n")
	for _, want := range []string{"250 2.0.0 Continue\r\n", "250 2.0.0 OK: queued\r\n", "250 2.0.0 I have successfully done nothing\r\n"} {
		assert.Equal(t, want, c.reply())
	}
	assert.NotContains(t, s.Sessions()[0].Lines(), "C QUIT", "what is in a chunk is no command")
	c.ask("QUIT")
	wait(t, s)
	require.Len(t, s.Sessions()[0].Messages(), 1)
	m := s.Sessions()[0].Messages()[0]
	assert.Equal(t, "QUIT\r\n.\n", string(m.Data))
	assert.True(t, m.Accepted)
}

func TestNoReplyIsRecordedThatWasNotSent(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{})
	c := connect(t, start(t, s))
	c.ask("EHLO a")
	hello := &recorded{}
	_ = tls.Client(hello, &tls.Config{ServerName: "mta.test"}).Handshake() // which ends once it wants to read
	c.say("STARTTLS\r\n" + hello.String())
	rest, err := io.ReadAll(c.in)
	require.NoError(t, err)
	assert.Empty(t, rest, "TLS began where a command was expected")
	c.raw.Close()
	wait(t, s)
	said := texts(s.Sessions()[0], fakemta.ServerLine)
	assert.Equal(t, "250 STARTTLS", said[len(said)-1], "no 220")
	assert.Equal(t, []string{"by the server, as TLS began where a command was expected"}, texts(s.Sessions()[0], fakemta.Closed))
}

// recorded is a connection that keeps what is written, and on which nothing is ever read.
type recorded struct {
	net.Conn
	bytes.Buffer
}

func (r *recorded) Write(b []byte) (int, error) { return r.Buffer.Write(b) }
func (r *recorded) Read([]byte) (int, error)    { return 0, io.EOF }
func (r *recorded) Close() error                { return nil }
