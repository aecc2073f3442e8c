package fakedns_test

import (
	"net"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
)

const faultyZone = `
	example.com     MX  10 mx1.example.com
	mx1.example.com A   192.0.2.1
	192.0.2.1       PTR mx1.example.com`

func TestFaults(t *testing.T) {
	t.Parallel()
	const (
		mx  = "10 mx1.example.com."
		a   = "192.0.2.1"
		ptr = "mx1.example.com."
	)
	for _, c := range []struct {
		claim       string
		fault       fakedns.Fault
		mx, a, none string // the answers for the MX of example.com, the A of mx1 and the A of nowhere
	}{
		{"a code for one question", fakedns.Fault{Name: "Example.com", Type: "mx", Rcode: "servfail"}, "SERVFAIL", a, "NXDOMAIN"},
		{"a code for one type", fakedns.Fault{Type: "A", Rcode: "REFUSED"}, mx, "REFUSED", "REFUSED"},
		{"a code for one name", fakedns.Fault{Name: "mx1.example.com", Rcode: "NXDOMAIN"}, mx, "NXDOMAIN", "NXDOMAIN"},
		{"a code for all", fakedns.Fault{Rcode: "NOTIMP"}, "NOTIMP", "NOTIMP", "NOTIMP"},
		{"a code for what does not exist", fakedns.Fault{Name: "nowhere", Rcode: "FORMERR"}, mx, a, "FORMERR"},
		{"records withheld", fakedns.Fault{Type: "MX", Rcode: "NOERROR"}, "no records", a, "NXDOMAIN"},
		{"truncated", fakedns.Fault{Type: "MX", Truncate: true}, "truncated", a, "NXDOMAIN"},
		{"mixed case", fakedns.Fault{MixedCase: true}, "10 Mx1.ExAmPlE.cOm.", a, "NXDOMAIN"},
		{"used up", fakedns.Fault{Rcode: "SERVFAIL", Times: 1}, "SERVFAIL", a, "NXDOMAIN"},
		{"none for an address that is no PTR", fakedns.Fault{Name: "192.0.2.1", Type: "A", Rcode: "SERVFAIL"}, mx, a, "NXDOMAIN"},
	} {
		t.Run(c.claim, func(t *testing.T) {
			t.Parallel()
			server := serve(t, &fakedns.Server{Records: zone(t, faultyZone), Faults: []fakedns.Fault{c.fault}})
			assert.Equal(t, "example.com. MX → "+c.mx, server.ask(t, "example.com", "MX"))
			assert.Equal(t, "mx1.example.com. A → "+c.a, server.ask(t, "mx1.example.com", "A"))
			assert.Equal(t, "nowhere. A → "+c.none, server.ask(t, "nowhere", "A"))
		})
	}
	server := serve(t, &fakedns.Server{Records: zone(t, faultyZone), Faults: []fakedns.Fault{{Name: "192.0.2.1", Type: "PTR", Rcode: "SERVFAIL"}}})
	assert.Equal(t, "1.2.0.192.in-addr.arpa. PTR → SERVFAIL", server.ask(t, "1.2.0.192.in-addr.arpa", "PTR"))
	assert.Equal(t, "SERVFAIL", server.Queries()[0].Fault)
	require.NoError(t, server.SetFaults(nil))
	assert.Equal(t, "1.2.0.192.in-addr.arpa. PTR → "+ptr, server.ask(t, "1.2.0.192.in-addr.arpa", "PTR"))
	assert.Empty(t, server.Queries()[1].Fault)
}

func TestFaultsAreASequence(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{
		Records: zone(t, faultyZone),
		Faults: []fakedns.Fault{
			{Type: "MX", Rcode: "SERVFAIL", Times: 2},
			{Type: "MX", Rcode: "NXDOMAIN", Times: 1},
		},
	})
	var got []string
	for range 4 {
		server.ask(t, "mx1.example.com", "A")
		got = append(got, server.ask(t, "example.com", "MX"))
	}
	assert.Equal(t, []string{
		"example.com. MX → SERVFAIL",
		"example.com. MX → SERVFAIL",
		"example.com. MX → NXDOMAIN",
		"example.com. MX → 10 mx1.example.com.",
	}, got)
}

func TestATruncatedAnswerIsWholeOverTCP(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{
		Records: zone(t, faultyZone),
		Faults:  []fakedns.Fault{{Truncate: true, Times: 2}},
	})
	for range 2 {
		response := server.exchange(t, "udp", question("example.com", "MX"))
		assert.True(t, response.Truncated)
		assert.Empty(t, response.Answer)
		response = server.exchange(t, "tcp", question("example.com", "MX"))
		assert.False(t, response.Truncated)
		assert.Equal(t, []string{"10 mx1.example.com."}, values(response))
	}
	assert.False(t, server.exchange(t, "udp", question("example.com", "MX")).Truncated, "used up by UDP alone")
}

