package sim_test

import (
	"bufio"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
)

// reached is what comes of reaching an MTA with a fault: the greeting, and the time that it took.
type reached struct {
	greeting string
	err      string // of connecting or reading
	took     time.Duration
}

func TestConnectionsHaveTheFaultsOfTheirMTA(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		sentence string
		fault    sim.Fault
		want     reached
		story    []string // what the trail tells of it
	}{
		{"none", sim.Fault{}, reached{greeting: "220 mx1.example.com ESMTP Service Ready\r\n"}, nil},
		{"nobody answers for five minutes", sim.Fault{Silent: true}, reached{err: "connection timed out", took: 5 * time.Minute}, []string{"192.0.2.1:25  nobody answers"}},
		{"a reset before the greeting", sim.Fault{Reset: true}, reached{err: "reset"}, []string{"192.0.2.1:25  the connection is reset"}},
		{"two bytes a second", sim.Fault{BytesPerSecond: 2}, reached{greeting: "220 mx1.example.com ESMTP Service Ready\r\n", took: 20*time.Second + 500*time.Millisecond}, nil},
		{"the end after ten bytes", sim.Fault{CutAfter: 10}, reached{greeting: "220 mx1.ex", err: "EOF"}, []string{"192.0.2.1:25  the connection is cut after 10 bytes"}},
		{"the end after ten slow bytes", sim.Fault{CutAfter: 10, BytesPerSecond: 1}, reached{greeting: "220 mx1.ex", err: "EOF", took: 10 * time.Second}, []string{"192.0.2.1:25  the connection is cut after 10 bytes"}},
		{"too slow for the patience of a new connection", sim.Fault{BytesPerSecond: 1, CutAfter: 1}, reached{greeting: "2", err: "EOF", took: time.Second}, []string{"192.0.2.1:25  the connection is cut after 1 bytes"}},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			eachNetwork(t, func(t *testing.T, network network.Network) {
				var got reached
				world := faulty(t, network, test.fault, func(env sim.Env) { got = reach(t, env) })
				_, err := world.Send(bounded(t), letter("u@example.com"))
				require.NoError(t, err)
				assert.Equal(t, test.want.greeting, got.greeting)
				assert.Equal(t, test.want.took, got.took)
				if test.want.err == "" {
					assert.Empty(t, got.err)
				} else {
					assert.Contains(t, got.err, test.want.err)
				}
				var told []string
				for _, befell := range sim.Of[evidence.Disturbance](world.Trail) {
					told = append(told, befell.String())
				}
				assert.Equal(t, test.story, told)
			})
		})
	}
}

// faulty is a world of one host with a fault, and a sender that does what it is told.
func faulty(t *testing.T, network network.Network, fault sim.Fault, do func(sim.Env)) *sim.Running {
	world := &sim.World{MTAs: []*sim.MTA{{Address: netip.MustParseAddr("192.0.2.1"), Name: "mx1.example.com", Fault: fault}}}
	sender := &scriptedSender{send: func(p *scriptedSender, message evidence.Message) ([]evidence.Outcome, error) {
		do(p.env)
		return says(message, evidence.Deferred), nil
	}}
	return runningOn(t, network, world, sender)
}

// reach connects and reads one line.
func reach(t *testing.T, env sim.Env) (got reached) {
	began := env.Clock.Now()
	defer func() { got.took = env.Clock.Now().Sub(began) }()
	conn, err := env.Network.DialContext(bounded(t), "tcp", "192.0.2.1:25")
	if err != nil {
		got.err = err.Error()
		return got
	}
	defer conn.Close()
	got.greeting, err = bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		got.err = err.Error()
	}
	return got
}

func TestAConnectionTooSlowForItsReaderEnds(t *testing.T) {
	t.Parallel()
	eachNetwork(t, func(t *testing.T, network network.Network) {
		var err error
		world := faulty(t, network, sim.Fault{BytesPerSecond: 1}, func(env sim.Env) {
			conn, dialed := env.Network.DialContext(bounded(t), "tcp", "192.0.2.1:25")
			require.NoError(t, dialed)
			defer conn.Close()
			require.NoError(t, conn.SetReadDeadline(env.Clock.Now().Add(12*time.Second)))
			_, err = bufio.NewReader(conn).ReadString('\n')
		})
		_, sent := world.Send(bounded(t), letter("u@example.com"))
		require.NoError(t, sent)
		var timeout net.Error
		require.ErrorAs(t, err, &timeout)
		assert.True(t, timeout.Timeout(), "%v", err)
	})
}

// patient is a sender that waits by the machine's clock, and tells how long.
type patient struct{ *scriptedSender }

func (patient) BlackBox()               {}
func (patient) Patience() time.Duration { return time.Second }

func TestAConnectionIsSlowByTheClockOfTheSender(t *testing.T) {
	t.Parallel()
	var took time.Duration
	sender := patient{&scriptedSender{send: func(p *scriptedSender, message evidence.Message) ([]evidence.Outcome, error) {
		began := time.Now()
		assert.Equal(t, "220 mx1.example.com ESMTP Service Ready\r\n", reach(t, p.env).greeting)
		took = time.Since(began)
		return says(message, evidence.Deferred), nil
	}}}
	world := running(t, &sim.World{MTAs: []*sim.MTA{{
		Address: netip.MustParseAddr("192.0.2.1"), Name: "mx1.example.com", Fault: sim.Fault{BytesPerSecond: 2},
	}}}, sender)
	_, err := world.Send(bounded(t), letter("u@example.com"))
	require.NoError(t, err)
	assert.Greater(t, took, 60*time.Millisecond, "41 bytes take 20 seconds, of the five minutes that it would wait; it waits for a second")
	assert.Less(t, took, 5*time.Second)
}

func TestALateReplyIsLaterThanTheSenderWaits(t *testing.T) {
	t.Parallel()
	sender := patient{&scriptedSender{send: func(p *scriptedSender, message evidence.Message) ([]evidence.Outcome, error) {
		conn, err := p.env.Network.DialContext(bounded(t), "tcp", "192.0.2.1:25")
		require.NoError(t, err)
		gaveUp := time.AfterFunc(time.Second, func() { _ = conn.Close() })
		defer gaveUp.Stop()
		_, err = bufio.NewReader(conn).ReadString('\n')
		require.Error(t, err, "it gives up first")
		return says(message, evidence.Deferred), nil
	}}}
	late := fakemta.Behaviour{Plain: fakemta.Dialogue{Greeting: fakemta.Reply{Delayed: true}}}
	_, err := oneHostWith(t, late, sender).Send(bounded(t), letter("u@example.com"))
	require.NoError(t, err)
}
