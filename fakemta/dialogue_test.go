package fakemta_test

import (
	"io"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
)

func TestGreetings(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		r    fakemta.Reply
		want string // on the wire
		ehlo string // the answer to EHLO
	}{
		{"the honest one", fakemta.Reply{}, "220 mta.test ESMTP Service Ready\r\n", hello},
		{"of several lines", fakemta.Reply{Text: "220-one\n220 two"}, "220-one\r\n220 two\r\n", hello},
		{"of a code alone", fakemta.Reply{Text: "220"}, "220\r\n", hello},
		{"that is no reply at all", fakemta.Reply{Text: "hi"}, "hi\r\n", "503 5.5.1 No service here\r\n"},
		{"that refuses for good", fakemta.Reply{Text: "554 5.3.2 no"}, "554 5.3.2 no\r\n", "503 5.5.1 No service here\r\n"},
		{"that refuses for now", fakemta.Reply{Text: "421 4.3.2 no"}, "421 4.3.2 no\r\n", "503 5.5.1 No service here\r\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := able(t, &fakemta.Server{Behaviour: greeting(test.r)})
			c := dial(t, start(t, s))
			assert.Equal(t, test.want, c.reply())
			assert.Equal(t, test.ehlo, c.ask("EHLO client.test"))
			assert.Equal(t, "221 2.0.0 Bye\r\n", c.ask("QUIT"))
			rest, err := io.ReadAll(c)
			assert.NoError(t, err)
			assert.Empty(t, rest)
		})
	}
}

// tellSilence makes the server's silence known on a channel.
func tellSilence(s *fakemta.Server) <-chan struct{} {
	silent := make(chan struct{}, 1)
	s.OnSilence = func() { silent <- struct{}{} }
	return silent
}

func await(tb testing.TB, what <-chan struct{}) {
	tb.Helper()
	select {
	case <-what:
	case <-time.After(bound):
		require.Fail(tb, "the server is not silent")
	}
}

// closeWrite ends the client's side and returns all that still comes.
func (c *client) closeWrite() []byte {
	c.tb.Helper()
	require.NoError(c.tb, c.raw.(interface{ CloseWrite() error }).CloseWrite())
	rest, err := io.ReadAll(c.in)
	require.NoError(c.tb, err)
	return rest
}

func TestSilence(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		b    fakemta.Behaviour
		say  []string // before the silence, each answered
		last string   // not answered
		want string   // what the story says
	}{
		{"instead of a greeting", greeting(fakemta.Reply{Instead: fakemta.Silence}), nil, "", "in place of a reply to the connection"},
		{"on EHLO", plain("EHLO", fakemta.Reply{Instead: fakemta.Silence}), nil, "EHLO a\r\n", "in place of a reply to EHLO"},
		{"on STARTTLS", plain("STARTTLS", fakemta.Reply{Instead: fakemta.Silence}), []string{"EHLO a"}, "STARTTLS\r\n", "in place of a reply to STARTTLS"},
		{"after the reply to EHLO", plain("EHLO", fakemta.Reply{After: fakemta.Silence}), []string{"EHLO a"}, "MAIL FROM:<>\r\n", "after the reply to EHLO"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := able(t, &fakemta.Server{Behaviour: test.b})
			silent := tellSilence(s)
			c := dial(t, start(t, s))
			if test.b.Plain.Greeting == (fakemta.Reply{}) {
				c.reply()
			}
			for _, line := range test.say {
				c.ask(line)
			}
			c.say(test.last)
			await(t, silent)
			c.say("RSET\r\nQUIT\r\n")
			assert.Empty(t, c.closeWrite(), "it said something")
			wait(t, s)
			assert.Equal(t, []string{test.want}, texts(s.Sessions()[0], fakemta.Silent))
			assert.Subset(t, s.Sessions()[0].Lines(), []string{"C RSET", "C QUIT"})
			assert.Equal(t, []string{"by the client"}, texts(s.Sessions()[0], fakemta.Closed))
		})
	}
}

