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

// clientHello is a ClientHello as bytes.
func clientHello(tb testing.TB) []byte {
	tb.Helper()
	ours, theirs := net.Pipe()
	go tls.Client(theirs, trusting()).Handshake()
	b := make([]byte, 1<<14)
	n, err := ours.Read(b)
	require.NoError(tb, err)
	ours.Close()
	return b[:n]
}

func TestWhatComesInPlaceOfTheServerHello(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		b     fakemta.Behaviour
		want  string // all that comes
		kinds []fakemta.Kind
	}{
		{"plaintext", fakemta.Behaviour{ServerHello: fakemta.Reply{Text: "250-a\n250 b", After: fakemta.Close}}, "250-a\r\n250 b\r\n", []fakemta.Kind{fakemta.ServerLine, fakemta.Closed}},
		{"bytes", fakemta.Behaviour{ServerHello: fakemta.Reply{NextSegment: "junk", After: fakemta.Close}}, "junk", []fakemta.Kind{fakemta.ServerBytes, fakemta.Closed}},
		{"handshake_failure", fakemta.Behaviour{Alert: 40}, "\x15\x03\x03\x00\x02\x02\x28", []fakemta.Kind{fakemta.ServerBytes, fakemta.Closed}},
		{"internal_error", fakemta.Behaviour{Alert: 80}, "\x15\x03\x03\x00\x02\x02\x50", []fakemta.Kind{fakemta.ServerBytes, fakemta.Closed}},
		{"unrecognized_name", fakemta.Behaviour{ServerNames: []string{"other.test"}}, "\x15\x03\x03\x00\x02\x02\x70", []fakemta.Kind{fakemta.ServerBytes, fakemta.Closed}},
		{"nothing but the end", fakemta.Behaviour{ServerHello: fakemta.Reply{Instead: fakemta.Close}}, "", []fakemta.Kind{fakemta.Closed}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := able(t, &fakemta.Server{Behaviour: test.b})
			c := connect(t, start(t, s))
			c.ask("STARTTLS")
			c.say(string(clientHello(t)))
			all, err := io.ReadAll(c.in)
			assert.NoError(t, err)
			assert.Equal(t, test.want, string(all))
			c.Close()
			wait(t, s)
			assert.Equal(t, "mta.test", s.Sessions()[0].Hello().ServerName)
			assert.Nil(t, s.Sessions()[0].TLS())
			after := kinds(s.Sessions()[0])[4:]
			assert.Equal(t, append([]fakemta.Kind{fakemta.HelloReceived}, test.kinds...), after)
			assert.Equal(t, []string{"by the server"}, texts(s.Sessions()[0], fakemta.Closed))
		})
	}
}

func TestSilenceAfterTheClientHello(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{Behaviour: fakemta.Behaviour{ServerHello: fakemta.Reply{Instead: fakemta.Silence}}})
	silent := tellSilence(s)
	c := connect(t, start(t, s))
	c.ask("STARTTLS")
	c.say(string(clientHello(t)))
	await(t, silent)
	assert.NotNil(t, s.Sessions()[0].Hello(), "the server has read what it does not answer")
	assert.Empty(t, c.closeWrite())
	wait(t, s)
	assert.Equal(t, []string{"in place of a reply to the ClientHello"}, texts(s.Sessions()[0], fakemta.Silent))
}

func TestPlaintextInPlaceOfTheServerHelloWaitsForTheClient(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{Behaviour: fakemta.Behaviour{ServerHello: fakemta.Reply{Text: "250 mta.test"}}})
	c := connect(t, start(t, s))
	err := c.startTLS(nil)
	var header tls.RecordHeaderError
	require.ErrorAs(t, err, &header)
	assert.Equal(t, "250 m", string(header.RecordHeader[:]))
	c.Close()
	wait(t, s)
	assert.NotContains(t, texts(s.Sessions()[0], fakemta.Closed), "by the server")
}

func TestServerNamesThatAreKnownAreServed(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{Behaviour: fakemta.Behaviour{ServerNames: []string{"other.test", "MTA.test"}}})
	address := start(t, s)
	secure(t, address)
	c := connect(t, address)
	err := c.startTLS(&tls.Config{InsecureSkipVerify: true})
	assert.ErrorContains(t, err, "unrecognized name", "no server name is no known one")
}
