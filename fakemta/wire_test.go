package fakemta_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
)

// pipe serves s on an in-memory connection, on which each read of the client
// returns what one write of the server wrote: a segment.
func pipe(tb testing.TB, s *fakemta.Server) net.Conn {
	ours, theirs := net.Pipe()
	served := make(chan struct{})
	go func() {
		defer close(served)
		s.ServeConn(theirs)
	}()
	tb.Cleanup(func() {
		ours.Close()
		<-served
	})
	return ours
}

func segment(tb testing.TB, c net.Conn) string {
	tb.Helper()
	b := make([]byte, 1<<16)
	n, err := c.Read(b)
	require.NoError(tb, err)
	return string(b[:n])
}

func say(tb testing.TB, c net.Conn, s string) {
	tb.Helper()
	_, err := c.Write([]byte(s))
	require.NoError(tb, err)
}

func TestReplyToSTARTTLSOnTheWire(t *testing.T) {
	t.Parallel()
	const honest = "220 2.0.0 Ready to start TLS\r\n"
	tests := []struct {
		name string
		r    fakemta.Reply
		want []string // segments
	}{
		{"honest", fakemta.Reply{}, []string{honest}},
		{"454", fakemta.Reply{Text: "454 4.3.0 no"}, []string{"454 4.3.0 no\r\n"}},
		{"501", fakemta.Reply{Text: "501 5.5.4 no"}, []string{"501 5.5.4 no\r\n"}},
		{"500", fakemta.Reply{Text: "500"}, []string{"500\r\n"}},
		{"250", fakemta.Reply{Text: "250 2.0.0 Ready to start TLS"}, []string{"250 2.0.0 Ready to start TLS\r\n"}},
		{"several lines", fakemta.Reply{Text: "220-a\n220 b"}, []string{"220-a\r\n220 b\r\n"}},
		{"no text", fakemta.Reply{Text: "220"}, []string{"220\r\n"}},
		{"no text but a space", fakemta.Reply{Text: "220 "}, []string{"220 \r\n"}},
		{"an injected reply", fakemta.Reply{SameSegment: "250 evil\r\n"}, []string{honest + "250 evil\r\n"}},
		{"an injected reply of several lines", fakemta.Reply{SameSegment: "250-evil\r\n250 AUTH PLAIN\r\n"}, []string{honest + "250-evil\r\n250 AUTH PLAIN\r\n"}},
		{"an injected fragment", fakemta.Reply{SameSegment: "250 ev"}, []string{honest + "250 ev"}},
		{"an injected reply in the next segment", fakemta.Reply{NextSegment: "250 evil\r\n"}, []string{honest, "250 evil\r\n"}},
		{"both", fakemta.Reply{Text: "220 a", SameSegment: "x", NextSegment: "y"}, []string{"220 a\r\nx", "y"}},
		{"split segments", fakemta.Reply{Text: "220 ab", SegmentSize: 4}, []string{"220 ", "ab\r\n"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := able(t, &fakemta.Server{Behaviour: plain("STARTTLS", test.r)})
			c := pipe(t, s)
			segment(t, c)
			say(t, c, "STARTTLS\r\n")
			for _, want := range test.want {
				assert.Equal(t, want, segment(t, c))
			}
			if code := test.want[0][:3]; code != "220" {
				say(t, c, "NOOP\r\n")
				assert.Equal(t, "250 2.0.0 I have successfully done nothing\r\n", segment(t, c), "it goes on in the clear")
			}
			var injected []string
			for _, bytes := range []string{test.r.SameSegment, test.r.NextSegment} {
				if bytes != "" {
					injected = append(injected, strings.ReplaceAll(bytes, "\r\n", `\x0d\x0a`))
				}
			}
			assert.Equal(t, injected, texts(s.Sessions()[0], fakemta.ServerBytes))
		})
	}
}

