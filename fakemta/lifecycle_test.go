package fakemta_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
)

func TestWaitSaysWhatIsOpen(t *testing.T) {
	t.Parallel()
	s := &fakemta.Server{}
	c := connect(t, start(t, s))
	c.ask("NOOP")
	over, cancel := context.WithCancel(context.Background())
	cancel()
	err := s.Wait(over)
	assert.ErrorIs(t, err, context.Canceled)
	assert.ErrorContains(t, err, "session 1 with "+c.LocalAddr().String()+" is open and waits for a command")
	c.ask("QUIT")
	wait(t, s)
	assert.NoError(t, s.Wait(over), "nothing is open, so there is nothing to wait for")
}

func TestCloseEndsSessions(t *testing.T) {
	t.Parallel()
	s := able(t, &fakemta.Server{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.Start(l)
	commanding := connect(t, l.Addr().String())
	shaking := connect(t, l.Addr().String())
	shaking.ask("STARTTLS")
	inTLS := secure(t, l.Addr().String())
	inTLS.ask("NOOP")
	require.NoError(t, s.Close())
	require.NoError(t, s.Close())
	for i, want := range []string{"a command", "a ClientHello", "a command"} {
		assert.Equal(t, []string{"by Server.Close, while waiting for " + want}, texts(s.Sessions()[i], fakemta.Closed))
	}
	for _, c := range []*client{commanding, shaking, inTLS} {
		_, err := c.raw.Read(make([]byte, 1))
		assert.Error(t, err)
	}
	_, err = net.Dial("tcp", l.Addr().String())
	assert.Error(t, err, "nobody listens")
}

func TestClosedServerServesNobody(t *testing.T) {
	t.Parallel()
	s := &fakemta.Server{}
	require.NoError(t, s.Close())
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.Start(l)
	_, err = l.Accept()
	assert.ErrorIs(t, err, net.ErrClosed)
	ours, theirs := net.Pipe()
	s.ServeConn(theirs)
	_, err = ours.Read(make([]byte, 1))
	assert.ErrorIs(t, err, io.EOF)
	assert.Empty(t, s.Sessions())
}

// brokenListener fails as a listener does that runs out of descriptors.
type brokenListener struct{ net.Listener }

func (brokenListener) Accept() (net.Conn, error) { return nil, os.ErrPermission }

func TestCloseReportsAListenerThatFailed(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := &fakemta.Server{}
	s.Start(brokenListener{l})
	assert.ErrorIs(t, s.Close(), os.ErrPermission)
}

func TestEventsAreToldInOrderBeforeTheClientSeesThem(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var told []fakemta.Event
	s := able(t, &fakemta.Server{OnEvent: func(session *fakemta.Session, e fakemta.Event) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, e)
		assert.Equal(t, e, session.Events()[len(session.Events())-1])
	}})
	c := connect(t, start(t, s))
	c.ask("NOOP")
	mu.Lock()
	assert.Equal(t, "250 2.0.0 I have successfully done nothing", told[len(told)-1].Text)
	mu.Unlock()
	require.NoError(t, c.startTLS(nil))
	c.ask("QUIT")
	wait(t, s)
	assert.Equal(t, told, s.Sessions()[0].Events())
}

func TestSnapshotsDoNotChange(t *testing.T) {
	t.Parallel()
	s := &fakemta.Server{}
	c := connect(t, start(t, s))
	before := s.Sessions()[0].Events()
	kept := slices.Clone(before)
	c.ask("NOOP")
	assert.Equal(t, kept, before)
	now := s.Sessions()[0].Events()
	now[0].Text = "changed by the caller"
	assert.Equal(t, kept, s.Sessions()[0].Events()[:len(kept)])
}

// TestNothingIsLeft is not parallel: it counts what the process holds.
func TestNothingIsLeft(t *testing.T) {
	goroutines, descriptors := runtime.NumGoroutine(), openDescriptors(t)
	s := able(t, &fakemta.Server{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.Start(l)
	for i := range 20 {
		c := connect(t, l.Addr().String())
		switch i % 4 {
		case 0:
			c.ask("QUIT")
		case 1:
			c.say("EHLO a\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@mta.test>\r\nDATA\r\nhalf a mess")
		case 2:
			c.say("EHLO a\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@mta.test>\r\nBDAT 100\r\nhalf a chunk")
		case 3:
			require.NoError(t, c.startTLS(nil))
		}
		if i%2 == 0 {
			c.Close()
		}
		defer c.raw.Close()
	}
	require.NoError(t, s.Close())
	for _, session := range s.Sessions() {
		assert.Len(t, texts(session, fakemta.Closed), 1)
	}
	assertNothingLeft(t, goroutines, descriptors+10) // ten clients are still open
}

// assertNothingLeft allows for goroutines that have said goodbye and not yet gone.
func assertNothingLeft(tb testing.TB, goroutines, descriptors int) {
	tb.Helper()
	deadline := time.Now().Add(bound)
	for runtime.NumGoroutine() > goroutines && time.Now().Before(deadline) {
		runtime.Gosched()
	}
	if n := runtime.NumGoroutine(); n > goroutines {
		stacks := make([]byte, 1<<16)
		assert.Fail(tb, "goroutines are left", "%d, were %d\n%s", n, goroutines, stacks[:runtime.Stack(stacks, true)])
	}
	assert.LessOrEqual(tb, openDescriptors(tb), descriptors)
}

// openDescriptors counts the sockets of this process, where /proc tells.
func openDescriptors(tb testing.TB) (n int) {
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		tb.Log("descriptors are not counted:", err)
		return 0
	}
	for _, entry := range list {
		if target, err := os.Readlink("/proc/self/fd/" + entry.Name()); err == nil && len(target) > 6 && target[:6] == "socket" {
			n++
		}
	}
	return n
}

func ExampleServer() {
	s := &fakemta.Server{
		Name:      "mx.example.com",
		Behaviour: fakemta.Behaviour{Plain: fakemta.Dialogue{Greeting: fakemta.Reply{Text: "421 4.3.2 Too busy"}}},
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	s.Start(l)
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		panic(err)
	}
	fmt.Fprint(c, "QUIT\r\n")
	io.ReadAll(c)
	c.Close()
	s.Wait(context.Background())
	for _, line := range s.Sessions()[0].Lines() {
		fmt.Println(line)
	}
	s.Close()
	// Output:
	// S 421 4.3.2 Too busy
	// C QUIT
	// S 221 2.0.0 Bye
}

func ExampleServer_ServeConn() {
	s := &fakemta.Server{OnEvent: func(_ *fakemta.Session, e fakemta.Event) { fmt.Println(e) }}
	ours, theirs := net.Pipe()
	go io.Copy(io.Discard, ours)
	go fmt.Fprint(ours, "HELO me\r\nQUIT\r\n")
	s.ServeConn(theirs)
	// Output:
	// opened pipe
	// S 220 mta.test ESMTP Service Ready
	// C HELO me
	// S 250 mta.test
	// C QUIT
	// S 221 2.0.0 Bye
	// closed by the server
}

func ExampleBehaviour() {
	// A server that loses the connection once it has taken the message over TLS.
	b := fakemta.Behaviour{Encrypted: fakemta.Dialogue{Replies: map[string]fakemta.Reply{
		fakemta.EndOfData: {Instead: fakemta.Close},
	}}}
	fmt.Println(b.Encrypted.Replies[fakemta.EndOfData].Instead == fakemta.Close)
	// Output: true
}
