package fakemta_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
)

func TestCommandsOutOfSequence(t *testing.T) {
	t.Parallel()
	c := connect(t, start(t, &fakemta.Server{}))
	for _, line := range []string{"MAIL FROM:<a@b.test>", "RCPT TO:<c@mta.test>", "DATA"} {
		assert.Equal(t, "503", c.ask(line)[:3], line)
	}
	assert.Equal(t, "502", c.ask("EXPN list")[:3], "that is not implemented in any sequence")
}

func TestSendersAreRefused(t *testing.T) {
	t.Parallel()
	var asked []string
	s := able(t, &fakemta.Server{Refuse: func(_ *fakemta.Session, from string, encrypted bool) string {
		asked = append(asked, from)
		if from == "listed@b.test" && !encrypted {
			return "530 5.7.0 Not in the clear"
		}
		return ""
	}})
	c := connect(t, start(t, s))
	c.ask("EHLO a")
	assert.Equal(t, "530 5.7.0 Not in the clear\r\n", c.ask("MAIL FROM:<listed@b.test>"))
	assert.Equal(t, "503", c.ask("RCPT TO:<c@mta.test>")[:3], "the MAIL was not carried out")
	assert.Equal(t, "250", c.ask("MAIL FROM:<other@b.test>")[:3])
	require.NoError(t, c.startTLS(nil))
	c.ask("EHLO a")
	assert.Equal(t, "250", c.ask("MAIL FROM:<listed@b.test>")[:3])
	assert.Equal(t, []string{"listed@b.test", "other@b.test", "listed@b.test"}, asked)
}

func TestInjectedCommandsAreExecutedIfSo(t *testing.T) {
	t.Parallel()
	for _, vulnerable := range []bool{false, true} {
		c := connect(t, start(t, able(t, &fakemta.Server{Behaviour: fakemta.Behaviour{ExecutesInjected: vulnerable}})))
		c.ask("EHLO a")
		c.say("STARTTLS\r\nNOOP\r\n")
		require.Equal(t, "220", c.reply()[:3])
		require.NoError(t, c.handshake(nil))
		if vulnerable {
			assert.Equal(t, "250 2.0.0 I have successfully done nothing\r\n", c.reply(), "nobody asked inside TLS")
		}
		c.say("QUIT\r\n")
		assert.Equal(t, "221", c.reply()[:3])
	}
}

func TestSessionIsKeptIfSo(t *testing.T) {
	t.Parallel()
	c := connect(t, start(t, able(t, &fakemta.Server{Behaviour: fakemta.Behaviour{KeepsSession: true}})))
	c.ask("EHLO a")
	c.ask("MAIL FROM:<a@b.test>")
	require.NoError(t, c.startTLS(nil))
	assert.Equal(t, "250", c.ask("RCPT TO:<c@mta.test>")[:3])
}

func TestSessionGoesOnInTheClearIfSo(t *testing.T) {
	t.Parallel()
	c := connect(t, start(t, able(t, &fakemta.Server{Behaviour: fakemta.Behaviour{PlainAfterFailure: true}})))
	c.ask("EHLO a")
	c.ask("STARTTLS")
	c.say("NOOP\r\n")
	assert.Contains(t, c.reply(), "250 2.0.0", "behind the alert")
	assert.Equal(t, "221", c.ask("QUIT")[:3])
}

func TestParameterOfSTARTTLSIsTakenIfSo(t *testing.T) {
	t.Parallel()
	c := connect(t, start(t, able(t, &fakemta.Server{Behaviour: fakemta.Behaviour{TakesParameter: true}})))
	assert.Equal(t, "220", c.ask("STARTTLS now")[:3])
	require.NoError(t, c.handshake(nil))
}