func TestOneByteAtATime(t *testing.T) {
	t.Parallel()
	var ticks atomic.Int64
	s := &fakemta.Server{Behaviour: fakemta.Behaviour{SegmentSize: 1}, OnTick: func() { ticks.Add(1) }}
	c := pipe(t, s)
	const greeting = "220 mta.test ESMTP Service Ready\r\n"
	for _, b := range greeting {
		assert.Equal(t, string(b), segment(t, c))
	}
	assert.EqualValues(t, len(greeting)-1, ticks.Load())
}

func TestEndlessReplies(t *testing.T) {
	t.Parallel()
	t.Run("of lines, taken to the end", func(t *testing.T) {
		t.Parallel()
		c := connect(t, start(t, able(t, &fakemta.Server{Behaviour: plain("EHLO", fakemta.Reply{EndlessLines: true})})))
		reply := c.ask("EHLO a")
		assert.Equal(t, 1_000_006, strings.Count(reply, "\r\n"))
		assert.True(t, strings.HasSuffix(reply, "250-X-ENDLESS\r\n"+hello))
	})
	t.Run("of lines, given up", func(t *testing.T) {
		t.Parallel()
		s := able(t, &fakemta.Server{Behaviour: plain("EHLO", fakemta.Reply{EndlessLines: true})})
		c := connect(t, start(t, s))
		c.say("EHLO a\r\n")
		_, err := io.CopyN(io.Discard, c, 100_000)
		require.NoError(t, err)
		c.Close()
		wait(t, s)
		assert.Equal(t, []string{"reset by the client"}, texts(s.Sessions()[0], fakemta.Closed))
		assert.Less(t, len(s.Sessions()[0].Events()), 20, "a million lines are not kept")
	})
	t.Run("of one line", func(t *testing.T) {
		t.Parallel()
		c := pipe(t, &fakemta.Server{Behaviour: greeting(fakemta.Reply{EndlessLine: true})})
		var seen int
		for b := segment(t, c); ; b = segment(t, c) {
			seen += len(b)
			if strings.HasSuffix(b, "\n") {
				break
			}
		}
		assert.Greater(t, seen, 64_000_000)
		assert.Equal(t, "220 mta.test ESMTP Service Ready\r\n", segment(t, c))
	})
}

func TestPipelinedLinesAreMarked(t *testing.T) {
	t.Parallel()
	s := &fakemta.Server{}
	c := pipe(t, s)
	segment(t, c)
	go say(t, c, "EHLO a\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@mta.test>\r\n")
	for range 3 {
		segment(t, c)
	}
	say(t, c, "NOOP\r\n")
	segment(t, c)
	var marks []bool
	for _, e := range s.Sessions()[0].Events() {
		if e.Kind == fakemta.ClientLine {
			marks = append(marks, e.Pipelined)
		}
	}
	assert.Equal(t, []bool{false, true, true, false}, marks)
}

func TestSessionEndsAtItsTimeout(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		say  string
		take bool // whether the reply is read
		want string
	}{
		{"waiting for a command", "NOOP\r\n", true, "after 1m0s, while waiting for a command"},
		{"in the middle of one", "NOO", false, "after 1m0s, while waiting for a command"},
		{"waiting for a ClientHello", "STARTTLS\r\n", true, "after 1m0s, while waiting for a ClientHello"},
		{"waiting for a client that reads nothing", "EHLO a\r\n", false, "after 1m0s, while waiting for the client to take a reply"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := able(t, &fakemta.Server{})
				c := pipe(t, s)
				began := time.Now()
				segment(t, c)
				say(t, c, test.say)
				if test.take {
					segment(t, c)
				}
				synctest.Wait()
				require.NoError(t, s.Wait(context.Background()))
				assert.Equal(t, time.Minute, time.Since(began), "of the bubble's time")
				assert.Equal(t, []string{test.want}, texts(s.Sessions()[0], fakemta.Closed))
				if !strings.HasSuffix(test.say, "\n") {
					assert.Equal(t, []string{test.say}, texts(s.Sessions()[0], fakemta.ClientBytes))
				}
			})
		})
	}
}

