package outbound_test

import (
	"context"
	"fmt"
	"log"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/internal/outbound"
	"mtalab/sim/clock"
	"mtalab/sim/network"
)

func TestResolverReturnsRecordsInTheOrderOfTheAnswer(t *testing.T) {
	t.Parallel()
	exchangers := []outbound.MX{{Preference: 20, Host: "mx2.example.com"}, {Preference: 10, Host: "mx1.example.com"}}
	for _, test := range []struct {
		sentence, name, rtype string
		want                  any
	}{
		{"mail exchangers without final dots", "example.com", "MX", exchangers},
		{"a name with a final dot is the same name", "example.com.", "MX", exchangers},
		{"letter case means nothing", "EXAMPLE.Com", "MX", exchangers},
		{"the root of a null MX is no host", "null.example.com", "MX", []outbound.MX{{}}},
		{"an alias of an alias", "brand.example.com", "MX", exchangers},
		{"a DNAME", "mx1.tree.example.com", "A", addresses("192.0.2.9", "192.0.2.1")},
		{"a chain of aliases as long as the limit", "ten-0.not", "A", addresses("192.0.2.7")},
		{"IPv4 addresses", "mx1.example.com", "A", addresses("192.0.2.9", "192.0.2.1")},
		{"IPv6 addresses", "mx1.example.com", "AAAA", addresses("2001:db8::1")},
		{"addresses behind an alias", "to-host.example.com", "AAAA", addresses("2001:db8::1")},
		{"reverse names of IPv4 in the letter case of the answer", "192.0.2.1", "PTR", []string{"ptr-b.rev.not", "Ptr-A.Rev.not"}},
		{"a reverse name of IPv6", "2001:db8::1", "PTR", []string{"ptr-6.rev.not"}},
		{"a reverse name delegated by CNAME", "192.0.2.2", "PTR", []string{"delegated.rev.not"}},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			got, err := b.ask(test.name, test.rtype)
			require.NoError(t, err)
			assert.Equal(t, test.want, got)
			assert.Len(t, b.server.Queries(), 1)
			assert.Equal(t, start, b.clock.Now(), "an honest server costs no time")
		})
	}
}

func TestResolverTellsTheKindsOfFailureApart(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		sentence, name, rtype string
		fault                 fakedns.Fault
		want                  error
		questions             int
		waits                 time.Duration
	}{
		{"a name that does not exist", "no.such.name", "MX", fakedns.Fault{}, outbound.ErrNoDomain, 1, 0},
		{"an alias of a name that does not exist", "nowhere.example.com", "A", fakedns.Fault{}, outbound.ErrNoDomain, 1, 0},
		{"an address without a reverse name", "192.0.2.99", "PTR", fakedns.Fault{}, outbound.ErrNoDomain, 1, 0},
		{"a name without such records", "mx1.example.com", "MX", fakedns.Fault{}, outbound.ErrNoRecords, 1, 0},
		{"an alias of a name without such records", "to-host.example.com", "MX", fakedns.Fault{}, outbound.ErrNoRecords, 1, 0},
		{"aliases in a circle", "round.example.com", "A", fakedns.Fault{}, outbound.ErrTemporary, 1, 0},
		{"a chain of aliases longer than the limit", "eleven-0.not", "A", fakedns.Fault{}, outbound.ErrTemporary, 1, 0},
		{"SERVFAIL", "example.com", "MX", fakedns.Fault{Rcode: "SERVFAIL"}, outbound.ErrTemporary, 1, 0},
		{"REFUSED", "example.com", "MX", fakedns.Fault{Rcode: "REFUSED"}, outbound.ErrTemporary, 1, 0},
		{"FORMERR", "example.com", "MX", fakedns.Fault{Rcode: "FORMERR"}, outbound.ErrTemporary, 1, 0},
		{"NXDOMAIN on purpose", "example.com", "MX", fakedns.Fault{Rcode: "NXDOMAIN"}, outbound.ErrNoDomain, 1, 0},
		{"no answer, twice five seconds", "example.com", "MX", fakedns.Fault{Silent: true}, outbound.ErrTemporary, 2, 10 * time.Second},
		{"no such records at the second try, after five seconds", "example.com", "A", fakedns.Fault{Silent: true, Times: 1}, outbound.ErrNoRecords, 2, 5 * time.Second},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			var faults []fakedns.Fault
			if test.fault.String() != "" {
				faults = append(faults, test.fault)
			}
			b := newBench(t, faults...)
			_, err := b.ask(test.name, test.rtype)
			require.ErrorIs(t, err, test.want)
			assert.ErrorContains(t, err, test.rtype+" of ", "the error names the question")
			assert.Len(t, b.server.Queries(), test.questions)
			assert.Equal(t, start.Add(test.waits), b.clock.Now())
		})
	}
}

