package sim_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/sim"
	"mtalab/sim/policy"
)

func at(address string) *sim.MTA { return &sim.MTA{Address: netip.MustParseAddr(address)} }

// record makes one as the phrases do.
func record(t *testing.T, name, rtype, value string) fakedns.Record {
	t.Helper()
	made, err := fakedns.NewRecord(name, rtype, value)
	require.NoError(t, err)
	return made
}

func TestTheSenderIsWhereNothingElseIs(t *testing.T) {
	t.Parallel()
	route := policy.Route{Hosts: []policy.RouteHost{{Address: netip.MustParseAddr("192.0.2.10")}}}
	for sentence, test := range map[string]struct {
		world sim.World
		text  string
		want  string
	}{
		"nothing is stated, nor used":      {sim.World{}, "", "[192.0.2.10 2001:db8::10]"},
		"an MTA is there":                  {sim.World{MTAs: []*sim.MTA{at("192.0.2.10"), at("192.0.2.11"), at("2001:db8::10")}}, "", "[192.0.2.12 2001:db8::11]"},
		"a web server is there":            {sim.World{Web: []*sim.Web{{Address: netip.MustParseAddr("192.0.2.10")}}}, "", "[192.0.2.11 2001:db8::10]"},
		"a route leads there":              {sim.World{Policy: policy.Policy{Routes: []policy.Route{route}}}, "", "[192.0.2.11 2001:db8::10]"},
		"a host has it":                    {sim.World{DNS: sim.DNS{Records: []fakedns.Record{record(t, "mx.not", "A", "192.0.2.10")}}}, "", "[192.0.2.11 2001:db8::10]"},
		"it has a PTR record":              {sim.World{DNS: sim.DNS{Records: []fakedns.Record{record(t, "192.0.2.10", "PTR", "mx.not"), record(t, "2001:db8::10", "PTR", "mx.not")}}}, "", "[192.0.2.11 2001:db8::11]"},
		"a fault is about it":              {sim.World{DNS: sim.DNS{Faults: []fakedns.Fault{{Type: "PTR", Name: "192.0.2.10", Silent: true}}}}, "", "[192.0.2.11 2001:db8::10]"},
		"the text has it in brackets":      {sim.World{}, "a message is sent to bob@[192.0.2.10]", "[192.0.2.11 2001:db8::10]"},
		"the text has it in other letters": {sim.World{}, "2001:DB8:0::10 is never contacted, nor 192.0.2.10.", "[192.0.2.11 2001:db8::11]"},
		"it is stated":                     {sim.World{Addresses: []netip.Addr{netip.MustParseAddr("198.51.100.7")}}, "", "[198.51.100.7 2001:db8::10]"},
		"its name leads there":             {sim.World{Hostname: "out.not", DNS: sim.DNS{Records: []fakedns.Record{record(t, "OUT.not", "AAAA", "2001:db8::5")}}}, "", "[2001:db8::5 192.0.2.10]"},
	} {
		assert.Equal(t, test.want, asText(test.world.SenderAddresses(test.text)), sentence)
	}
}

func asText(addresses []netip.Addr) string {
	text := ""
	for i, address := range addresses {
		if i > 0 {
			text += " "
		}
		text += address.String()
	}
	return "[" + text + "]"
}

func TestAnMTAAtTheSendersOwnAddress(t *testing.T) {
	t.Parallel()
	own := []fakedns.Record{record(t, "sender.test", "A", "192.0.2.2")}
	exchanger := append(own, record(t, "example.com", "MX", "20 sender.test"))
	shared := append(exchanger, record(t, "mx.example.com", "A", "192.0.2.2"))
	for sentence, test := range map[string]struct {
		world sim.World
		says  string
	}{
		"it is stated":                            {sim.World{Addresses: []netip.Addr{netip.MustParseAddr("192.0.2.2")}}, "there is an MTA at 192.0.2.2"},
		"its name leads there":                    {sim.World{DNS: sim.DNS{Records: own}}, "there is an MTA at 192.0.2.2"},
		"it is an exchanger, by another name too": {sim.World{DNS: sim.DNS{Records: shared}}, "there is an MTA at 192.0.2.2"},
		"it is an exchanger, and leaves it out":   {sim.World{DNS: sim.DNS{Records: exchanger}}, ""},
		"it is elsewhere":                         {sim.World{Addresses: []netip.Addr{netip.MustParseAddr("192.0.2.3")}}, ""},
		"it is the name server":                   {sim.World{Addresses: []netip.Addr{netip.MustParseAddr("192.0.2.53")}}, "it is the name server's"},
		"it is in no world":                       {sim.World{Addresses: []netip.Addr{netip.MustParseAddr("127.0.0.1")}}, "127.0.0.1 cannot be the sender's"},
	} {
		world := test.world
		world.MTAs = []*sim.MTA{at("192.0.2.1"), at("192.0.2.2")}
		text, err := sim.Encode(&world)
		require.NoError(t, err)
		_, decoded := sim.Decode(text)
		for _, err := range []error{world.CheckSender(), decoded} {
			if test.says == "" {
				assert.NoError(t, err, sentence)
			} else {
				assert.ErrorContains(t, err, test.says, sentence)
			}
		}
	}
}
