package fakedns_test

import (
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
)

func TestNegativeAnswersSayHowLongTheyMayBeKept(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{
		SecureZones: []string{"signed.example.com"},
		Records: zone(t, `
			example.com                  MX    10 mx1.example.com
			mx1.example.com              A     192.0.2.1
			mx.signed.example.com        A     192.0.2.2
			mx.a.example.co.uk           A     192.0.2.3
			192.0.2.1                    PTR   mx1.example.com
			2001:db8::1                  PTR   mx1.example.com
			said.not            3600     SOA   ns.said.not admin.said.not 7 1 2 3 60
			www.said.not                 A     192.0.2.4
			short.not           10       SOA   ns.said.not admin.said.not 7 1 2 3 60
			cut.example.org              NS    ns.example.net
			mx.cut.example.org           A     192.0.2.5
			alias.example.net            CNAME nowhere.said.not
			wholealias.not               CNAME mx1.example.com
			lonely                       A     192.0.2.6`),
	})
	for _, c := range []struct {
		claim, name, rtype string
		rcode              int
		zone               string
		ttl                uint32
	}{
		{"no such name in a domain", "nowhere.example.com", "A", dns.RcodeNameError, "example.com.", 300},
		{"no such records of it", "example.com", "TXT", dns.RcodeSuccess, "example.com.", 300},
		{"no such records of a name in it", "MX1.Example.com", "AAAA", dns.RcodeSuccess, "example.com.", 300},
		{"no such domain", "example.org.not", "MX", dns.RcodeNameError, ".", 300},
		{"the name above all domains", "com", "A", dns.RcodeSuccess, ".", 300},
		{"the root", ".", "NS", dns.RcodeSuccess, ".", 300},
		{"a domain of three labels", "b.example.co.uk", "A", dns.RcodeNameError, "example.co.uk.", 300},
		{"a reverse name", "9.2.0.192.in-addr.arpa", "PTR", dns.RcodeNameError, "2.0.192.in-addr.arpa.", 300},
		{"a reverse name of IPv6", "1.8.b.d.0.1.0.0.2.ip6.arpa", "PTR", dns.RcodeNameError, "8.b.d.0.1.0.0.2.ip6.arpa.", 300},
		{"a secure zone in a domain", "nowhere.signed.example.com", "A", dns.RcodeNameError, "signed.example.com.", 300},
		{"a zone with an SOA, whose minimum counts", "www.said.not", "AAAA", dns.RcodeSuccess, "said.not.", 60},
		{"a zone with an SOA that is short-lived", "short.not", "AAAA", dns.RcodeSuccess, "short.not.", 10},
		{"a zone with name servers", "nowhere.cut.example.org", "A", dns.RcodeNameError, "cut.example.org.", 300},
		{"above a zone with name servers", "nowhere.example.org", "A", dns.RcodeNameError, "example.org.", 300},
		{"at the end of an alias", "alias.example.net", "A", dns.RcodeNameError, "said.not.", 60},
		{"the delegation of a domain, which belongs to the zone above", "example.com", "DS", dns.RcodeSuccess, ".", 300},
		{"the delegation of a name in a domain", "mx1.example.com", "DS", dns.RcodeSuccess, "example.com.", 300},
		{"the delegation of the root", ".", "DS", dns.RcodeSuccess, ".", 300},
		{"no zone begins at an alias", "nowhere.wholealias.not", "A", dns.RcodeNameError, ".", 300},
		{"a name in the root", "lonely", "MX", dns.RcodeSuccess, ".", 300},
	} {
		t.Run(c.claim, func(t *testing.T) {
			t.Parallel()
			response := server.exchange(t, "udp", question(c.name, c.rtype))
			assert.Equal(t, c.rcode, response.Rcode)
			require.Len(t, response.Ns, 1)
			soa, ok := response.Ns[0].(*dns.SOA)
			require.True(t, ok, "%v", response.Ns)
			assert.Equal(t, c.zone, soa.Hdr.Name)
			assert.Equal(t, c.ttl, soa.Hdr.Ttl, "RFC 2308 §5")
		})
	}
	for _, name := range []string{"example.com", "said.not"} {
		response := server.exchange(t, "udp", question(name, "SOA"))
		assert.Empty(t, response.Ns, "what is there needs none")
	}
	assert.Empty(t, server.exchange(t, "udp", question("example.com", "MX")).Ns)
}

// zoneOf finds the zone of a name as dnspython's zone_for_name does: by asking for the SOA of each name above.
func zoneOf(t *testing.T, server served, name string) string {
	for ; ; name = name[strings.IndexByte(name, '.')+1:] {
		for _, rr := range server.exchange(t, "udp", question(dns.Fqdn(name), "SOA")).Answer {
			if rr.Header().Rrtype == dns.TypeSOA && rr.Header().Name == dns.Fqdn(name) {
				return dns.Fqdn(name)
			}
		}
		require.NotEmpty(t, name, "not even the root has an SOA")
	}
}

