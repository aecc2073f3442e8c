package outbound_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
	"mtalab/internal/outbound"
	"mtalab/pki"
	"mtalab/sim/clock"
	"mtalab/sim/network"
)

// honestly is how far a session comes with an honest server.
const honestly = "greeted, heard, agreed, secured, heard again"

// Errors that a test expects: running into a deadline, and one that depends on the system or on crypto/tls.
var (
	errTimeout = os.ErrDeadlineExceeded
	errAny     = errors.New("any error")
)

// talk goes through a session up to the second EHLO and tells how far it came.
func talk(ctx context.Context, s *outbound.Session) (steps string, err error) {
	var done []string
	for _, step := range []struct {
		done string
		do   func() (outbound.Reply, error)
	}{
		{"greeted", s.Greeting},
		{"heard", func() (outbound.Reply, error) { return s.Hello("sender.test") }},
		{"agreed", s.AskForTLS},
		{"secured", func() (outbound.Reply, error) {
			_, err := s.Handshake(ctx, &tls.Config{InsecureSkipVerify: true, ServerName: "mta.test"})
			return outbound.Reply{Code: 220}, err
		}},
		{"heard again", func() (outbound.Reply, error) { return s.Hello("sender.test") }},
	} {
		reply, err := step.do()
		if err != nil {
			return strings.Join(done, ", "), err
		}
		if reply.Class() != 2 {
			return strings.Join(done, ", ") + ", " + reply.String(), nil
		}
		done = append(done, step.done)
	}
	return strings.Join(done, ", "), nil
}

// answers is a behaviour that answers one verb in the clear.
func answers(verb string, reply fakemta.Reply) fakemta.Behaviour {
	return fakemta.Behaviour{Plain: fakemta.Dialogue{Replies: map[string]fakemta.Reply{verb: reply}}}
}

func answersInside(verb string, reply fakemta.Reply) fakemta.Behaviour {
	return fakemta.Behaviour{Encrypted: fakemta.Dialogue{Replies: map[string]fakemta.Reply{verb: reply}}}
}

