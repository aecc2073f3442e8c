package sim_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/senders/esa"
)

func TestASenderTellsTheFateOfEveryRecipientOnce(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		tells []string
		says  string
	}{
		"each":       {[]string{"b@b.not", "a@a.not"}, ""},
		"one less":   {[]string{"a@a.not"}, "scriptedSender does not tell the fate of the message to b@b.not"},
		"a stranger": {[]string{"a@a.not", "eve@a.not"}, "scriptedSender tells the fate of a message to eve@a.not, who is no recipient of it"},
		"one twice":  {[]string{"a@a.not", "a@a.not"}, "scriptedSender tells the fate of a message to a@a.not, who is no recipient of it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			world := oneHost(t, &scriptedSender{send: func(*scriptedSender, evidence.Message) ([]evidence.Outcome, error) {
				return says(letter(test.tells...), evidence.Deferred), nil
			}})
			_, err := world.Send(bounded(t), letter("a@a.not", "b@b.not"))
			if test.says == "" {
				assert.NoError(t, err)
				return
			}
			assert.EqualError(t, err, test.says)
		})
	}
}

func TestASessionThatDoesNotEndIsNamed(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(bounded(t))
	var left net.Conn
	world := oneHost(t, &scriptedSender{send: func(p *scriptedSender, m evidence.Message) ([]evidence.Outcome, error) {
		conn, err := p.env.Network.DialContext(ctx, "tcp", "192.0.2.1:25")
		if err != nil {
			return nil, err
		}
		left = conn
		_, err = left.Read(make([]byte, 512)) // the greeting: the session has begun
		stop()                                // the test will not wait
		return says(m, evidence.Deferred), err
	}})
	_, err := world.Send(ctx, letter("bob@example.com"))
	require.ErrorIs(t, err, context.Canceled)
	assert.ErrorContains(t, err, "scriptedSender has told the fate, and its connections to 192.0.2.1:25 are not closed: fakemta: session 1 ")
	require.NoError(t, left.Close())
}

// ordered is a network that notes what is opened and closed, in order.
type ordered struct {
	network.Network
	mu    sync.Mutex
	notes []string
}

func (o *ordered) note(format string, arguments ...any) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.notes = append(o.notes, fmt.Sprintf(format, arguments...))
}

type orderedListener struct {
	net.Listener
	once   sync.Once
	closed func()
}

func (l *orderedListener) Close() error {
	l.once.Do(l.closed)
	return l.Listener.Close()
}

func (o *ordered) Listen(network, address string) (net.Listener, error) {
	listener, err := o.Network.Listen(network, address)
	if err != nil {
		return nil, err
	}
	o.note("open %s", address)
	return &orderedListener{Listener: listener, closed: func() { o.note("close %s", address) }}, nil
}

func (o *ordered) Close() error {
	o.note("close the network")
	return o.Network.Close()
}

func TestAWorldIsOpenedBottomUpAndClosedTopDown(t *testing.T) {
	t.Parallel()
	network := &ordered{Network: &network.Loopback{}}
	world, err := sim.Start(bounded(t), &sim.World{
		MTAs: []*sim.MTA{{Address: netip.MustParseAddr("192.0.2.1")}, {Address: netip.MustParseAddr("192.0.2.2"), Refuses: true}},
		Web:  []*sim.Web{{Address: netip.MustParseAddr("192.0.2.80")}},
	}, &scriptedSender{closed: func() { network.note("close the sender") }}, sim.Options{Network: network})
	require.NoError(t, err)
	require.NoError(t, world.Close())
	assert.Equal(t, []string{
		"open 192.0.2.53:53", "open 192.0.2.1:25", "open 192.0.2.80:80",
		"close the sender", "close 192.0.2.1:25", "close 192.0.2.80:80", "close 192.0.2.53:53", "close the network",
	}, network.notes)
	assert.NoError(t, world.Close(), "again")
}

// deaf is a receiver that does not start.
type deaf struct{}

func (deaf) Name() string { return "deaf" }
func (deaf) Listen(context.Context, sim.ReceiverEnv) (sim.ReceiverInstance, error) {
	return nil, errors.New("no licence")
}

// stillborn is a sender that does not start.
type stillborn struct{}

func (stillborn) Name() string { return "stillborn" }
func (stillborn) Launch(context.Context, sim.Env) (sim.SenderInstance, error) {
	return nil, errors.New("no licence")
}

