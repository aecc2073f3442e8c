package fakedns_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
)

func TestAnswers(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{Records: zone(t, `
		example.com              MX    20 mx2.example.com
		Example.Com              MX    10 mx1.example.com
		example.com              MX    20 mx2.example.com
		example.com              TXT   "v=spf1 -all"
		mx1.example.com          A     192.0.2.9
		mx1.example.com          A     192.0.2.1
		mx1.example.com          AAAA  2001:db8::1
		PTR.example.com          A     192.0.2.7
		192.0.2.1                PTR   MX1.Example.Com
		alias.not                CNAME example.com
		alias2.not               CNAME alias.not
		lost.not                 CNAME nowhere.not
		bare.not                 CNAME mx1.example.com
		loop.not                 CNAME pool.not
		pool.not                 CNAME loop.not
		2.2.0.192.in-addr.arpa   CNAME 2.0-127.2.0.192.in-addr.arpa
		2.0-127.2.0.192.in-addr.arpa PTR mx2.example.com
		*.hosted.not             A     192.0.2.3
		deep.down.not            A     192.0.2.4
		old.not                  DNAME example.com
		old.not                  A     192.0.2.5
		null.not                 MX    .`)})
	for _, c := range []struct{ claim, name, rtype, want string }{
		{"records keep the order of the zone, duplicates too", "example.com", "MX", "20 mx2.example.com., 10 mx1.example.com., 20 mx2.example.com."},
		{"addresses keep the order of the zone", "mx1.example.com", "A", "192.0.2.9, 192.0.2.1"},
		{"only the type that was asked is answered", "mx1.example.com", "AAAA", "2001:db8::1"},
		{"ANY is every type", "mx1.example.com", "ANY", "A 192.0.2.9, A 192.0.2.1, AAAA 2001:db8::1"},
		{"letter case of the question does not matter", "EXAMPLE.com", "TXT", `"v=spf1 -all"`},
		{"letter case of the zone does not matter", "ptr.example.com", "A", "192.0.2.7"},
		{"a reverse name keeps its letter case", "1.2.0.192.in-addr.arpa", "PTR", "MX1.Example.Com."},
		{"an alias is followed", "bare.not", "AAAA", "CNAME mx1.example.com., 2001:db8::1"},
		{"an alias of an alias is followed", "alias2.not", "TXT", `CNAME alias.not., CNAME example.com., "v=spf1 -all"`},
		{"a question for the alias stops there", "alias2.not", "CNAME", "alias.not."},
		{"ANY stops at an alias", "alias2.not", "ANY", "CNAME alias.not."},
		{"an alias to nothing does not exist", "lost.not", "MX", "CNAME nowhere.not., NXDOMAIN"},
		{"an alias to a name without such records", "bare.not", "MX", "CNAME mx1.example.com., no records"},
		{"aliases in a circle fail", "loop.not", "A", "SERVFAIL"},
		{"reverse delegation is an alias", "2.2.0.192.in-addr.arpa", "PTR", "CNAME 2.0-127.2.0.192.in-addr.arpa., mx2.example.com."},
		{"what is not in the zone does not exist", "example.org", "MX", "NXDOMAIN"},
		{"a name below a name does not exist", "mx3.example.com", "A", "NXDOMAIN"},
		{"a name without such records exists", "mx1.example.com", "MX", "no records"},
		{"a name with names below it exists", "down.not", "A", "no records"},
		{"the root exists", ".", "NS", "no records"},
		{"a wildcard stands for itself", "*.hosted.not", "A", "192.0.2.3"},
		{"a wildcard stands for what does not exist", "mx.hosted.not", "A", "192.0.2.3"},
		{"a null MX", "null.not", "MX", "0 ."},
		{"a tree is an alias below its top", "mx1.old.not", "AAAA", "DNAME example.com., CNAME mx1.example.com., 2001:db8::1"},
		{"a tree's top is not", "old.not", "A", "192.0.2.5"},
		{"a tree's alias may lead nowhere", "mx9.old.not", "A", "DNAME example.com., CNAME mx9.example.com., NXDOMAIN"},
		{"a tree's alias may become too long", strings.Repeat("x.", 122) + "old.not", "A", "DNAME example.com., YXDOMAIN"},
	} {
		assert.Equal(t, dns.Fqdn(c.name)+" "+c.rtype+" → "+c.want, server.ask(t, c.name, c.rtype), c.claim)
	}
}

func TestAliasesAreFollowedToALimit(t *testing.T) {
	t.Parallel()
	var chain strings.Builder
	for i := range 20 {
		fmt.Fprintf(&chain, "a%d.not CNAME a%d.not\n", i, i+1)
	}
	chain.WriteString("a20.not A 192.0.2.1")
	server := serve(t, &fakedns.Server{Records: zone(t, chain.String())})
	assert.Contains(t, server.ask(t, "a4.not", "A"), "CNAME a20.not., 192.0.2.1", "16 aliases")
	assert.Equal(t, "a3.not. A → SERVFAIL", server.ask(t, "a3.not", "A"), "17 aliases")
}

