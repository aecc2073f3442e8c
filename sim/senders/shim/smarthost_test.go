package shim

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"

	"mtalab/sim/policy"
)

func TestASmartHostIsARouteToOneHost(t *testing.T) {
	t.Parallel()
	for sentence, c := range map[string]struct {
		hosts  []policy.RouteHost
		want   *smartHost
		simple bool
	}{
		"a name is looked up for MX records":  {[]policy.RouteHost{{Name: "Relay.not"}}, &smartHost{"relay.not", 25, true}, true},
		"one in brackets is not":              {[]policy.RouteHost{{Name: "relay.not", Bracket: true, Port: 587}}, &smartHost{"relay.not", 587, false}, true},
		"an address":                          {[]policy.RouteHost{{Address: netip.MustParseAddr("2001:db8::1")}}, &smartHost{"2001:db8::1", 25, false}, true},
		"the DNS, which is none":              {[]policy.RouteHost{{UseDNS: true}}, nil, true},
		"mail that is dropped has no meaning": {[]policy.RouteHost{{Discard: true}}, nil, false},
		"nor have two hosts":                  {[]policy.RouteHost{{Name: "a.not"}, {Name: "b.not"}}, nil, false},
		"nor has none":                        {nil, nil, false},
	} {
		got, simple := smartHostOf(policy.Route{Hosts: c.hosts})
		assert.Equal(t, c.want, got, sentence)
		assert.Equal(t, c.simple, simple, sentence)
	}
}
