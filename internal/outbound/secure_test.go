package outbound_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/internal/outbound"
	"mtalab/sim/clock"
	"mtalab/sim/network"
)

const tlsaName = "_25._tcp.mx1.example.com"

// secureResolver asks a server in which example.com is signed, or only called secure.
func secureResolver(t *testing.T, way string, flaws []fakedns.Flaw, faults ...fakedns.Fault) *outbound.Resolver {
	t.Helper()
	records, err := fakedns.ParseRecords(`
		example.com      MX    10 mx1.example.com
		mx1.example.com  A     192.0.2.1
		mx1.example.com  AAAA  2001:db8::1
		mx.example.com   CNAME mx1.example.com
		out.example.com  CNAME mx.example.org
		mx.example.org   A     192.0.2.2
		` + tlsaName + `  TLSA  3 1 1 0123`)
	require.NoError(t, err)
	on := &network.Memory{}
	udp, err := on.ListenPacket("udp", network.NameServer.String())
	require.NoError(t, err)
	tcp, err := on.Listen("tcp", network.NameServer.String())
	require.NoError(t, err)
	at := clock.NewClock(start)
	server := &fakedns.Server{Records: records, Faults: faults, Now: at.Now}
	if way == "assumed" {
		server.SecureZones = []string{"example.com"}
	} else {
		server.SignedZones = []fakedns.SignedZone{{Name: "example.com", Flaws: flaws}}
	}
	require.NoError(t, server.Start(udp, tcp))
	resolver := &outbound.Resolver{Network: network.Timed{Network: on, Clock: at}, Server: network.NameServer, Clock: at}
	if way == "validated" {
		anchor, err := fakedns.TrustAnchor()
		require.NoError(t, err)
		resolver.Validate(anchor)
	}
	t.Cleanup(func() {
		assert.NoError(t, resolver.Close())
		assert.NoError(t, server.Close())
		assert.NoError(t, on.Close())
	})
	return resolver
}

func TestWhatIsSecureIsToldWithTheRecords(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"assumed", "signed", "validated"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			r := secureResolver(t, way, nil)
			mx, err := r.SecureMX(t.Context(), "example.com")
			require.NoError(t, err)
			assert.Equal(t, outbound.Answer[outbound.MX]{Records: []outbound.MX{{Preference: 10, Host: "mx1.example.com"}}, Secure: true, Name: "example.com"}, mx)
			tlsa, err := r.TLSA(t.Context(), tlsaName)
			require.NoError(t, err)
			assert.Equal(t, []outbound.TLSA{{Usage: 3, Selector: 1, MatchingType: 1, Data: []byte{1, 0x23}}}, tlsa.Records)
			assert.True(t, tlsa.Secure)
			four, err := r.SecureIPv4(t.Context(), "mx.example.com")
			require.NoError(t, err)
			assert.Equal(t, outbound.Answer[netip.Addr]{Records: []netip.Addr{netip.MustParseAddr("192.0.2.1")}, Secure: true, Name: "mx1.example.com"}, four)
			four, err = r.SecureIPv4(t.Context(), "out.example.com")
			require.NoError(t, err)
			assert.Equal(t, outbound.Answer[netip.Addr]{Records: []netip.Addr{netip.MustParseAddr("192.0.2.2")}, Name: "mx.example.org"}, four, "an alias that leads out of it")
			alias, err := r.SecureAlias(t.Context(), "out.example.com")
			require.NoError(t, err)
			assert.Equal(t, outbound.Answer[string]{Records: []string{"mx.example.org"}, Secure: true, Name: "out.example.com"}, alias, "and is secure itself")
			none, err := r.TLSA(t.Context(), "_25._tcp.example.com")
			require.ErrorIs(t, err, outbound.ErrNoDomain)
			assert.True(t, none.Secure, "the absence is proven")
			none, err = r.TLSA(t.Context(), "_25._tcp.mx.example.org")
			require.ErrorIs(t, err, outbound.ErrNoDomain)
			assert.False(t, none.Secure)
			six, err := r.SecureIPv6(t.Context(), "mx1.example.com")
			require.NoError(t, err)
			assert.True(t, six.Secure)
			_, err = r.SecureIPv6(t.Context(), "mx.example.org")
			require.ErrorIs(t, err, outbound.ErrNoRecords)
		})
	}
}

func TestWhatIsBogusIsNoAbsence(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"assumed", "signed", "validated"} {
		for _, flaw := range []fakedns.Flaw{fakedns.Expired, fakedns.NoRRSIG, fakedns.Tampered} {
			r := secureResolver(t, way, nil, fakedns.Fault{Name: tlsaName, Type: "TLSA", Flaw: flaw})
			_, err := r.TLSA(t.Context(), tlsaName)
			assert.ErrorIs(t, err, outbound.ErrTemporary, "%s, %s", way, flaw)
			mx, err := r.SecureMX(t.Context(), "example.com")
			assert.NoError(t, err, way)
			assert.True(t, mx.Secure, way)
		}
	}
	for _, way := range []string{"signed", "validated"} {
		_, err := secureResolver(t, way, []fakedns.Flaw{fakedns.NoDenial}).TLSA(t.Context(), "_25._tcp.example.com")
		assert.ErrorIs(t, err, outbound.ErrTemporary, way)
		mx, err := secureResolver(t, way, []fakedns.Flaw{fakedns.NoDS}).SecureMX(t.Context(), "example.com")
		require.NoError(t, err, way)
		assert.False(t, mx.Secure, way)
	}
}
