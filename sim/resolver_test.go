package sim_test

import (
	"context"
	"errors"
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/internal/namespace"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
)

func TestGosOwnResolverAsksAWorld(t *testing.T) {
	t.Parallel()
	for name, network := range networks {
		t.Run(name, func(t *testing.T) { askWithGo(t, network(), "192.0.2.53:53") })
	}
	for _, at := range []string{"192.0.2.53:53", "127.0.0.1:53"} { // the latter for programs that trust no other resolver
		t.Run("private, at "+at, func(t *testing.T) {
			private, err := namespace.NewPrivate(bounded(t))
			if errors.Is(err, namespace.ErrNoPrivate) {
				t.Skip(err)
			}
			require.NoError(t, err)
			askWithGo(t, private, at)
		})
	}
}

func askWithGo(t *testing.T, on network.Network, at string) {
	t.Parallel()
	records, err := fakedns.ParseRecords("example.com MX 10 mx1.example.com\nmx1.example.com A 192.0.2.1\nmx1.example.com AAAA 2001:db8::1\n")
	require.NoError(t, err)
	var exchangers []*net.MX
	var addresses []string
	ask := func(p *scriptedSender, m evidence.Message) ([]evidence.Outcome, error) {
		resolver := net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return p.env.Network.DialContext(ctx, network, at)
		}}
		var errs [2]error
		exchangers, errs[0] = resolver.LookupMX(t.Context(), "example.com")
		addresses, errs[1] = resolver.LookupHost(t.Context(), "mx1.example.com.")
		return says(m, evidence.Deferred), errors.Join(errs[:]...)
	}
	world := runningOn(t, on, &sim.World{DNS: sim.DNS{Records: records}}, &scriptedSender{send: ask})
	_, err = world.Send(bounded(t), letter("u@example.com")) // which abandons a resolver that hangs
	require.NoError(t, err)
	assert.Equal(t, []*net.MX{{Host: "mx1.example.com.", Pref: 10}}, exchangers)
	assert.ElementsMatch(t, []string{"192.0.2.1", "2001:db8::1"}, addresses)
	for _, query := range sim.Of[fakedns.Query](world.Trail) {
		assert.Equal(t, "udp", query.Network)
	}
}