func TestTheZoneOfANameCanBeFound(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{Records: zone(t, `
		mx1.example.com              A   192.0.2.1
		192.0.2.1                    PTR mx1.example.com
		deep.sub.said.not            A   192.0.2.4
		sub.said.not            3600 SOA ns.said.not admin.said.not 7 1 2 3 60
		served.not                   NS  ns.example.com`)})
	for name, want := range map[string]string{
		"mx1.example.com.": "example.com.", "_25._tcp.mx1.example.com.": "example.com.", "example.com.": "example.com.",
		"1.2.0.192.in-addr.arpa.": "2.0.192.in-addr.arpa.", "deep.sub.said.not.": "sub.said.not.", "said.not.": "said.not.",
		"served.not.": "served.not.", "example.org.": ".", "com.": ".",
	} {
		assert.Equal(t, want, zoneOf(t, server, name), name)
	}
	assert.Equal(t, "example.com. SOA → example.com. hostmaster.example.com. 1 7200 3600 1209600 300", server.ask(t, "example.com", "SOA"))
	assert.Equal(t, "served.not. SOA → ns.example.com. hostmaster.served.not. 1 7200 3600 1209600 300", server.ask(t, "served.not", "SOA"))
	assert.Equal(t, ". SOA → . hostmaster. 1 7200 3600 1209600 300", server.ask(t, ".", "SOA"))
	assert.Equal(t, "mx1.example.com. SOA → no records", server.ask(t, "mx1.example.com", "SOA"))
	assert.Equal(t, "sub.said.not. SOA → ns.said.not. admin.said.not. 7 1 2 3 60", server.ask(t, "sub.said.not", "SOA"))
}

// The mailbox of a zone whose name is as long as names can be.
func TestTheZoneOfALongName(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x.", 127)
	server := serve(t, &fakedns.Server{Records: []fakedns.Record{{Name: long, Type: "NS", Value: "ns.not"}}})
	response := server.exchange(t, "udp", question(long, "MX"))
	require.Len(t, response.Ns, 1)
	assert.Equal(t, long, response.Ns[0].(*dns.SOA).Mbox)
}

func TestAnSOATruncatesNothing(t *testing.T) {
	t.Parallel()
	var records []fakedns.Record
	label := strings.Repeat("x", 40)
	for n := range 8 {
		records = append(records, fakedns.Record{Name: label + string(rune('a'+n)) + ".not", Type: "CNAME", Value: label + string(rune('b'+n)) + ".not"})
	}
	server := serve(t, &fakedns.Server{Records: records})
	response := server.exchange(t, "udp", question(records[0].Name, "A"))
	assert.Equal(t, dns.RcodeNameError, response.Rcode)
	assert.False(t, response.Truncated)
	assert.Len(t, response.Answer, 8)
	assert.Empty(t, response.Ns)
	assert.Len(t, server.exchange(t, "tcp", question(records[0].Name, "A")).Ns, 1)
}

func TestAFaultHasNoSOA(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{Faults: []fakedns.Fault{{Rcode: "NXDOMAIN"}}})
	assert.Empty(t, server.exchange(t, "udp", question("example.com", "MX")).Ns, "who does not honour it asks again, and meets what comes then")
}

func TestWhatStandsBesideAnAlias(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ claim, lines, message string }{
		{"another record", "x.not CNAME y.not\nX.not A 192.0.2.1", "X.not. has a CNAME record, and beside it A: want one or the other"},
		{"another record before it", "x.not A 192.0.2.1\nx.not MX 10 y.not\nx.not CNAME y.not", "x.not. has a CNAME record, and beside it A: want one or the other"},
		{"another alias", "x.not CNAME y.not\nx.not CNAME z.not", "x.not. has two CNAME records, to y.not. and to z.not.: want one"},
		{"the same alias again", "x.not CNAME y.not\nx.not CNAME Y.not", ""},
		{"records of a name below it", "x.not CNAME y.not\na.x.not A 192.0.2.1", ""},
	} {
		t.Run(c.claim, func(t *testing.T) {
			t.Parallel()
			records := zone(t, c.lines)
			server := serve(t, &fakedns.Server{})
			if c.message == "" {
				require.NoError(t, fakedns.CheckAliases(records))
				require.NoError(t, server.SetRecords(records))
				return
			}
			require.ErrorContains(t, fakedns.CheckAliases(records), c.message)
			require.ErrorContains(t, server.SetRecords(records), c.message)
			assert.Equal(t, "x.not. A → NXDOMAIN", server.ask(t, "x.not", "A"), "a mistake changes nothing")
		})
	}
}
