package fakemta_test

import (
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
)

// hello is the honest reply to EHLO in the clear.
const hello = "250-mta.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SIZE 10485760\r\n250-ENHANCEDSTATUSCODES\r\n250 STARTTLS\r\n"

func TestEHLOReply(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		b    fakemta.Behaviour
		want string
	}{
		{"honest", fakemta.Behaviour{}, hello},
		{"without STARTTLS", offering(fakemta.DefaultCapabilities()...), "250-mta.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SIZE 10485760\r\n250 ENHANCEDSTATUSCODES\r\n"},
		{"with nothing at all", offering([]string{}...), "250 mta.test\r\n"},
		{"in lower case", offering("starttls"), "250-mta.test\r\n250 starttls\r\n"},
		{"masked by a firewall", offering("XXXXXXXA", "SIZE"), "250-mta.test\r\n250-XXXXXXXA\r\n250 SIZE\r\n"},
		{"with a parameter", offering("STARTTLS REQUIRED"), "250-mta.test\r\n250 STARTTLS REQUIRED\r\n"},
		{"on the first line only", plain("EHLO", fakemta.Reply{Text: "250 STARTTLS"}), "250 STARTTLS\r\n"},
		{"with lines run together", plain("EHLO", fakemta.Reply{Text: "250-mta.test\n250-XEXCH50S: 250 XRDST\n250 SIZE"}), "250-mta.test\r\n250-XEXCH50S: 250 XRDST\r\n250 SIZE\r\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := connect(t, start(t, able(t, &fakemta.Server{Behaviour: test.b})))
			assert.Equal(t, test.want, c.ask("EHLO client.test"))
			assert.Equal(t, "250", c.ask("MAIL FROM:<a@b.test>")[:3], "EHLO was carried out")
		})
	}
}

func TestServerThatKnowsOnlyHELO(t *testing.T) {
	t.Parallel()
	refusal := fakemta.Reply{Text: "502 5.5.1 What is EHLO?"}
	s := able(t, &fakemta.Server{Behaviour: fakemta.Behaviour{
		Plain:     fakemta.Dialogue{Replies: answering("EHLO", refusal)},
		Encrypted: fakemta.Dialogue{Replies: answering("EHLO", refusal)},
	}})
	c := connect(t, start(t, s))
	for range 2 { // in the clear, then inside TLS
		assert.Equal(t, "502 5.5.1 What is EHLO?\r\n", c.ask("EHLO a"))
		assert.Equal(t, "503", c.ask("MAIL FROM:<a@b.test>")[:3], "EHLO was not carried out")
		assert.Equal(t, "250 mta.test\r\n", c.ask("HELO a"))
		assert.Equal(t, "250", c.ask("MAIL FROM:<a@b.test>")[:3])
		if c.Conn == c.raw {
			require.NoError(t, c.startTLS(nil))
		}
	}
}

func TestEachCommandCanBeRefused(t *testing.T) {
	t.Parallel()
	commands := []struct{ verb, line, honest string }{
		{"MAIL", "MAIL FROM:<a@b.test>", "250"},
		{"RCPT", "RCPT TO:<c@mta.test>", "250"},
		{"DATA", "DATA", "354"},
		{fakemta.EndOfData, "x\r\n.", "250"},
		{"RSET", "RSET", "250"},
	}
	for i, command := range commands {
		for _, inTLS := range []bool{false, true} {
			name := command.verb + " in the clear"
			b := plain(command.verb, fakemta.Reply{Text: "451-4.3.0 not\n451 4.3.0 now"})
			if inTLS {
				name = command.verb + " inside TLS"
				b = encrypted(command.verb, fakemta.Reply{Text: "451-4.3.0 not\n451 4.3.0 now"})
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := able(t, &fakemta.Server{Behaviour: b})
				c := connect(t, start(t, s))
				if inTLS {
					c = secure(t, s.Sessions()[0].Local().String())
				}
				c.ask("EHLO a")
				for _, before := range commands[:i] {
					assert.Equal(t, before.honest, c.ask(before.line)[:3])
				}
				assert.Equal(t, "451-4.3.0 not\r\n451 4.3.0 now\r\n", c.ask(command.line))
				assert.Equal(t, "250 2.0.0 I have successfully done nothing\r\n", c.ask("NOOP"), "the dialogue goes on")
				if command.verb == fakemta.EndOfData {
					sessions := s.Sessions()
					messages := sessions[len(sessions)-1].Messages()
					require.Len(t, messages, 1)
					assert.False(t, messages[0].Accepted)
					assert.Equal(t, inTLS, messages[0].Encrypted)
					assert.Equal(t, "x\r\n", string(messages[0].Data))
				}
			})
		}
	}
}

