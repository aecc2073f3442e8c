package sim_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
)

// TestAnMTATellsClientsApartByTheirAddresses, and of several that hold an address the last one counts.
func TestAnMTATellsClientsApartByTheirAddresses(t *testing.T) {
	t.Parallel()
	clients := func(from string, state sim.State) sim.Clients {
		return sim.Clients{From: netip.MustParsePrefix(from), State: state}
	}
	all := []sim.Clients{
		clients("198.51.100.0/24", sim.State{Behaviour: greets("220 network")}),
		clients("198.51.100.7/32", sim.State{Behaviour: greets("220 single")}),
		clients("198.51.100.8/32", sim.State{Refuses: true}),
		clients("198.51.100.9/32", sim.State{Fault: sim.Fault{Reset: true}}),
	}
	for _, test := range []struct{ sentence, sender, greeting, err, story string }{
		{"of a network", "198.51.100.6", "220 network\r\n", "", "-  treats the sender as clients from 198.51.100.0/24\n"},
		{"of one address in it", "198.51.100.7", "220 single\r\n", "", "-  treats the sender as clients from 198.51.100.7\n"},
		{"refused", "198.51.100.8", "", "refused", "192.0.2.1:25  the connection is refused, as to all clients from 198.51.100.8\n"},
		{"reset", "198.51.100.9", "", "reset", "192.0.2.1:25  the connection is reset, as to all clients from 198.51.100.9\n"},
		{"elsewhere", "203.0.113.7", "220 all\r\n", "", ""},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			eachNetwork(t, func(t *testing.T, network network.Network) {
				var got reached
				sender := &scriptedSender{send: func(p *scriptedSender, message evidence.Message) ([]evidence.Outcome, error) {
					got = reach(t, p.env)
					return says(message, evidence.Deferred), nil
				}}
				mta := &sim.MTA{Address: netip.MustParseAddr("192.0.2.1"), Behaviour: greets("220 all"), Clients: all}
				world := runningOn(t, network, &sim.World{Addresses: []netip.Addr{netip.MustParseAddr(test.sender)}, MTAs: []*sim.MTA{mta}}, sender)
				_, err := world.Send(bounded(t), letter("u@example.com"))
				require.NoError(t, err)
				assert.Equal(t, test.greeting, got.greeting)
				assert.Contains(t, got.err, test.err)
				assert.Contains(t, world.Trail.String(), test.story)
				told := len(sim.Of[evidence.Treatment](world.Trail)) + len(sim.Of[evidence.Disturbance](world.Trail))
				assert.Equal(t, test.story != "", told > 0)
			})
		})
	}
}

func TestClientsAreSavedAndReadBack(t *testing.T) {
	t.Parallel()
	world := &sim.World{MTAs: []*sim.MTA{{
		Address: netip.MustParseAddr("192.0.2.1"),
		Clients: []sim.Clients{{From: netip.MustParsePrefix("2001:db8:1::/48"), State: sim.State{Refuses: true}}},
		Behaviour: fakemta.Behaviour{Cases: []fakemta.Case{
			{Hello: "relay.test", Behaviour: fakemta.Behaviour{SegmentSize: 3}},
		}},
	}}}
	written, err := sim.Encode(world)
	require.NoError(t, err)
	read, err := sim.Decode(written)
	require.NoError(t, err)
	assert.Equal(t, world, read)
	for text, want := range map[string]string{
		`"clients": [{"from": "198.51.100.7/24"}]`:                                     "/mtas/0/clients/0/from",
		`"clients": [{}]`:                                                              "/mtas/0/clients/0/from",
		`"clients": [{"from": "everywhere"}]`:                                          "/mtas/0/clients/0/from",
		`"behaviour": {"cases": [{"certificate": "trusted"}]}`:                         "/mtas/0/behaviour/cases",
		`"changes": [{"connection": 2, "behaviour": {"cases": [{}]}}]`:                 "/mtas/0/changes/0/behaviour/cases",
		`"clients": [{"from": "198.51.100.0/24", "behaviour": {"cases": [{"a": 1}]}}]`: "/mtas/0/clients/0/behaviour/cases",
	} {
		_, err := sim.Decode([]byte(`{"version": 1, "mtas": [{"address": "192.0.2.1", ` + text + `}]}`))
		require.ErrorIs(t, err, sim.ErrWorldFile, text)
		assert.ErrorContains(t, err, want, text)
	}
}