func TestTheZeroValueIsAnEmptyWorld(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{})
	assert.Equal(t, "example.com. MX → NXDOMAIN", server.ask(t, "example.com", "MX"))
	assert.Equal(t, ". NS → no records", server.ask(t, ".", "NS"), "but for the root")
}

func TestRecordsAreSentAsTheyAre(t *testing.T) {
	t.Parallel()
	lines := []string{
		"x.not. 300 A 192.0.2.1",
		"x.not. 0 AAAA 2001:db8::1",
		"x.not. 300 MX 10 *.Hosted.not.",
		"x.not. 300 MX 20 192.0.2.1.",
		"x.not. 60 NS ns.not.",
		"x.not. 300 PTR my_host.",
		"x.not. 300 SOA ns.not. admin.not. 1 2 3 4 5",
		"x.not. 300 SRV 0 1 443 www.not.",
		"x.not. 300 TLSA 3 1 1 0a0b",
		`x.not. 300 TXT "a \"b\"" "c\200"`,
	}
	server := serve(t, &fakedns.Server{Records: zone(t, strings.Join(lines, "\n"))})
	response := server.exchange(t, "tcp", question("x.not", "ANY"))
	var got []string
	for _, rr := range response.Answer {
		got = append(got, strings.ReplaceAll(strings.ReplaceAll(rr.String(), "\tIN\t", "\t"), "\t", " "))
	}
	assert.ElementsMatch(t, lines, got)
	var logged []string
	for _, record := range server.Queries()[0].Answers {
		logged = append(logged, record.String())
	}
	assert.Equal(t, got, logged, "the log says what was sent")
}

func TestWhatIsLoggedStays(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{Records: zone(t, `
		alias.not CNAME x.not
		alias.not CNAME x.not
		alias.not CNAME x.not
		x.not     A     192.0.2.1
		x.not     MX    10 mx.not`)})
	first := server.ask(t, "alias.not", "A")
	server.ask(t, "alias.not", "MX")
	assert.Equal(t, first, server.Queries()[0].String(), "answers that begin alike do not share their end")
}

func TestTheZoneChangesBetweenQuestions(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{Records: zone(t, "example.com MX 10 old")})
	require.Equal(t, "example.com. MX → 10 old.", server.ask(t, "example.com", "MX"))
	require.NoError(t, server.SetRecords(zone(t, "example.com MX 10 new")))
	require.Equal(t, "example.com. MX → 10 new.", server.ask(t, "example.com", "MX"))
	require.Error(t, server.SetRecords([]fakedns.Record{{Name: "example.com", Type: "MX", Value: "new"}}))
	require.Equal(t, "example.com. MX → 10 new.", server.ask(t, "example.com", "MX"), "a mistake changes nothing")
}

func TestAuthenticData(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{
		SecureZones: []string{"Signed.not", "in-addr.arpa."},
		Records: zone(t, `
			signed.not       MX    10 mx.signed.not
			away.signed.not  CNAME mx.plain.not
			home.plain.not   CNAME mx.signed.not
			here.signed.not  CNAME mx.signed.not
			mx.signed.not    A     192.0.2.1
			mx.plain.not     A     192.0.2.2
			notsigned.not    A     192.0.2.3`)})
	for _, c := range []struct {
		claim, name, rtype string
		want               bool
	}{
		{"a signed zone", "signed.not", "MX", true},
		{"below a signed zone", "MX.SIGNED.not", "A", true},
		{"an alias inside a signed zone", "here.signed.not", "A", true},
		{"an alias out of a signed zone", "away.signed.not", "A", false},
		{"an alias into a signed zone", "home.plain.not", "A", false},
		{"proven absence of a record", "mx.signed.not", "TLSA", true},
		{"proven absence of a name", "_25._tcp.mx.signed.not", "TLSA", true},
		{"absence that is not proven", "nowhere.not", "TLSA", false},
		{"an unsigned zone", "mx.plain.not", "A", false},
		{"a name that only ends like a signed zone", "notsigned.not", "A", false},
	} {
		withDO := question(c.name, c.rtype).SetEdns0(1232, true)
		response := server.exchange(t, "udp", withDO)
		assert.Equal(t, c.want, response.AuthenticatedData, "DO: "+c.claim)
		assert.True(t, response.IsEdns0().Do(), "DO is repeated (RFC 3225 §3)")
		withAD := question(c.name, c.rtype)
		withAD.AuthenticatedData = true
		assert.Equal(t, c.want, server.exchange(t, "udp", withAD).AuthenticatedData, "AD: "+c.claim)
		assert.Equal(t, c.want, server.exchange(t, "udp", withAD.SetEdns0(1232, false)).AuthenticatedData, "AD with EDNS: "+c.claim)
		assert.False(t, server.exchange(t, "udp", question(c.name, c.rtype)).AuthenticatedData, "not asked: "+c.claim)
	}
	assert.True(t, server.Queries()[0].AuthenticData)
	assert.False(t, server.Queries()[3].AuthenticData)
}

func TestTheWholeWorldMayBeSecure(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{SecureZones: []string{"."}, Records: zone(t, ". NS ns.not")})
	for _, name := range []string{".", "example.com"} {
		response := server.exchange(t, "udp", question(name, "NS").SetEdns0(1232, true))
		assert.True(t, response.AuthenticatedData, name)
	}
}