func TestSessionMeetsEveryKindOfServer(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		sentence string
		server   fakemta.Behaviour
		steps    string
		err      error // nil: none
		waits    time.Duration
	}{
		{"an honest one", fakemta.Behaviour{}, honestly, nil, 0},
		{"one that says all byte by byte", fakemta.Behaviour{SegmentSize: 1}, honestly, nil, 0},
		{"one that greets with several lines", fakemta.Behaviour{Plain: fakemta.Dialogue{Greeting: fakemta.Reply{Text: "220-a\n220 b"}}}, honestly, nil, 0},
		{"one that greets with a line as long as the limit", fakemta.Behaviour{Plain: fakemta.Dialogue{Greeting: fakemta.Reply{Text: "220 " + strings.Repeat("x", 4090)}}}, honestly, nil, 0},
		{"one that greets with an octet more", fakemta.Behaviour{Plain: fakemta.Dialogue{Greeting: fakemta.Reply{Text: "220 " + strings.Repeat("x", 4091)}}}, "", outbound.ErrProtocol, 0},
		{"one that answers STARTTLS with several lines", answers("STARTTLS", fakemta.Reply{Text: "220-a\n220 b"}), honestly, nil, 0},
		{"one that knows only HELO", answers("EHLO", fakemta.Reply{Text: "502 5.5.1 no"}), honestly, nil, 0},
		{"one that knows only HELO inside TLS", answersInside("EHLO", fakemta.Reply{Text: "502 5.5.1 no"}), honestly, nil, 0},
		{"one that is busy", answers("STARTTLS", fakemta.Reply{Text: "454 4.7.0 no"}), "greeted, heard, 454 4.7.0 no", nil, 0},
		{"one that never greets", fakemta.Behaviour{Plain: fakemta.Dialogue{Greeting: fakemta.Reply{Instead: fakemta.Silence}}}, "", errTimeout, 5 * time.Minute},
		{"one that closes before it greets", fakemta.Behaviour{Plain: fakemta.Dialogue{Greeting: fakemta.Reply{Instead: fakemta.Close}}}, "", errAny, 0},
		{"one that never answers EHLO", answers("EHLO", fakemta.Reply{Instead: fakemta.Silence}), "greeted", errTimeout, 5 * time.Minute},
		{"one that answers EHLO too late", answers("EHLO", fakemta.Reply{Delayed: true}), "greeted", errTimeout, 5 * time.Minute},
		{"one that answers EHLO with endless lines", answers("EHLO", fakemta.Reply{EndlessLines: true}), "greeted", outbound.ErrProtocol, 0},
		{"one that answers EHLO with an endless line", answers("EHLO", fakemta.Reply{EndlessLine: true}), "greeted", outbound.ErrProtocol, 0},
		{"one that answers EHLO with nonsense", answers("EHLO", fakemta.Reply{Text: "what?"}), "greeted", outbound.ErrProtocol, 0},
		{"one that never answers STARTTLS", answers("STARTTLS", fakemta.Reply{Instead: fakemta.Silence}), "greeted, heard", errTimeout, 5 * time.Minute},
		{"one that resets at STARTTLS", answers("STARTTLS", fakemta.Reply{Instead: fakemta.Reset}), "greeted, heard", errAny, 0},
		{"one behind whose 220 a reply stands", answers("STARTTLS", fakemta.Reply{SameSegment: "250 evil\r\n"}), "greeted, heard, agreed", outbound.ErrInjected, 0},
		{"one behind whose 220 a fragment stands", answers("STARTTLS", fakemta.Reply{SameSegment: "2"}), "greeted, heard, agreed", outbound.ErrInjected, 0},
		{"one that puts a reply into the next segment", answers("STARTTLS", fakemta.Reply{NextSegment: "250 evil\r\n"}), "greeted, heard, agreed", errAny, 0},
		{"one that says 220 and closes", answers("STARTTLS", fakemta.Reply{After: fakemta.Close}), "greeted, heard, agreed", errAny, 0},
		{"one that says 220 and no more", answers("STARTTLS", fakemta.Reply{After: fakemta.Silence}), "greeted, heard, agreed", errTimeout, time.Minute},
		{"one that never shakes hands", fakemta.Behaviour{ServerHello: fakemta.Reply{Instead: fakemta.Silence}}, "greeted, heard, agreed", errTimeout, time.Minute},
		{"one that speaks plaintext in place of TLS", fakemta.Behaviour{ServerHello: fakemta.Reply{Text: "250 OK"}}, "greeted, heard, agreed", errAny, 0},
		{"one that answers the handshake with an alert", fakemta.Behaviour{Alert: 40}, "greeted, heard, agreed", errAny, 0},
		{"one that greets again inside TLS", fakemta.Behaviour{Encrypted: fakemta.Dialogue{Greeting: fakemta.Reply{Text: "220 again"}}}, "greeted, heard, agreed, secured", outbound.ErrSecondGreeting, 0},
		{"one that never answers EHLO inside TLS", answersInside("EHLO", fakemta.Reply{Instead: fakemta.Silence}), "greeted, heard, agreed, secured", errTimeout, 5 * time.Minute},
		{"one that closes at EHLO inside TLS", answersInside("EHLO", fakemta.Reply{Instead: fakemta.Close}), "greeted, heard, agreed, secured", errAny, 0},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			p := newPair(t, test.server)
			steps, err := talk(t.Context(), p.Session)
			assert.Equal(t, test.steps, steps)
			assert.Equal(t, start.Add(test.waits), p.clock.Now(), "how long it waited")
			if test.err == nil {
				require.NoError(t, err)
				return
			}
			require.Error(t, err)
			if test.err != errAny {
				require.ErrorIs(t, err, test.err)
			}
			_, again := p.Command(time.Minute, "NOOP")
			assert.Equal(t, err, again, "what ended the session ends every later command")
			p.Quit()
			require.NoError(t, p.Close())
			assert.NotContains(t, strings.Join(p.heard(t), "\n"), "QUIT", "nothing is said any more")
			assert.NotContains(t, strings.Join(p.heard(t), "\n"), "NOOP")
		})
	}
}

func TestSessionForgetsWhatWasOfferedBeforeTLS(t *testing.T) {
	t.Parallel()
	p := newPair(t, fakemta.Behaviour{
		Plain:     fakemta.Dialogue{Capabilities: []string{"SIZE 1", "auth plain", "STARTTLS"}},
		Encrypted: fakemta.Dialogue{Capabilities: []string{"8BITMIME"}},
	})
	_, err := p.Greeting()
	require.NoError(t, err)
	_, err = p.Hello("sender.test")
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"SIZE": "1", "AUTH": "plain", "STARTTLS": ""}, p.Extensions)
	_, err = p.AskForTLS()
	require.NoError(t, err)
	_, err = p.Handshake(t.Context(), &tls.Config{InsecureSkipVerify: true})
	require.NoError(t, err)
	assert.Empty(t, p.Extensions)
	_, err = p.Hello("sender.test")
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"8BITMIME": ""}, p.Extensions)
}

func TestSessionSkipsASecondGreetingIfToldTo(t *testing.T) {
	t.Parallel()
	p := newPair(t, fakemta.Behaviour{Encrypted: fakemta.Dialogue{Greeting: fakemta.Reply{Text: "220 again"}}})
	p.SkipsGreeting = true
	steps, err := talk(t.Context(), p.Session)
	require.NoError(t, err)
	assert.Equal(t, honestly, steps)
	assert.True(t, p.Offers("PIPELINING"), "it is the reply to EHLO that was read, and not the greeting")
	reply, err := p.Command(time.Minute, "NOOP")
	require.NoError(t, err)
	assert.Equal(t, 250, reply.Code)
}

