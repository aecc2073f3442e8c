package opensmtpd

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/driver"
	"mtalab/sim"
	"mtalab/sim/policy"
)

func TestARouteInWords(t *testing.T) {
	t.Parallel()
	host := policy.RouteHost{Name: "relay.not", Bracket: true}
	no := policy.Setting{Name: "no", Requirement: policy.WithoutTLS}
	for sentence, c := range map[string]struct {
		setting policy.Setting
		route   driver.Route
		want    string // empty: it has no words for it
	}{
		"without TLS":                         {no, driver.Route{host}, "relay host smtp+notls://relay.not"},
		"encrypted":                           {policy.Encrypted, driver.Route{host}, "relay host smtp+tls://relay.not tls no-verify"},
		"verified against the host":           {policy.VerifiedHost, driver.Route{host}, "relay host smtp+tls://relay.not tls"},
		"no setting":                          {policy.Unset, driver.Route{host}, "relay host smtp://relay.not"},
		"an address with a port":              {policy.Encrypted, driver.Route{{Address: netip.MustParseAddr("192.0.2.1"), Port: 587}}, "relay host smtp+tls://192.0.2.1:587 tls no-verify"},
		"an IPv6 address":                     {policy.Encrypted, driver.Route{{Address: netip.MustParseAddr("2001:db8::1")}}, "relay host smtp+tls://[2001:db8::1] tls no-verify"},
		"verified against the domain":         {policy.VerifiedDomain, driver.Route{host}, ""},
		"a host whose MX records are to lead": {policy.Encrypted, driver.Route{{Name: "relay.not"}}, ""},
		"two hosts":                           {policy.Encrypted, driver.Route{host, host}, ""},
		"mail that is dropped":                {policy.Encrypted, driver.Route{{Discard: true}}, ""},
	} {
		words, err := routed(driver.Domain[string]{Name: "a.not", Setting: c.setting, Route: c.route})
		if c.want == "" {
			require.ErrorIs(t, err, sim.ErrNotSupported, sentence)
			continue
		}
		require.NoError(t, err, sentence)
		assert.Equal(t, c.want, words, sentence)
	}
}

func TestALogCallsADomainByItsSmartHost(t *testing.T) {
	t.Parallel()
	words := driver.Words[string]{Domains: []driver.Domain[string]{
		{Name: "a.not", Route: driver.Route{{Name: "Relay.not", Bracket: true}}},
		{Name: ".a.not", Route: driver.Route{{Address: netip.MustParseAddr("192.0.2.1")}}},
	}}
	assert.Equal(t, "relay.not", leadsTo(words, "ann@a.not"))
	assert.Equal(t, "192.0.2.1", leadsTo(words, "ann@sub.a.not"))
	assert.Equal(t, "b.not", leadsTo(words, "ann@b.not"))
}