func TestMixedCaseIsInEveryName(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{
		Records: zone(t, `
			alias.not CNAME x.not
			x.not MX 10 mail.not
			x.not NS ns.not
			x.not PTR host.not
			x.not SOA ns.not admin.not 1 2 3 4 5
			x.not SRV 0 1 443 www.not
			x.not TXT "text stays"
			x.not DNAME tree.not`),
		Faults: []fakedns.Fault{{MixedCase: true, Times: 2}},
	})
	response := server.exchange(t, "tcp", question("x.not", "ANY"))
	for _, rr := range response.Answer {
		assert.Equal(t, "X.nOt.", rr.Header().Name)
	}
	assert.Equal(t, []string{
		"10 MaIl.NoT.", "Ns.NoT.", "HoSt.NoT.", "Ns.NoT. AdMiN.nOt. 1 2 3 4 5", "0 1 443 WwW.nOt.", `"text stays"`, "TrEe.NoT.",
	}, values(response))
	assert.Equal(t, "alias.not. MX → CNAME X.nOt., 10 MaIl.NoT.", server.ask(t, "alias.not", "MX"))
	assert.Equal(t, []string{"x.not.", "10 mail.not."}, values(server.exchange(t, "udp", question("alias.not", "MX"))), "the zone is as it was")
}

func TestSilence(t *testing.T) {
	t.Parallel()
	for _, network := range []string{"udp", "tcp"} {
		t.Run(network, func(t *testing.T) {
			t.Parallel()
			silent := make(chan struct{})
			server := serve(t, &fakedns.Server{
				Records:   zone(t, faultyZone),
				Faults:    []fakedns.Fault{{Type: "MX", Silent: true, Times: 1}},
				OnSilence: func() { close(silent) },
			})
			conn := server.dial(t, network)
			require.NoError(t, conn.WriteMsg(question("example.com", "MX")))
			within(t, silent, "for silence")
			assert.Equal(t, "example.com. MX → no answer", server.Queries()[0].String())
			assert.Equal(t, "silent", server.Queries()[0].Fault)

			again := question("example.com", "MX")
			require.NoError(t, conn.WriteMsg(again), "the connection stays open")
			response, err := conn.ReadMsg()
			require.NoError(t, err)
			assert.Equal(t, again.Id, response.Id, "the first thing that is heard is the second answer")
		})
	}
}

func TestSilenceDoesNotHoldUpOthers(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	server := serve(t, &fakedns.Server{
		Records:   zone(t, faultyZone),
		Faults:    []fakedns.Fault{{Type: "MX", Silent: true}},
		OnSilence: func() { <-release },
	})
	defer close(release)
	require.NoError(t, server.dial(t, "udp").WriteMsg(question("example.com", "MX")))
	assert.Equal(t, "mx1.example.com. A → 192.0.2.1", server.ask(t, "mx1.example.com", "A"))
}

func TestFaultsAreChecked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		message string
		fault   fakedns.Fault
	}{
		{"nothing is wrong", fakedns.Fault{Name: "example.com", Times: 1}},
		{`unknown type "MXX"`, fakedns.Fault{Type: "MXX", Silent: true}},
		{`unknown response code "BROKEN"`, fakedns.Fault{Rcode: "broken"}},
		{"is not a domain name", fakedns.Fault{Name: "a..b", Silent: true}},
		{"met -1 times", fakedns.Fault{Silent: true, Times: -1}},
	} {
		require.ErrorContains(t, c.fault.Check(), c.message)
		server := &fakedns.Server{Faults: []fakedns.Fault{c.fault}}
		udp, tcp := sockets(t)
		require.ErrorContains(t, server.Start(udp, tcp), c.message)
		require.ErrorIs(t, udp.Close(), net.ErrClosed, "Start closed it")
		require.ErrorIs(t, tcp.Close(), net.ErrClosed, "Start closed it")
		require.ErrorContains(t, server.SetFaults([]fakedns.Fault{c.fault}), c.message)
	}
}

func TestAFaultThatCanBeUnderstoodChecks(t *testing.T) {
	t.Parallel()
	assert.NoError(t, fakedns.Fault{Name: "192.0.2.1", Type: "ptr", Rcode: "servfail"}.Check())
}

func TestACodeThatNeedsEDNSWithoutIt(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{Faults: []fakedns.Fault{{Rcode: "BADCOOKIE"}}})
	assert.Equal(t, dns.RcodeServerFailure, server.exchange(t, "udp", question("x", "A")).Rcode)
	assert.Equal(t, dns.RcodeBadCookie, server.exchange(t, "udp", question("x", "A").SetEdns0(512, false)).Rcode)
	assert.Equal(t, "SERVFAIL", server.Queries()[0].Rcode)
	assert.Equal(t, "BADCOOKIE", server.Queries()[1].Rcode)
}
