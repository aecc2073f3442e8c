package fakemta_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
)

func TestALateReplyComesToAClientThatStillWaits(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{Behaviour: greeting(fakemta.Reply{Delayed: true}), Lateness: func(time.Duration) time.Duration { return 50 * time.Millisecond }})
	began := time.Now()
	c := dial(t, start(t, s))
	c.say("NOOP\r\n") // it does not wait
	assert.Equal(t, "220 mta.test ESMTP Service Ready\r\n", c.reply())
	assert.GreaterOrEqual(t, time.Since(began), 50*time.Millisecond)
	assert.Contains(t, c.reply(), "250 ", "the session goes on")
}

func TestNothingIsSaidToAClientThatHasGivenUp(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{Behaviour: greeting(fakemta.Reply{Delayed: true}), Lateness: func(time.Duration) time.Duration { return time.Hour }})
	silent := make(chan struct{}, 1)
	s.OnSilence = func() { silent <- struct{}{} }
	c := dial(t, start(t, s))
	await(t, silent)
	c.say("QUIT\r\n")
	require.NoError(t, c.Close())
	require.NoError(t, s.Wait(t.Context()))
	lines := s.Sessions()[0].Lines()
	assert.Contains(t, lines, "C QUIT")
	assert.NotContains(t, lines, "S 220 mta.test ESMTP Service Ready")
}