func TestSilenceAfterAReplyBeginsOnceTheClientWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &fakemta.Server{Behaviour: plain("EHLO", fakemta.Reply{After: fakemta.Silence})}
		silent := tellSilence(s)
		c := pipe(t, s)
		segment(t, c)
		say(t, c, "EHLO a\r\n")
		segment(t, c)
		synctest.Wait()
		assert.Empty(t, silent)
		say(t, c, "MAIL FROM:<>\r\nRSET\r\n")
		synctest.Wait()
		assert.Len(t, silent, 1)
		events := s.Sessions()[0].Events()
		assert.Equal(t, []fakemta.Event{
			{Kind: fakemta.ClientLine, Text: "MAIL FROM:<>"},
			{Kind: fakemta.ClientLine, Text: "RSET", Pipelined: true},
			{Kind: fakemta.Silent, Text: "after the reply to EHLO"},
		}, events[len(events)-3:])
	})
}

func TestDelayedReplyComesOnceTimeHasPassed(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{Behaviour: greeting(fakemta.Reply{Delayed: true})})
	var c *client
	passed := make(chan struct{})
	silent := make(chan struct{}, 1)
	s.OnSilence = func() { silent <- struct{}{}; <-passed }
	c = dial(t, start(t, s))
	await(t, silent)
	assert.NotContains(t, s.Sessions()[0].Lines(), "S 220 mta.test ESMTP Service Ready")
	close(passed)
	assert.Equal(t, "220 mta.test ESMTP Service Ready\r\n", c.reply())
}

func TestConnectionEndsInsteadOfAReply(t *testing.T) {
	t.Parallel()
	for verb, prepare := range map[string]func(*client){
		"":         func(*client) {},
		"EHLO":     func(c *client) { c.reply(); c.say("EHLO a\r\n") },
		"STARTTLS": func(c *client) { c.reply(); c.say("STARTTLS\r\n") },
		"QUIT":     func(c *client) { c.reply(); c.say("QUIT\r\n") },
	} {
		for action, closed := range map[fakemta.Action]string{
			fakemta.Close: "by the server", fakemta.Reset: "reset by the server",
		} {
			t.Run(verb+" "+closed, func(t *testing.T) {
				t.Parallel()
				b := plain(verb, fakemta.Reply{Instead: action})
				if verb == "" {
					b = greeting(fakemta.Reply{Instead: action})
				}
				s := able(t, &fakemta.Server{Behaviour: b})
				address := start(t, s)
				if verb == "" && action == fakemta.Reset {
					raw, err := net.Dial("tcp", address) // may see the reset as its own error
					if err == nil {
						_, err = raw.Read(make([]byte, 1))
						raw.Close()
					}
					assert.ErrorIs(t, err, syscall.ECONNRESET)
					return
				}
				c := dial(t, address)
				prepare(c)
				rest, err := io.ReadAll(c.in)
				assert.Empty(t, rest)
				if action == fakemta.Reset {
					assert.ErrorIs(t, err, syscall.ECONNRESET)
				} else {
					assert.NoError(t, err)
				}
				c.Close()
				wait(t, s)
				assert.Equal(t, []string{closed}, texts(s.Sessions()[0], fakemta.Closed))
			})
		}
	}
}

func TestEachConnectionMeetsItsOwn(t *testing.T) {
	t.Parallel()
	met := []fakemta.Behaviour{greeting(fakemta.Reply{Text: "421 one"}), greeting(fakemta.Reply{Text: "220 two"})}
	s := able(t, &fakemta.Server{Behaviour: greeting(fakemta.Reply{Text: "554 never met"})})
	connections := 0
	s.Meets = func(net.Conn) fakemta.Met {
		connections++
		return fakemta.Met{Behaviour: &met[min(connections, len(met))-1], Certificate: s.Certificate}
	}
	address := start(t, s)
	for _, want := range []string{"421 one\r\n", "220 two\r\n", "220 two\r\n"} {
		assert.Equal(t, want, dial(t, address).reply())
	}
	assert.Equal(t, met[1], s.Sessions()[2].Behaviour())
}