func TestPositiveRepliesInOtherWordsAreCarriedOut(t *testing.T) {
	t.Parallel()
	s := &fakemta.Server{Behaviour: fakemta.Behaviour{Plain: fakemta.Dialogue{Replies: map[string]fakemta.Reply{
		"MAIL": {Text: "250"}, "DATA": {Text: "354 go"}, fakemta.EndOfData: {Text: "250-thank\n250 you"},
	}}}}
	c := connect(t, start(t, s))
	c.ask("EHLO a")
	assert.Equal(t, "501", c.ask("MAIL nonsense")[:3], "an honest refusal stands")
	assert.Equal(t, "250\r\n", c.ask("MAIL FROM:<a@b.test>"))
	c.ask("RCPT TO:<c@mta.test>")
	assert.Equal(t, "354 go\r\n", c.ask("DATA"))
	assert.Equal(t, "250-thank\r\n250 you\r\n", c.ask("x\r\n."))
	assert.True(t, s.Sessions()[0].Messages()[0].Accepted)
}

func TestReplyToDATAIsNotThatToTheMessage(t *testing.T) {
	t.Parallel()
	b := plain("DATA", fakemta.Reply{SameSegment: "250 injected\r\n"})
	b.Plain.Capabilities = []string{"SIZE 10"}
	c := connect(t, start(t, &fakemta.Server{Behaviour: b}))
	for _, line := range []string{"EHLO a", "MAIL FROM:<a@b.test>", "RCPT TO:<c@mta.test>"} {
		c.ask(line)
	}
	assert.Equal(t, "354", c.ask("DATA")[:3])
	assert.Equal(t, "250 injected\r\n", c.reply())
	assert.Equal(t, "552", c.ask("more than ten bytes\r\n.")[:3])
	assert.Equal(t, "250 2.0.0 I have successfully done nothing\r\n", c.ask("NOOP"))
}

func TestEverythingIsRefusedButQUIT(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"554 5.7.1 TLS is not good enough", "454 4.7.0 no"} {
		s := able(t, &fakemta.Server{Behaviour: encrypted(fakemta.AnyCommand, fakemta.Reply{Text: text})})
		c := secure(t, start(t, s))
		for _, line := range []string{"EHLO a", "HELO a", "MAIL FROM:<a@b.test>", "NOOP", "STARTTLS"} {
			assert.Equal(t, text+"\r\n", c.ask(line))
		}
		assert.Equal(t, "221 2.0.0 Bye\r\n", c.ask("QUIT"))
	}
}

func TestConnectionIsLostAroundTheLastReply(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		r        fakemta.Reply
		want     string
		accepted bool
	}{
		{"before it", fakemta.Reply{Instead: fakemta.Close}, "", false},
		{"after it", fakemta.Reply{After: fakemta.Close}, "250 2.0.0 OK: queued\r\n", true},
		{"after a refusal", fakemta.Reply{Text: "451 4.0.0 no", After: fakemta.Close}, "451 4.0.0 no\r\n", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := able(t, &fakemta.Server{Behaviour: encrypted(fakemta.EndOfData, test.r)})
			c := secure(t, start(t, s))
			for _, line := range []string{"EHLO a", "MAIL FROM:<a@b.test>", "RCPT TO:<c@mta.test>", "DATA"} {
				c.ask(line)
			}
			c.say("x\r\n.\r\n")
			rest, err := io.ReadAll(c.in)
			require.NoError(t, err)
			assert.Equal(t, test.want, string(rest))
			c.raw.Close()
			wait(t, s)
			require.Len(t, s.Sessions()[0].Messages(), 1)
			assert.Equal(t, test.accepted, s.Sessions()[0].Messages()[0].Accepted)
			assert.Equal(t, []string{"by the server"}, texts(s.Sessions()[0], fakemta.Closed))
		})
	}
}

func TestTheTextOfAMessageFollowsA354Alone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"250 2.0.0 OK", "220", "334 ", "250-a\n250 b"} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			s := &fakemta.Server{Behaviour: plain("DATA", fakemta.Reply{Text: text})}
			c := connect(t, start(t, s))
			for _, line := range []string{"EHLO a", "MAIL FROM:<a@b.test>", "RCPT TO:<c@mta.test>", "DATA"} {
				c.ask(line)
			}
			assert.Equal(t, "221 2.0.0 Bye\r\n", c.ask("QUIT"), "which is no line of a message (RFC 5321 §3.3)")
			wait(t, s)
			assert.Empty(t, s.Sessions()[0].Messages())
			assert.Contains(t, texts(s.Sessions()[0], fakemta.ClientLine), "QUIT")
		})
	}
}

func TestAUTHGoesOnAfterA334Alone(t *testing.T) {
	t.Parallel()
	b := plain("AUTH", fakemta.Reply{Text: "235 2.7.0 You are welcome"})
	b.Plain.Capabilities = []string{"AUTH PLAIN"}
	c := connect(t, start(t, &fakemta.Server{Behaviour: b}))
	c.ask("EHLO a")
	assert.Equal(t, "235 2.7.0 You are welcome\r\n", c.ask("AUTH PLAIN"))
	assert.Equal(t, "250", c.ask("MAIL FROM:<a@b.test>")[:3], "which is no answer to a challenge")
}
