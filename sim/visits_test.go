package sim_test

import (
	"context"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
)

// greets says how an MTA greets.
func greets(text string) fakemta.Behaviour {
	return fakemta.Behaviour{Plain: fakemta.Dialogue{Greeting: fakemta.Reply{Text: text}}}
}

// TestAnMTAChangesWithItsConnections: those count that were refused or reset, and Change is of the next one.
func TestAnMTAChangesWithItsConnections(t *testing.T) {
	t.Parallel()
	eachNetwork(t, func(t *testing.T, network network.Network) {
		mta := &sim.MTA{
			Address: netip.MustParseAddr("192.0.2.1"), Refuses: true, Behaviour: greets("220 never"),
			Changes: []sim.Change{
				{Connection: 2, State: sim.State{Fault: sim.Fault{Reset: true}}},
				{Connection: 3, State: sim.State{Behaviour: greets("220 three")}},
				{Connection: 5, State: sim.State{Fault: sim.Fault{CutAfter: 6}, Behaviour: greets("220 five")}},
			},
		}
		var got []reached
		sender := &scriptedSender{send: func(p *scriptedSender, message evidence.Message) ([]evidence.Outcome, error) {
			got = append(got, reach(t, p.env))
			return says(message, evidence.Deferred), nil
		}}
		world := runningOn(t, network, &sim.World{MTAs: []*sim.MTA{mta}}, sender)
		for range 6 {
			_, err := world.Send(bounded(t), letter("u@example.com"))
			require.NoError(t, err)
		}
		require.NoError(t, world.Change(mta, func(state *sim.State) { state.Fault = sim.Fault{} }))
		_, err := world.Send(bounded(t), letter("u@example.com"))
		require.NoError(t, err)
		require.Len(t, got, 7)
		assert.Contains(t, got[0].err, "refused")
		assert.Contains(t, got[1].err, "reset")
		assert.Equal(t, []string{"220 three\r\n", "220 three\r\n", "220 fi", "220 fi", "220 five\r\n"},
			[]string{got[2].greeting, got[3].greeting, got[4].greeting, got[5].greeting, got[6].greeting})
		assert.Equal(t, sim.Fault{CutAfter: 6}, mta.Changes[2].Fault, "the description stays as it was")
		met := world.Met(world.Sessions()[0])
		assert.Equal(t, 3, met.Number)
		assert.Equal(t, greets("220 three"), met.State.Behaviour)
	})
}

func TestChangesAreSavedInOrder(t *testing.T) {
	t.Parallel()
	world := &sim.World{MTAs: []*sim.MTA{{Address: netip.MustParseAddr("192.0.2.1"), Changes: []sim.Change{
		{Connection: 2, State: sim.State{Refuses: true, Attacker: &sim.Attacker{Strips: []string{"SIZE"}}}},
		{Connection: 4, State: sim.State{ByServerName: map[string]*sim.Certificate{"a.not": {SelfSigned: true}}}},
	}}}}
	written, err := sim.Encode(world)
	require.NoError(t, err)
	read, err := sim.Decode(written)
	require.NoError(t, err)
	assert.Equal(t, world, read)
	for _, wrong := range []int{0, 1, 4, 5} {
		world.MTAs[0].Changes[0].Connection = wrong
		written, err := sim.Encode(world)
		require.NoError(t, err)
		_, err = sim.Decode(written)
		require.ErrorIs(t, err, sim.ErrWorldFile, "%d", wrong)
	}
}

// TestAnMTAThatRefusedEverythingListens once it is told to, also where addresses are sockets.
func TestAnMTAThatRefusedEverythingListens(t *testing.T) {
	t.Parallel()
	eachNetwork(t, func(t *testing.T, network network.Network) {
		mta := &sim.MTA{Address: netip.MustParseAddr("192.0.2.1"), Refuses: true}
		var got reached
		sender := &scriptedSender{send: func(p *scriptedSender, message evidence.Message) ([]evidence.Outcome, error) {
			got = reach(t, p.env)
			return says(message, evidence.Deferred), nil
		}}
		world := runningOn(t, network, &sim.World{MTAs: []*sim.MTA{mta}}, sender)
		_, err := world.Send(context.Background(), letter("u@example.com"))
		require.NoError(t, err)
		assert.Contains(t, got.err, "refused")
		require.NoError(t, world.Change(mta, func(state *sim.State) { state.Refuses = false }))
		_, err = world.Send(context.Background(), letter("u@example.com"))
		require.NoError(t, err)
		assert.Equal(t, "220 mta.test ESMTP Service Ready\r\n", got.greeting)
	})
}
