package unbound

import (
	"errors"
	"net/netip"
	"os"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/internal/namespace"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/policy"
	"mtalab/sim/senders/esa"
)

func TestMain(m *testing.M) {
	namespace.PrivateChild()
	os.Exit(m.Run())
}

// lendOrSkip lends a resolver; where there can be none the test is skipped.
func lendOrSkip(t *testing.T, pool *Pool) *lent {
	t.Helper()
	resolver, err := pool.Lend(t.Context())
	if errors.Is(err, sim.ErrNoResolver) || errors.Is(err, namespace.ErrNoPrivate) {
		t.Skip(err)
	}
	require.NoError(t, err)
	return resolver.(*lent)
}

// served is a name server behind a resolver.
func served(t *testing.T, resolver *lent, now time.Time, zone fakedns.SignedZone) *fakedns.Server {
	t.Helper()
	records, err := fakedns.ParseRecords("example.com MX 10 mx1.example.com\nmx1.example.com A 192.0.2.1\n1.2.0.192.in-addr.arpa PTR mx1.example.com\nmx.test A 192.0.2.2")
	require.NoError(t, err)
	zone.Name = "example.com"
	server := &fakedns.Server{Records: records, SignedZones: []fakedns.SignedZone{zone}, Now: func() time.Time { return now }}
	udp, tcp, err := resolver.Sockets()
	require.NoError(t, err)
	require.NoError(t, server.Start(udp, tcp))
	require.NoError(t, resolver.Forget(t.Context(), now))
	return server
}

// asked is an answer of the resolver.
func asked(t *testing.T, resolver *lent, network, name string, qtype uint16) (*dns.Msg, string) {
	t.Helper()
	question, err := new(dns.Msg).SetQuestion(name, qtype).SetEdns0(1232, true).Pack()
	require.NoError(t, err)
	wire, bogus := resolver.Answer(t.Context(), network, question)
	require.NotNil(t, wire)
	answer := new(dns.Msg)
	require.NoError(t, answer.Unpack(wire))
	return answer, bogus
}

func TestOneResolverServesWorldAfterWorld(t *testing.T) {
	t.Parallel()
	pool := new(Pool)
	t.Cleanup(func() { assert.NoError(t, pool.Close()) })
	now := time.Date(2031, 5, 1, 12, 0, 0, 0, time.UTC)
	first := lendOrSkip(t, pool)
	server := served(t, first, now, fakedns.SignedZone{Expires: now.Add(time.Hour)})
	for _, network := range []string{"udp", "tcp"} {
		answer, _ := asked(t, first, network, "example.com.", dns.TypeMX)
		assert.True(t, answer.AuthenticatedData, network)
	}
	for name, qtype := range map[string]uint16{"1.2.0.192.in-addr.arpa.": dns.TypePTR, "mx.test.": dns.TypeA} {
		answer, _ := asked(t, first, "udp", name, qtype)
		assert.Len(t, answer.Answer, 1, "%s is the world's, and not unbound's own", name)
	}
	require.NoError(t, first.Forget(t.Context(), now.Add(2*time.Hour)))
	answer, bogus := asked(t, first, "udp", "example.com.", dns.TypeMX)
	assert.Equal(t, dns.RcodeServerFailure, answer.Rcode, "it follows the clock of the world")
	assert.Contains(t, bogus, "signature expired")
	require.NoError(t, server.Close())
	require.NoError(t, first.Close())

	second := lendOrSkip(t, pool)
	assert.Same(t, first.box, second.box, "it goes on running")
	server = served(t, second, now, fakedns.SignedZone{NSEC3: true})
	answer, bogus = asked(t, second, "udp", "example.com.", dns.TypeMX)
	assert.True(t, answer.AuthenticatedData)
	assert.Empty(t, bogus)
	asks := len(server.Queries())
	_, _ = asked(t, second, "udp", "example.com.", dns.TypeMX)
	assert.Len(t, server.Queries(), asks, "it remembers")
	require.NoError(t, server.Close())
	require.NoError(t, second.Close())
}

func TestAWorldIsAskedThroughAResolver(t *testing.T) {
	t.Parallel()
	pool := new(Pool)
	t.Cleanup(func() { assert.NoError(t, pool.Close()) })
	require.NoError(t, lendOrSkip(t, pool).Close())
	for _, c := range []struct {
		claim string
		flaws []fakedns.Flaw
		fate  evidence.Fate
		asked []string
	}{
		{"an honest zone", nil, evidence.DeliveredEncrypted, []string{"MX", "A", "AAAA"}},
		{"a bogus one", []fakedns.Flaw{fakedns.WrongDS}, evidence.Deferred, []string{"MX"}},
		{"an insecure one", []fakedns.Flaw{fakedns.NoDS}, evidence.DeliveredEncrypted, []string{"MX", "A", "AAAA"}},
	} {
		records, err := fakedns.ParseRecords("example.com MX 10 mx1.example.com\nmx1.example.com A 192.0.2.1\n192.0.2.1 PTR mx1.example.com")
		require.NoError(t, err)
		world := &sim.World{
			DNS:    sim.DNS{Records: records, SignedZones: []fakedns.SignedZone{{Name: "example.com", Flaws: c.flaws}}},
			MTAs:   []*sim.MTA{{Address: netip.MustParseAddr("192.0.2.1"), Shows: &sim.Certificate{Leaf: pki.Leaf{DNSNames: []string{"mx1.example.com"}}}}},
			Policy: policy.Policy{Default: policy.Encrypted},
		}
		running, err := sim.Start(t.Context(), world, esa.Sender{}, sim.Options{Network: new(network.Memory), Resolver: pool})
		require.NoError(t, err, c.claim)
		outcomes, err := running.Send(t.Context(), evidence.Message{From: "alice@sender.test", To: []string{"u@example.com"}})
		require.NoError(t, err, c.claim)
		assert.Equal(t, c.fate, outcomes[0].Fate, "%s: %s", c.claim, running.Trail)
		var types []string
		for _, query := range sim.Of[fakedns.Query](running.Trail) {
			types = append(types, query.Type)
			assert.Equal(t, c.fate == evidence.Deferred, query.Bogus != "", "%s: %s", c.claim, query)
		}
		assert.Equal(t, c.asked, types, "%s: what the sender asks, and nothing that the resolver does", c.claim)
		require.NoError(t, running.Close(), c.claim)
	}
}
