package postfix

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/driver"
	"mtalab/sim"
	"mtalab/sim/policy"
)

func TestWhatARouteDoesToTheNameThatIsVerified(t *testing.T) {
	t.Parallel()
	name, address := policy.RouteHost{Name: "relay.not"}, policy.RouteHost{Address: netip.MustParseAddr("192.0.2.1")}
	everyName := policy.Setting{Name: "hosted", Requirement: hosted}
	for sentence, c := range map[string]struct {
		domain  string
		setting policy.Setting
		host    policy.RouteHost
		want    string // empty: it has no words for it
	}{
		"the recipient domain is no next hop":           {"a.not", policy.VerifiedDomain, name, "secure match=a.not"},
		"nor is it over an address":                     {"a.not", policy.VerifiedDomain, address, "secure match=a.not"},
		"which domain it is cannot be told for several": {".a.not", policy.VerifiedDomain, name, ""},
		"nor for all": {"", policy.VerifiedDomain, name, ""},
		"the recipient domain, or what the route names":    {"a.not", everyName, name, "secure match=a.not:nexthop"},
		"an address does not name the MX hosts that count": {"a.not", everyName, address, ""},
		"the host that is connected to":                    {"a.not", policy.VerifiedHost, name, "verify match=hostname"},
		"no name":                                          {"", policy.Encrypted, address, "encrypt"},
		"a chain alone it cannot be told":                  {"a.not", policy.TrustedChain, name, ""},
	} {
		words, err := routed(driver.Domain[string]{Name: c.domain, Setting: c.setting, Route: driver.Route{c.host}})
		if c.want == "" {
			require.ErrorIs(t, err, sim.ErrNotSupported, sentence)
			continue
		}
		require.NoError(t, err, sentence)
		assert.Equal(t, c.want, words, sentence)
	}
}

func TestTheTransportTable(t *testing.T) {
	t.Parallel()
	six := netip.MustParseAddr("2001:db8::1")
	made, err := routesOf(driver.Words[string]{
		Domains: []driver.Domain[string]{
			{Name: "a.not", Route: driver.Route{{Name: "relay.not", Bracket: true, Port: 2525}, {Name: "second.not"}, {Address: six}}},
			{Name: "b.not"},
			{Name: ".a.not", Route: driver.Route{{Discard: true}}},
		},
		Default: &driver.Domain[string]{Route: driver.Route{{Address: six, Port: 26}}},
	})
	require.NoError(t, err)
	assert.Equal(t, "a.not\troute0:[relay.not]:2525, second.not, [2001:db8::1]\nb.not\tsmtp:\n.a.not\tdiscard:\n", made.Transports)
	assert.Equal(t, "route3:[2001:db8::1]:26", made.Default)
	assert.Equal(t, "route0 unix - - n - - smtp -o smtp_tls_policy_maps=socketmap:inet:127.0.0.1:2727:route0\n"+
		"route3 unix - - n - - smtp -o smtp_tls_policy_maps=socketmap:inet:127.0.0.1:2727:route3\n", made.services)

	made, err = routesOf(driver.Words[string]{Domains: []driver.Domain[string]{{Name: "a.not"}}, Default: &driver.Domain[string]{}})
	require.NoError(t, err)
	assert.Equal(t, routes{Default: "smtp"}, made, "a Postfix that runs needs no other configuration")
}

func TestRoutesHaveABound(t *testing.T) {
	t.Parallel()
	var words driver.Words[string]
	for i := range mostServices + 1 {
		words.Domains = append(words.Domains, driver.Domain[string]{Name: fmt.Sprintf("d%d.not", i), Route: driver.Route{{Name: "relay.not"}}})
	}
	_, err := routesOf(words)
	require.ErrorIs(t, err, sim.ErrNotSupported)
	words.Domains = words.Domains[:mostServices]
	_, err = routesOf(words)
	require.NoError(t, err)
}