func TestAWorldThatDoesNotStartLeavesNothingOpen(t *testing.T) {
	t.Parallel()
	mta := func(address string) *sim.MTA { return &sim.MTA{Address: netip.MustParseAddr(address)} }
	web := func(address string) *sim.Web { return &sim.Web{Address: netip.MustParseAddr(address)} }
	for name, test := range map[string]struct {
		world  *sim.World
		sender sim.Sender
		says   string
	}{
		"a wrong record":         {&sim.World{DNS: sim.DNS{Records: []fakedns.Record{{Name: "a.not", Type: "MX", Value: "x"}}}}, &scriptedSender{}, "start the name server: "},
		"a wrong fault":          {&sim.World{DNS: sim.DNS{Faults: []fakedns.Fault{{Rcode: "SORRY"}}}}, &scriptedSender{}, "start the name server: "},
		"an address used twice":  {&sim.World{MTAs: []*sim.MTA{mta("192.0.2.1"), mta("192.0.2.1")}}, &scriptedSender{}, "start the MTA at 192.0.2.1:25: "},
		"a web server's as well": {&sim.World{MTAs: []*sim.MTA{mta("192.0.2.1")}, Web: []*sim.Web{web("192.0.2.80"), web("192.0.2.80")}}, &scriptedSender{}, "start the web server at 192.0.2.80:80: "},
		"a root that cannot be":  {&sim.World{MTAs: []*sim.MTA{mta("192.0.2.1")}, Roots: []pki.Root{{Key: 99}}}, &scriptedSender{}, "unknown kind of key"},
		"a certificate that cannot be issued": {&sim.World{Web: []*sim.Web{web("192.0.2.80")}, Certificate: &sim.Certificate{Changes: []pki.Change{{Kind: "torn"}}}},
			&scriptedSender{}, "a certificate torn: unknown kind of change"},
		"a sender that does not start": {&sim.World{MTAs: []*sim.MTA{mta("192.0.2.1")}, Web: []*sim.Web{web("192.0.2.80")}}, stillborn{}, "launch stillborn: no licence"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			network := &ordered{Network: &network.Loopback{}}
			world, err := sim.Start(bounded(t), test.world, test.sender, sim.Options{Network: network})
			require.ErrorContains(t, err, test.says)
			isClosed(t, network)
			assert.Empty(t, world.Trail.Entries())
			assert.NoError(t, world.Close(), "again")
		})
	}
}

// isClosed says that a network is closed, and that what was opened on it was closed before.
func isClosed(t *testing.T, network *ordered) {
	t.Helper()
	_, err := network.Network.Listen("tcp", "192.0.2.99:25")
	require.ErrorIs(t, err, net.ErrClosed)
	opened, closed := map[string]bool{}, map[string]bool{}
	for _, note := range network.notes {
		if address, ok := strings.CutPrefix(note, "open "); ok {
			opened[address] = true
		}
		if address, ok := strings.CutPrefix(note, "close "); ok {
			closed[address] = true
		}
	}
	opened["the network"] = true
	assert.Equal(t, opened, closed)
	assert.Equal(t, "close the network", network.notes[len(network.notes)-1])
}

func TestAReceiverThatDoesNotListenLeavesNothingOpen(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		world *sim.World
		says  string
	}{
		"another server": {&sim.World{MTAs: []*sim.MTA{{Address: netip.MustParseAddr("192.0.2.1")}}}, "a world with a receiver under test has no other servers"},
		"a wrong record": {&sim.World{DNS: sim.DNS{Records: []fakedns.Record{{Name: "a.not", Type: "MX", Value: "x"}}}}, "start the name server: "},
		"no receiver":    {&sim.World{}, "launch deaf: no licence"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			network := &ordered{Network: &network.Loopback{}}
			world, err := sim.Listen(bounded(t), test.world, deaf{}, sim.Options{Network: network})
			require.ErrorContains(t, err, test.says)
			isClosed(t, network)
			assert.Empty(t, world.Trail.Entries())
			assert.NoError(t, world.Close(), "again")
		})
	}
}

func TestWhatNeverRanCanBeLookedAtAndClosed(t *testing.T) {
	t.Parallel()
	world := new(sim.Running)
	assert.Empty(t, world.Trail.Entries())
	assert.Empty(t, world.Trail.String())
	assert.Empty(t, world.Sessions())
	assert.Empty(t, world.Outcomes())
	assert.NoError(t, world.Close())
	assert.NoError(t, new(sim.Listening).Close())
}

// TestCloseLeavesNothing is not parallel, as it counts the goroutines of the process.
func TestCloseLeavesNothing(t *testing.T) {
	before := runtime.NumGoroutine()
	world, err := sim.Start(bounded(t), emailhosted(t), esa.Sender{}, sim.Options{})
	require.NoError(t, err)
	for range 3 {
		_, err := world.Send(bounded(t), letter("bob@example.com"))
		require.NoError(t, err)
	}
	require.NoError(t, world.Close())
	for bound := bounded(t); runtime.NumGoroutine() > before && bound.Err() == nil; {
		runtime.Gosched() // those that have said goodbye go in a moment
	}
	stacks := make([]byte, 1<<16)
	assert.LessOrEqual(t, runtime.NumGoroutine(), before, "%s", stacks[:runtime.Stack(stacks, true)])
}

func TestOutcomesAndSessionsInOneTrail(t *testing.T) {
	t.Parallel()
	world := running(t, emailhosted(t), esa.Sender{})
	outcomes, err := world.Send(bounded(t), letter("bob@example.com"))
	require.NoError(t, err)
	require.Len(t, outcomes, 1)
	assert.Equal(t, evidence.DeliveredVerified, outcomes[0].Fate)
	assert.Equal(t, outcomes, sim.Of[evidence.Outcome](world.Trail))
	require.Len(t, world.Sessions(), 1)
	lines := world.Sessions()[0].Lines()
	assert.Equal(t, "C QUIT", lines[len(lines)-2])
	assert.True(t, strings.HasPrefix(world.Trail.String(), "world a message from alice@sender.test to bob@example.com\n"))
}