func TestSessionIsOverAfterA421(t *testing.T) {
	t.Parallel()
	p := newPair(t, answers("EHLO", fakemta.Reply{Text: "421 4.3.2 Closing"}))
	_, err := p.Greeting()
	require.NoError(t, err)
	reply, err := p.Hello("sender.test")
	require.NoError(t, err, "the reply itself counts")
	assert.Equal(t, 421, reply.Code)
	_, err = p.Command(time.Minute, "NOOP")
	assert.ErrorIs(t, err, outbound.ErrClosing)
}

func TestSessionSendsNoLineBreakWithinACommand(t *testing.T) {
	t.Parallel()
	p := newPair(t, fakemta.Behaviour{})
	_, err := p.Greeting()
	require.NoError(t, err)
	_, err = p.Command(time.Minute, "RCPT TO:<%s>", "a@example.com>\r\nDATA")
	require.ErrorIs(t, err, outbound.ErrProtocol)
	require.NoError(t, p.Close())
	assert.Empty(t, p.heard(t))
}

func TestSessionSendsEveryMessageAsItIs(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ sentence, message, arrives string }{
		{"a line", "hello\r\n", "hello\r\n"},
		{"dots at the beginning of lines", ".\r\n..\r\n.a\r\n", ".\r\n..\r\n.a\r\n"},
		{"a last line without its end", "a\r\nb", "a\r\nb\r\n"},
		{"nothing", "", "\r\n"},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			p := newPair(t, fakemta.Behaviour{})
			_, err := talk(t.Context(), p.Session)
			require.NoError(t, err)
			for _, command := range []string{"MAIL FROM:<a@sender.test>", "RCPT TO:<b@mta.test>", "DATA"} {
				_, err := p.Command(time.Minute, "%s", command)
				require.NoError(t, err)
			}
			reply, err := p.Data([]byte(test.message))
			require.NoError(t, err)
			assert.Equal(t, 250, reply.Code)
			p.Quit()
			require.NoError(t, p.Close())
			p.heard(t)
			assert.Equal(t, test.arrives, string(p.server.Sessions()[0].Messages()[0].Data))
		})
	}
}

func TestSessionEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	server := &fakemta.Server{Behaviour: answers("EHLO", fakemta.Reply{Instead: fakemta.Silence}), OnSilence: cancel}
	p := pairWith(ctx, t, server)
	_, err := p.Greeting()
	require.NoError(t, err)
	_, err = p.Hello("sender.test")
	assert.Error(t, err)
	assert.Equal(t, start, p.clock.Now(), "nobody waited by the world's clock")
}

// pair is a session with a server.
type pair struct {
	*outbound.Session
	server *fakemta.Server
	clock  *clock.Clock
}

func newPair(t *testing.T, behaviour fakemta.Behaviour) *pair {
	return pairWith(t.Context(), t, &fakemta.Server{Behaviour: behaviour})
}

// pairWith connects a session to a server, which lets the clock pass where it stays silent.
func pairWith(ctx context.Context, t *testing.T, server *fakemta.Server) *pair {
	clock := clock.NewClock(start)
	loopback := &network.Loopback{}
	t.Cleanup(func() { assert.NoError(t, loopback.Close()) })
	leaf, err := pki.SelfSigned(pki.Leaf{DNSNames: []string{"mta.test"}})
	require.NoError(t, err)
	certificate := leaf.TLS()
	server.Certificate = func(string) (*tls.Certificate, error) { return &certificate, nil }
	if server.OnSilence == nil {
		server.OnSilence = clock.AdvanceToNextDeadline
	}
	listener, err := loopback.Listen("tcp", "192.0.2.1:25")
	require.NoError(t, err)
	server.Start(listener)
	t.Cleanup(func() { assert.NoError(t, server.Close()) })
	session, err := outbound.Dial(ctx, network.Timed{Network: loopback, Clock: clock}, clock, "192.0.2.1:25")
	require.NoError(t, err)
	t.Cleanup(func() { _ = session.Close() }) // a test may have closed it
	return &pair{session, server, clock}
}

// heard is what the server heard, once the session is over.
func (p *pair) heard(t *testing.T) []string {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	require.NoError(t, p.server.Wait(ctx))
	var heard []string
	for _, event := range p.server.Sessions()[0].Events() {
		if event.Kind == fakemta.ClientLine {
			heard = append(heard, event.Text)
		}
	}
	return heard
}

func ExampleDial() {
	loopback := &network.Loopback{}
	defer loopback.Close()
	listener, err := loopback.Listen("tcp", "192.0.2.1:25")
	if err != nil {
		panic(err)
	}
	server := &fakemta.Server{Name: "mx1.example.com"}
	server.Start(listener)
	defer server.Close()

	clock := clock.NewClock(time.Now())
	timed := network.Timed{Network: loopback, Clock: clock}
	session, err := outbound.Dial(context.Background(), timed, clock, netip.MustParseAddrPort("192.0.2.1:25").String())
	if err != nil {
		panic(err)
	}
	defer session.Close()
	greeting, _ := session.Greeting()
	_, _ = session.Hello("sender.test")
	fmt.Println(greeting.Code, session.Offers("SIZE"), session.Offers("STARTTLS"))
	session.Quit()
	// Output: 220 true false
}
