package outbound_test

import (
	"context"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/internal/outbound"
	"mtalab/sim/clock"
	"mtalab/sim/network"
)

var (
	nameServer = netip.MustParseAddrPort("192.0.2.53:53")
	start      = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
)

// zone is what most tests ask about.
const zone = `
	example.com                   MX    20 mx2.example.com
	example.com                   MX    10 mx1.example.com
	mx1.example.com               A     192.0.2.9
	mx1.example.com               A     192.0.2.1
	mx1.example.com               AAAA  2001:db8::1
	null.example.com              MX    .
	brand.example.com             CNAME alias.example.com
	alias.example.com             CNAME example.com
	nowhere.example.com           CNAME no.such.name
	to-host.example.com           CNAME mx1.example.com
	round.example.com             CNAME about.example.com
	about.example.com             CNAME round.example.com
	tree.example.com              DNAME example.com
	192.0.2.1                     PTR   ptr-b.rev.not
	192.0.2.1                     PTR   Ptr-A.Rev.not
	2001:db8::1                   PTR   ptr-6.rev.not
	2.2.0.192.in-addr.arpa        CNAME 2.0-127.2.0.192.in-addr.arpa
	2.0-127.2.0.192.in-addr.arpa  PTR   delegated.rev.not`

// bench is a resolver in a network with a name server.
type bench struct {
	*outbound.Resolver
	server *fakedns.Server
	clock  *clock.Clock
}

func newBench(t *testing.T, faults ...fakedns.Fault) bench {
	t.Helper()
	clock := clock.NewClock(start)
	return benchWith(t, clock, &fakedns.Server{Faults: faults, OnSilence: clock.AdvanceToNextDeadline})
}

// benchWith starts a server with the zone that most tests ask about.
func benchWith(t *testing.T, clock *clock.Clock, server *fakedns.Server) bench {
	t.Helper()
	records, err := fakedns.ParseRecords(zone)
	require.NoError(t, err)
	for n := range 60 {
		record, err := fakedns.NewRecord("large.example.com", "MX", fmt.Sprintf("10 mail-exchanger-%d.example.net", n))
		require.NoError(t, err)
		records = append(records, record)
	}
	records = append(records, chain(t, "ten", 10)...)
	records = append(records, chain(t, "eleven", 11)...)
	server.Records = records
	on := new(network.Loopback)
	udp, err := on.ListenPacket("udp", nameServer.String())
	require.NoError(t, err)
	tcp, err := on.Listen("tcp", nameServer.String())
	require.NoError(t, err)
	require.NoError(t, server.Start(udp, tcp))
	resolver := newResolver(t, on, clock)
	t.Cleanup(func() { assert.NoError(t, server.Close()) })
	return bench{resolver, server, clock}
}

func newResolver(t *testing.T, on network.Network, clock *clock.Clock) *outbound.Resolver {
	t.Helper()
	resolver := &outbound.Resolver{Network: network.Timed{Network: on, Clock: clock}, Server: nameServer, Clock: clock}
	t.Cleanup(func() {
		assert.NoError(t, resolver.Close())
		assert.NoError(t, on.Close())
	})
	return resolver
}

// chain is a chain of aliases that ends at a host with an address.
func chain(t *testing.T, name string, length int) []fakedns.Record {
	t.Helper()
	var records []fakedns.Record
	for n := range length {
		record, err := fakedns.NewRecord(fmt.Sprintf("%s-%d.not", name, n), "CNAME", fmt.Sprintf("%s-%d.not", name, n+1))
		require.NoError(t, err)
		records = append(records, record)
	}
	last, err := fakedns.NewRecord(fmt.Sprintf("%s-%d.not", name, length), "A", "192.0.2.7")
	require.NoError(t, err)
	return append(records, last)
}

// ask puts the question that a test names.
func (b bench) ask(name, rtype string) (any, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	switch rtype {
	case "MX":
		return b.MX(ctx, name)
	case "A":
		return b.IPv4(ctx, name)
	case "AAAA":
		return b.IPv6(ctx, name)
	}
	return b.Reverse(ctx, netip.MustParseAddr(name))
}

func addresses(texts ...string) []netip.Addr {
	var all []netip.Addr
	for _, text := range texts {
		all = append(all, netip.MustParseAddr(text))
	}
	return all
}
