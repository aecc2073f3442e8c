package esa

import (
	"context"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheHostsOfARouteComeInOrder(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		claim, hosts, tie string
		want              []string // at each turn
	}{
		{"the lower number first", "b.not/pri=10, a.not/pri=1", "order", []string{"a b", "a b"}},
		{"no number is 0", "b.not/pri=1, a.not", "order", []string{"a b"}},
		{"numbers, not digits", "b.not/pri=10, a.not/pri=9", "order", []string{"a b"}},
		{"equals as entered", "c.not/pri=1, b.not, a.not", "order", []string{"b a c", "b a c"}},
		{"equals in turns", "a.not, b.not, c.not", "round_robin", []string{"a b c", "b c a", "c a b", "a b c"}},
		{"every group takes turns of its own", "z.not/pri=9, a.not, y.not/pri=9, b.not, c.not", "round_robin",
			[]string{"a b c z y", "b c a y z", "c a b z y", "a b c y z", "b c a z y", "c a b y z", "a b c z y"}},
		{"one host is always first", "a.not, b.not/pri=1", "round_robin", []string{"a b", "a b"}},
	} {
		t.Run(c.claim, func(t *testing.T) {
			t.Parallel()
			routes, err := parseRoutes("example.com " + c.hosts)
			require.NoError(t, err)
			o := &outbox{options: readings{routeTie: c.tie}, turns: map[string]int{}}
			for turn, want := range c.want {
				var names []string
				for _, host := range o.inOrder(routes[0]) {
					names = append(names, strings.TrimSuffix(host.Name, ".not"))
				}
				assert.Equal(t, want, strings.Join(names, " "), "turn %d", turn)
			}
			assert.Equal(t, strings.ReplaceAll(c.hosts, "/pri=0", ""), strings.TrimPrefix(formatRoute(routes[0]), "example.com "), "the table stays as it was")
		})
	}
}

func TestHopsToOneAddressAreOneCandidate(t *testing.T) {
	t.Parallel()
	var found deliveryPlan
	one, other := netip.MustParseAddrPort("192.0.2.1:25"), netip.MustParseAddrPort("192.0.2.1:2525")
	found.add(hop{host: "r1.not"}, one)
	found.add(hop{host: "r2.not"}, netip.MustParseAddrPort("192.0.2.2:25"))
	found.add(hop{host: "r3.not"}, one)
	found.add(hop{host: "r4.not"}, other)
	var got []string
	for _, candidate := range found.candidates {
		var hosts []string
		for _, hop := range candidate.hops {
			hosts = append(hosts, hop.host)
		}
		got = append(got, candidate.address.String()+" "+strings.Join(hosts, " "))
	}
	assert.Equal(t, []string{"192.0.2.1:25 r1.not r3.not", "192.0.2.2:25 r2.not", "192.0.2.1:2525 r4.not"}, got)
}

func TestTheNamesThatCountForAConnection(t *testing.T) {
	t.Parallel()
	route := func(name string) hop { return hop{host: "h.not", identity: name, source: fromRoute} }
	mx := func(name string) hop { return hop{host: name, identity: name, source: fromMX} }
	address := hop{address: netip.MustParseAddr("192.0.2.1")}
	for _, c := range []struct {
		claim string
		hops  []hop
		want  string
	}{
		{"the name of the route, and not that of the host behind it", []hop{route("r1.not")}, "r1.not (SMTP route)"},
		{"every name that leads there", []hop{route("r1.not"), route("r2.not")}, "r1.not (SMTP route), r2.not (SMTP route)"},
		{"a name, although an address leads there as well", []hop{route("r1.not"), address}, "r1.not (SMTP route)"},
		{"the MX name connected to, and those of the same address", []hop{mx("mx1.not"), mx("mx2.not")}, "mx1.not (MX), mx2.not (MX)"},
		{"nothing for the domain's own host", []hop{{host: "example.com", source: fromMX}}, ""},
	} {
		t.Run(c.claim, func(t *testing.T) {
			t.Parallel()
			o := &outbox{options: defaultReadings()}
			var names []string
			for reference := range o.nextHopNames(context.Background(), "example.com", candidate{hops: c.hops}) {
				names = append(names, reference.name+" ("+reference.source+")")
			}
			assert.Equal(t, c.want, strings.Join(names, ", "))
		})
	}
}