func TestUnprintableBytesAreQuoted(t *testing.T) {
	t.Parallel()
	s := &fakemta.Server{}
	c := connect(t, start(t, s))
	c.ask("NOOP \x00\xff\tGrüße\x7f")
	assert.Contains(t, s.Sessions()[0].Lines(), `C NOOP \x00\xff\x09Grüße\x7f`)
}

func TestHostileClientsAreBounded(t *testing.T) {
	t.Parallel()
	t.Run("a line without end is cut and refused", func(t *testing.T) {
		t.Parallel()
		s := &fakemta.Server{}
		c := connect(t, start(t, s))
		assert.Equal(t, "500 5.5.2 Line too long\r\n", c.ask("NOOP "+strings.Repeat("x", 1<<20)))
		assert.Equal(t, "250", c.ask("NOOP")[:3])
		assert.Len(t, texts(s.Sessions()[0], fakemta.ClientLine)[0], 4096+len("…"))
	})
	t.Run("a long transcript is cut", func(t *testing.T) {
		t.Parallel()
		s := &fakemta.Server{}
		c := connect(t, start(t, s))
		go c.say(strings.Repeat("NOOP\r\n", 6000) + "QUIT\r\n")
		_, err := io.Copy(io.Discard, c.in)
		require.NoError(t, err)
		wait(t, s)
		events := s.Sessions()[0].Events()
		assert.Len(t, events, 10_002)
		assert.Equal(t, fakemta.Truncated, events[10_000].Kind)
		assert.Equal(t, fakemta.Closed, events[10_001].Kind)
	})
	t.Run("a large message is cut, yet taken", func(t *testing.T) {
		t.Parallel()
		s := &fakemta.Server{KeepData: 1000}
		body := bytes.Repeat([]byte("0123456\r\n"), 1000)
		require.NoError(t, send(start(t, s), nil, string(body)))
		wait(t, s)
		m := s.Sessions()[0].Messages()[0]
		assert.Equal(t, body[:1000], m.Data)
		assert.EqualValues(t, 9000, m.Size)
		assert.True(t, m.Accepted)
	})
	t.Run("so are many messages", func(t *testing.T) {
		t.Parallel()
		s := &fakemta.Server{KeepData: 1}
		c := connect(t, start(t, s))
		c.ask("EHLO a")
		for range 1000 {
			for _, line := range []string{"MAIL FROM:<a@b.test>", "RCPT TO:<c@mta.test>", "DATA", "text\r\n."} {
				c.ask(line)
			}
		}
		assert.Equal(t, "452 4.5.3 Too many messages\r\n", c.ask("MAIL FROM:<a@b.test>"))
		messages := s.Sessions()[0].Messages()
		assert.Len(t, messages, 1000)
		assert.Len(t, messages[63].Data, 1)
		assert.Empty(t, messages[64].Data)
		assert.EqualValues(t, 6, messages[64].Size)
	})
	t.Run("a message larger than SIZE is refused", func(t *testing.T) {
		t.Parallel()
		s := &fakemta.Server{Behaviour: offering("SIZE 1000")}
		address := start(t, s)
		assert.ErrorContains(t, send(address, nil, strings.Repeat("0123456\r\n", 1000)), "552")
		c := connect(t, address)
		c.ask("EHLO a")
		assert.Equal(t, "552", c.ask("MAIL FROM:<a@b.test> SIZE=1001")[:3])
	})
	t.Run("too many recipients are refused", func(t *testing.T) {
		t.Parallel()
		c := connect(t, start(t, &fakemta.Server{}))
		c.ask("EHLO a")
		c.ask("MAIL FROM:<a@b.test>")
		for range 1000 {
			require.Equal(t, "250", c.ask("RCPT TO:<c@mta.test>")[:3])
		}
		assert.Equal(t, "452", c.ask("RCPT TO:<c@mta.test>")[:3])
	})
}