func TestResolverTurnsToTCPWhenAnAnswerDoesNotFit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		sentence, name string
		faults         []fakedns.Fault
		exchangers     int
		networks       []string
	}{
		{"an answer larger than UDP allows", "large.example.com", nil, 60, []string{"udp", "tcp"}},
		{"an answer truncated on purpose", "example.com", []fakedns.Fault{{Truncate: true}}, 2, []string{"udp", "tcp"}},
		{"no answer over TCP at first", "example.com", []fakedns.Fault{{Truncate: true, Times: 1}, {Silent: true, Times: 1}}, 2, []string{"udp", "tcp", "udp"}},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, test.faults...)
			exchangers, err := b.MX(context.Background(), test.name)
			require.NoError(t, err)
			assert.Len(t, exchangers, test.exchangers)
			var networks []string
			for _, query := range b.server.Queries() {
				networks = append(networks, query.Network)
			}
			assert.Equal(t, test.networks, networks)
		})
	}
}

func TestResolverReadsNamesInMixedLetterCase(t *testing.T) {
	t.Parallel()
	b := newBench(t, fakedns.Fault{MixedCase: true})
	exchangers, err := b.MX(context.Background(), "brand.example.com")
	require.NoError(t, err)
	require.Len(t, exchangers, 2)
	assert.Equal(t, "Mx2.ExAmPlE.cOm", exchangers[0].Host)
}

func TestResolverTellsOfAliasesAndOfNothingElse(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var told []string
	b.OnAlias = func(qtype, name, target string) { told = append(told, qtype+" "+name+" "+target) }
	for _, name := range []string{"example.com", "EXAMPLE.com.", "brand.example.com."} {
		_, err := b.MX(context.Background(), name)
		require.NoError(t, err)
	}
	assert.Equal(t, []string{"MX brand.example.com example.com"}, told)
}

func TestResolverStopsWaitingWhenItsContextEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	b := benchWith(t, clock.NewClock(start), &fakedns.Server{
		Faults:  []fakedns.Fault{{Silent: true}},
		OnQuery: func(fakedns.Query) { cancel() },
	})
	_, err := b.MX(ctx, "example.com")
	require.ErrorIs(t, err, context.Canceled)
	assert.NotErrorIs(t, err, outbound.ErrTemporary, "the laboratory stopped it, and not the name server")
	assert.Equal(t, start, b.clock.Now())
}

func TestResolverAtRestWaitsForNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, err := b.MX(context.Background(), "example.com")
	require.NoError(t, err)
	b.clock.AdvanceToNextDeadline()
	assert.Equal(t, start, b.clock.Now())
}

func TestResolverFindsNobodyWhereNoNameServerIs(t *testing.T) {
	t.Parallel()
	resolver := newResolver(t, new(network.Loopback), clock.NewClock(start))
	_, err := resolver.MX(context.Background(), "example.com")
	assert.ErrorIs(t, err, outbound.ErrTemporary)
}

func TestResolverServesManyAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var askers sync.WaitGroup
	for range 8 {
		askers.Go(func() {
			hosts, err := b.IPv4(context.Background(), "mx1.example.com")
			assert.NoError(t, err)
			assert.Len(t, hosts, 2)
			names, err := b.Reverse(context.Background(), netip.MustParseAddr("2001:db8::1"))
			assert.NoError(t, err)
			assert.Equal(t, []string{"ptr-6.rev.not"}, names)
		})
	}
	askers.Wait()
}

func ExampleResolver() {
	record, err := fakedns.NewRecord("example.com", "MX", "10 mx1.example.com")
	if err != nil {
		log.Fatal(err)
	}
	loopback, clock := new(network.Loopback), clock.NewClock(time.Now())
	defer loopback.Close()
	udp, err := loopback.ListenPacket("udp", "192.0.2.53:53")
	if err != nil {
		log.Fatal(err)
	}
	server := &fakedns.Server{Records: []fakedns.Record{record}, OnSilence: clock.AdvanceToNextDeadline}
	if err := server.Start(udp, nil); err != nil {
		log.Fatal(err)
	}
	defer server.Close()

	resolver := &outbound.Resolver{
		Network: network.Timed{Network: loopback, Clock: clock},
		Server:  netip.MustParseAddrPort("192.0.2.53:53"),
		Clock:   clock,
	}
	defer resolver.Close()
	exchangers, err := resolver.MX(context.Background(), "example.com")
	fmt.Println(exchangers, err)
	_, err = resolver.MX(context.Background(), "example.org")
	fmt.Println(err)
	// Output:
	// [{10 mx1.example.com}] <nil>
	// MX of example.org: the name does not exist
}
