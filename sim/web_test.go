package sim_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/senders/esa"
)

// surf starts a world with one web server and asks it for a page.
func surf(t *testing.T, web *sim.Web, page string) (*sim.Running, *http.Response, error) {
	t.Helper()
	loopback := &network.Loopback{}
	described := emailhosted(t)
	described.Web = []*sim.Web{web}
	torn := &sim.Certificate{Changes: []pki.Change{{Kind: "torn"}}}
	described.MTAs = append(described.MTAs, &sim.MTA{Address: netip.MustParseAddr("192.0.2.9"), Shows: torn})
	world := runningOn(t, loopback, described, esa.Sender{})
	client := http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, protocol, _ string) (net.Conn, error) {
			timed := network.Timed{Network: loopback, Clock: world.Clock}
			return timed.DialContext(ctx, protocol, web.AddrPort().String())
		},
	}}
	answer, err := client.Get(page)
	if err == nil {
		t.Cleanup(func() { _ = answer.Body.Close() })
	}
	return world, answer, err
}

func TestAWebServerAnswers(t *testing.T) {
	t.Parallel()
	pages := map[string]sim.Page{
		"a.not/list":   {Body: []byte("a list")},
		"a.not/broken": {CRL: &sim.CRLPage{URL: "http://a.not/broken", Revoked: []netip.AddrPort{netip.MustParseAddrPort("192.0.2.9:25")}}},
	}
	for _, test := range []struct {
		sentence, url string
		status        int
		body          string
	}{
		{"with a page", "http://a.not/list", 200, "a list"},
		{"that the page does not exist", "http://a.not/other", 404, ""},
		{"that the host does not exist", "http://b.not/list", 404, ""},
		{"that it cannot make the page", "http://a.not/broken", 500, "a certificate torn: unknown kind of change"},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			world, answer, err := surf(t, &sim.Web{Address: netip.MustParseAddr("192.0.2.80"), Pages: pages}, test.url)
			require.NoError(t, err)
			body, err := io.ReadAll(answer.Body)
			require.NoError(t, err)
			assert.Equal(t, test.status, answer.StatusCode)
			assert.Equal(t, test.body, string(body))
			assert.Equal(t, []evidence.HTTPRequest{{URL: test.url, Status: test.status}}, sim.Of[evidence.HTTPRequest](world.Trail))
			assert.Contains(t, world.Trail.String(), "GET "+test.url)
		})
	}
}

func TestAWebServerNeedNotAnswer(t *testing.T) {
	t.Parallel()
	address := netip.MustParseAddr("192.0.2.80")
	t.Run("it refuses", func(t *testing.T) {
		t.Parallel()
		world, _, err := surf(t, &sim.Web{Address: address, Refuses: true}, "http://a.not/list")
		require.ErrorContains(t, err, "refused")
		assert.Empty(t, sim.Of[evidence.HTTPRequest](world.Trail))
	})
	t.Run("it stays silent until the asker loses patience", func(t *testing.T) {
		t.Parallel()
		world, _, err := surf(t, &sim.Web{Address: address, Silent: true, Port: 8080}, "http://a.not/list")
		require.ErrorContains(t, err, "timeout")
		assert.Equal(t, []evidence.HTTPRequest{{URL: "http://a.not/list"}}, sim.Of[evidence.HTTPRequest](world.Trail))
		assert.Contains(t, world.Trail.String(), "GET http://a.not/list → silence")
	})
}
