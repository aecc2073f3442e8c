package sendmail

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim"
	"mtalab/sim/policy"
)

func TestAPolicyInWords(t *testing.T) {
	t.Parallel()
	entry := func(domain string, setting policy.Setting) policy.Destination {
		return policy.Destination{Domain: domain, Setting: setting}
	}
	route := func(domain string, hosts ...policy.RouteHost) policy.Route {
		return policy.Route{Domain: domain, Hosts: hosts}
	}
	host := policy.RouteHost{Name: "relay.not", Bracket: true}
	byMX := policy.RouteHost{UseDNS: true}
	for sentence, c := range map[string]struct {
		asked           policy.Policy
		access, mailers string
		ports           []uint16
	}{
		"a setting for every domain": {policy.Policy{Default: policy.Encrypted}, "TLS_Srv:\tENCR:112\n", "", nil},
		"a setting for one domain":   {policy.Policy{Destinations: []policy.Destination{entry("a.not", policy.TrustedChain)}}, "TLS_Srv:\tVERIFY:112\n", "", nil},
		"a route to a host in brackets": {policy.Policy{Default: policy.Encrypted, Routes: []policy.Route{route("a.not", host)}},
			"TLS_Srv:\tENCR:112\n", "a.not\tesmtp:[relay.not]\n", nil},
		"a route to a host that is looked up as mail is": {policy.Policy{Default: policy.Encrypted, Routes: []policy.Route{route("a.not", policy.RouteHost{Name: "relay.not"})}},
			"TLS_Srv:\tENCR:112\n", "a.not\tesmtp:relay.not\n", nil},
		"hosts by their priority, at a port": {policy.Policy{Default: policy.Encrypted, Routes: []policy.Route{route("a.not",
			policy.RouteHost{Address: netip.MustParseAddr("2001:db8::1"), Port: 2525, Priority: 2}, policy.RouteHost{Address: netip.MustParseAddr("192.0.2.1"), Port: 2525, Priority: 1})}},
			"TLS_Srv:\tENCR:112\n", "a.not\tport2525:[192.0.2.1]:[IPv6:2001:db8::1]\n", []uint16{2525}},
		"the more specific first, and all others last": {policy.Policy{Default: policy.Encrypted, Routes: []policy.Route{route("ALL", host), route(".a.not", byMX), route(".b.a.not", host), route("a.not", byMX)}},
			"TLS_Srv:\tENCR:112\n", "a.not\tesmtp:a.not\n.b.a.not\tesmtp:[relay.not]\n.a.not\tesmtp:%1.a.not\n.\tesmtp:[relay.not]\n", nil},
	} {
		made, err := inWords(c.asked)
		require.NoError(t, err, sentence)
		assert.Equal(t, c.access, made.access, sentence)
		assert.Equal(t, c.mailers, made.mailers, sentence)
		assert.Equal(t, c.ports, made.ports, sentence)
	}
	for sentence, asked := range map[string]policy.Policy{
		"a setting for one domain, and another for all": {Default: policy.Encrypted, Destinations: []policy.Destination{entry("a.not", policy.TrustedChain)}},
		"hosts of one route at several ports":           {Routes: []policy.Route{route("a.not", host, policy.RouteHost{Name: "relay.not", Port: 26})}},
		"mail that is dropped":                          {Routes: []policy.Route{route("a.not", policy.RouteHost{Discard: true})}},
		"a name that it does not compare with":          {Default: policy.VerifiedDomain, Routes: []policy.Route{route("a.not", host)}},
	} {
		_, err := inWords(asked)
		require.ErrorIs(t, err, sim.ErrNotSupported, sentence)
	}
}
