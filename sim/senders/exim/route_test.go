package exim

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"

	"mtalab/internal/driver"
)

func TestTheHostsOfARoute(t *testing.T) {
	t.Parallel()
	four, six := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")
	for want, route := range map[string]driver.Route{
		"":                               nil,
		"<+relay.not+192.0.2.1":          {{Name: "relay.not", Bracket: true}, {Address: four}},
		"<+relay.not:2525+192.0.2.1:26":  {{Name: "relay.not", Bracket: true, Port: 2525}, {Address: four, Port: 26}},
		"<+2001:db8::1+[2001:db8::1]:26": {{Address: six}, {Address: six, Port: 26}},
		"<+${lookup dnsdb{mxh=r.not}{r.not/MX:26}{r.not:26}}": {{Name: "r.not", Port: 26}},
	} {
		assert.Equal(t, want, hosts(route))
	}
	assert.Empty(t, hosts(driver.Route{{Discard: true}}), "a router of its own drops the mail")
}
