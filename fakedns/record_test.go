package fakedns_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
)

func TestNewRecord(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 300)
	for _, c := range []struct{ claim, name, rtype, value, want string }{
		{"names become absolute", "example.com", "MX", "10 mx1.example.com", "example.com. 300 MX 10 mx1.example.com."},
		{"absolute names stay", "example.com.", "MX", "10 mx1.example.com.", "example.com. 300 MX 10 mx1.example.com."},
		{"letter case is kept", "Example.COM", "PTR", "PTR-A.Rev.Not.", "Example.COM. 300 PTR PTR-A.Rev.Not."},
		{"the type may be in small letters", "example.com", "a", "192.0.2.1", "example.com. 300 A 192.0.2.1"},
		{"an IPv4 address owns a PTR by its reverse name", "192.0.2.1", "PTR", "mx1", "1.2.0.192.in-addr.arpa. 300 PTR mx1."},
		{"an IPv6 address owns a PTR by its reverse name", "2001:db8::1", "PTR", "mx1",
			"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. 300 PTR mx1."},
		{"an address that owns anything else is a strange name", "192.0.2.1", "A", "192.0.2.9", "192.0.2.1. 300 A 192.0.2.9"},
		{"an MX of the root is a null MX", "example.com", "MX", ".", "example.com. 300 MX 0 ."},
		{"an MX of the root keeps its preference", "example.com", "MX", "10 .", "example.com. 300 MX 10 ."},
		{"an MX may be a star", "example.com", "MX", "10 *.hosted.not", "example.com. 300 MX 10 *.hosted.not."},
		{"an MX may look like an address", "example.com", "MX", "10 192.0.2.1", "example.com. 300 MX 10 192.0.2.1."},
		{"an MX may be a single label", "example.com", "MX", "10 mail", "example.com. 300 MX 10 mail."},
		{"an MX may have an underscore", "example.com", "MX", "10 my_mx.hosted.not", "example.com. 300 MX 10 my_mx.hosted.not."},
		{"IPv6 takes its short form", "mx1", "AAAA", "2001:0db8:0:0::1", "mx1. 300 AAAA 2001:db8::1"},
		{"text without quotes is one text", "x", "TXT", `v=STSv1; id="1"\`, `x. 300 TXT "v=STSv1; id=\"1\"\\"`},
		{"text in quotes may be several texts", "x", "TXT", `"a \"b\"" "c"`, `x. 300 TXT "a \"b\"" "c"`},
		{"text may be empty", "x", "TXT", `""`, `x. 300 TXT ""`},
		{"text in quotes and parentheses", "x", "TXT", `( "v=DKIM1; k=rsa; " "p=MIGf" )`, `x. 300 TXT "v=DKIM1; k=rsa; " "p=MIGf"`},
		{"text in parentheses behind the first", "x", "TXT", `"a" ( "b" "c" )`, `x. 300 TXT "a" "b" "c"`},
		{"words in parentheses are texts", "x", "TXT", `( v=spf1 -all )`, `x. 300 TXT "v=spf1" "-all"`},
		{"a comment behind quotes", "x", "TXT", `"a;b" ; comment`, `x. 300 TXT "a;b"`},
		{"quotes beside each other", "x", "TXT", `"a""b"`, `x. 300 TXT "a" "b"`},
		{"a word behind quotes is another text", "x", "TXT", `"a" b`, `x. 300 TXT "a" "b"`},
		{"text that begins with a parenthesis and is none", "x", "TXT", `(c) Example`, `x. 300 TXT "(c) Example"`},
		{"an escape outside quotes is read", "x", "TXT", `v=DKIM1\; k=rsa`, `x. 300 TXT "v=DKIM1; k=rsa"`},
		{"an octet by its number", "x", "TXT", `"deci\059mal"`, `x. 300 TXT "deci;mal"`},
		{"an octet by its number outside quotes", "x", "TXT", `deci\059mal`, `x. 300 TXT "deci;mal"`},
		{"long text is cut where no escape is", "x", "TXT", strings.Repeat(`\200`, 256), `x. 300 TXT "` + strings.Repeat(`\200`, 255) + `" "\200"`},
		{"a class before the type", "example.com", "IN MX", "10 mx1", "example.com. 300 MX 10 mx1."},
		{"a TTL before the type", "example.com", "60 MX", "10 mx1", "example.com. 60 MX 10 mx1."},
		{"a TTL and a class", "example.com", "1h30m in mx", "10 mx1", "example.com. 5400 MX 10 mx1."},
		{"a class and a TTL", "example.com", "IN 0 MX", "10 mx1", "example.com. 0 MX 10 mx1."},
		{"a value in parentheses", "not", "SOA", "ns.not admin.not ( 1 2 3 4 5 ) ; comment", "not. 300 SOA ns.not. admin.not. 1 2 3 4 5"},
		{"long text is cut into strings of 255 octets", "x", "TXT", long, `x. 300 TXT "` + long[:255] + `" "` + long[255:] + `"`},
		{"TLSA data may have spaces", "_25._tcp.mx1", "TLSA", "3 1 1 0a0b 0C", "_25._tcp.mx1. 300 TLSA 3 1 1 0a0b0c"},
		{"a digest may have a wrong length", "_25._tcp.mx1", "TLSA", "3 1 9 ab", "_25._tcp.mx1. 300 TLSA 3 1 9 ab"},
		{"a name of 255 octets", strings.Repeat("x.", 127), "A", "192.0.2.1", strings.Repeat("x.", 127) + " 300 A 192.0.2.1"},
		{"a service", "_x._tcp", "SRV", "0 1 443 www", "_x._tcp. 300 SRV 0 1 443 www."},
		{"a start of authority", "not", "SOA", "ns.not admin.not 1 2 3 4 5", "not. 300 SOA ns.not. admin.not. 1 2 3 4 5"},
		{"a server name", ".", "NS", "ns.not", ". 300 NS ns.not."},
		{"an alias", "www", "CNAME", "real", "www. 300 CNAME real."},
		{"an alias of a tree", "old", "DNAME", "new", "old. 300 DNAME new."},
	} {
		t.Run(c.claim, func(t *testing.T) {
			t.Parallel()
			record, err := fakedns.NewRecord(c.name, c.rtype, c.value)
			require.NoError(t, err)
			assert.Equal(t, c.want, record.String())
		})
	}
}

func TestNewRecordRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ claim, name, rtype, value, message string }{
		{"an unknown type", "x", "MXX", "10 y", `unknown type "MXX": want one of A, AAAA, CNAME, DNAME, MX, NS, PTR, SOA, SRV, TLSA, TXT`},
		{"a known type that is not for zones", "x", "OPT", "y", `unknown type "OPT"`},
		{"an MX without preference", "example.com", "MX", "mx1.example.com", `MX of example.com: value "mx1.example.com": the preference is missing: want "10 mx1.example.com"`},
		{"an MX without host", "x", "MX", "10", "want a preference and a host name"},
		{"a preference above 65535", "x", "MX", "65536 y", "want a preference and a host name"},
		{"raw data", "x", "MX", `\# 4 000a0000`, "want a preference and a host name"},
		{"two hosts in one MX", "x", "MX", "10 y z", "want a preference and a host name"},
		{"an IPv6 address in an A", "x", "A", "2001:db8::1", "want an IPv4 address"},
		{"an IPv4 address in an AAAA", "x", "AAAA", "192.0.2.1", "want an IPv6 address"},
		{"an IPv6 address with a zone", "x", "AAAA", "fe80::1%lo", "want an IPv6 address"},
		{"a name in an A", "x", "A", "mx1", "want an IPv4 address"},
		{"an empty value", "x", "CNAME", " ", "want a name"},
		{"an empty text", "x", "TXT", "", "want text"},
		{"an open quote", "x", "TXT", `"a`, "want text"},
		{"an open parenthesis", "x", "TXT", `("a" "b"`, "want text"},
		{"an open parenthesis behind quotes", "x", "TXT", `"a" ( "b"`, "want text"},
		{"nothing in parentheses", "x", "TXT", `( )`, "want text"},
		{"a text above 255 octets in quotes", "x", "TXT", `"` + strings.Repeat("x", 256) + `"`, "does not fit into a DNS message"},
		{"an empty name", "", "A", "192.0.2.1", "the name is empty"},
		{"an empty label", "a..b", "A", "192.0.2.1", "is not a domain name"},
		{"a label above 63 octets", strings.Repeat("x", 64), "A", "192.0.2.1", "is not a domain name"},
		{"a name of 256 octets", "xx." + strings.Repeat("x.", 126), "A", "192.0.2.1", "is not a domain name"},
		{"a name above 255 octets as a value", "x", "CNAME", strings.Repeat("x.", 128), "exceeded 255"},
		{"a name with a space", "a b", "A", "192.0.2.1", "cannot have the character ' '"},
		{"an origin", "@", "A", "192.0.2.1", "write the whole name"},
		{"an origin as a value", "x", "MX", "10 @", "want a preference and a host name"},
		{"a name outside ASCII", "müller.example", "A", "192.0.2.1", "A-label"},
		{"a host outside ASCII", "x", "MX", "10 müller.example", "A-label"},
		{"a second line", "x", "MX", "10 y\nz. IN A 192.0.2.1", "cannot have the character"},
		{"a host in quotes", "x", "MX", `10 "y"`, "cannot have the character '\"'"},
		{"a value larger than any message", "x", "TXT", strings.Repeat("x", 4*65535+1), "longer than any value"},
		{"a known type that the server does not serve", "x", "CAA", `0 issue "ca.not"`, "CAA is a type that is not served: want one of A, AAAA"},
		{"a type of messages", "x", "TSIG", "y", `unknown type "TSIG"`},
		{"another class", "x", "CH MX", "10 y", "the class is CH: want IN"},
		{"a class behind the type", "x", "MX IN", "10 y", `unknown type "MX IN"`},
		{"a class without a type", "x", "IN", "10 y", `unknown type "IN"`},
		{"two TTLs", "x", "300 300 MX", "10 y", `unknown type "300 300 MX"`},
		{"a TTL above 31 bits", "x", "2147483648 MX", "10 y", "TTL 2147483648 is above 2147483647"},
		{"a TTL above 64 bits", "x", "99999999999999999999w MX", "10 y", "is above 2147483647"},
		{"half an octet", "x", "TLSA", "3 1 1 abc", "does not fit into a DNS message"},
	} {
		t.Run(c.claim, func(t *testing.T) {
			t.Parallel()
			_, err := fakedns.NewRecord(c.name, c.rtype, c.value)
			assert.ErrorContains(t, err, c.message)
		})
	}
}

func TestATypeThatIsNotServedIsToldApart(t *testing.T) {
	t.Parallel()
	for _, rtype := range []string{"CAA", "RRSIG", "NSEC", "SPF", "HTTPS", "svcb", "DNSKEY", "DS", "TYPE65280"} {
		_, err := fakedns.NewRecord("x", rtype, "y")
		require.ErrorIs(t, err, fakedns.ErrNotServed, rtype)
	}
	for _, rtype := range []string{"", "MMX", "OPT", "TSIG", "TKEY", "ANY", "AXFR", "MAILA", "TYPE0", "TYPE41", "TYPE255", "TYPE65536", "TYPE"} {
		_, err := fakedns.NewRecord("x", rtype, "y")
		require.ErrorContains(t, err, "unknown type", rtype)
		require.NotErrorIs(t, err, fakedns.ErrNotServed, rtype)
	}
}

func TestNamesOfOneLabelAreFound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ claim, name, rtype, value, message string }{
		{"in an MX", "example.com", "MX", "10 mx1", `"mx1" is one label, and relative to no zone: want the whole name, such as "mx1.example.com", or "mx1." for`},
		{"in an MX of a host", "mail.example.co.uk", "MX", "10 mx1", `such as "mx1.example.co.uk"`},
		{"in an alias", "www.example.com", "CNAME", "real", `such as "real.example.com"`},
		{"in a reverse record", "192.0.2.1", "PTR", "mx1", `such as "mx1.example.com"`},
		{"in a service", "_x._tcp.example.org", "SRV", "0 1 443 www", `such as "www.example.org"`},
		{"as the second of a start of authority", "example.org", "SOA", "ns.example.org admin 1 2 3 4 5", `"admin" is one label`},
		{"as the owner", "mx1", "A", "192.0.2.1", `such as "mx1.example.com", or "mx1." for`},
		{"none with a final dot", "mx1.", "MX", "10 mail.", ""},
		{"none among numbers", "example.com", "TLSA", "3 1 1 ab", ""},
		{"none in a text", "example.com", "TXT", "text", ""},
		{"none in an address", "192.0.2.1", "PTR", "mx1.example.com", ""},
		{"none in an IPv6 address", "2001:db8::1", "PTR", "mx1.example.com", ""},
		{"none at the root", ".", "MX", ".", ""},
	} {
		err := fakedns.CheckNames(c.name, c.rtype, c.value)
		if c.message == "" {
			assert.NoError(t, err, c.claim)
			continue
		}
		assert.ErrorContains(t, err, c.message, c.claim)
	}
}

func TestOwnerName(t *testing.T) {
	t.Parallel()
	owner, err := fakedns.OwnerName("192.0.2.1", "ptr")
	require.NoError(t, err)
	assert.Equal(t, "1.2.0.192.in-addr.arpa.", owner)
	owner, err = fakedns.OwnerName("Example.com", "MX")
	require.NoError(t, err)
	assert.Equal(t, "Example.com.", owner)
	_, err = fakedns.OwnerName("a..b", "MX")
	require.ErrorContains(t, err, "is not a domain name")
}

func TestParseRecords(t *testing.T) {
	t.Parallel()
	records := zone(t, `; the emailhosted.not example
example.com        MX   10 mx1   ; comment
example.com   0 IN MX   20 mx2
	mx1      IN 60 A    192.0.2.1

_mta-sts TXT v=STSv1; id=1
note     TXT "quoted ; text"
         IN 60 TXT another
         60 TXT a third
a\ b     CNAME c\;d`)
	var lines []string
	for _, record := range records {
		lines = append(lines, record.String())
	}
	assert.Equal(t, []string{
		"example.com. 300 MX 10 mx1.",
		"example.com. 0 MX 20 mx2.",
		"mx1. 60 A 192.0.2.1",
		`_mta-sts. 300 TXT "v=STSv1; id=1"`,
		`note. 300 TXT "quoted ; text"`,
		`note. 60 TXT "another"`,
		`note. 60 TXT "a third"`,
		`a\ b. 300 CNAME c\;d.`,
	}, lines)
}

func TestParseRecordsNamesTheLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ claim, text, message string }{
		{"a wrong value", "; zone\n\nexample.com MX mx1", "line 3: MX of example.com"},
		{"a name alone", "example.com", `line 1: record of example.com: unknown type ""`},
		{"a TTL above 31 bits", "example.com 2147483648 MX 10 mx1", "line 1: TTL 2147483648 is above 2147483647"},
		{"a line without a name, and none before it", "\t\tIN MX 10 a.example.", `line 1: it begins with "IN", and there is no line before`},
		{"a TTL without a name", "60 IN MX 10 a.example.", `line 1: it begins with "60"`},
	} {
		t.Run(c.claim, func(t *testing.T) {
			t.Parallel()
			_, err := fakedns.ParseRecords(c.text)
			assert.ErrorContains(t, err, c.message)
		})
	}
}

// FuzzNewRecord looks for a record that is accepted and then not read again as it is printed.
func FuzzNewRecord(f *testing.F) {
	for _, seed := range [][3]string{
		{"example.com", "MX", "10 mx1.example.com"}, {"192.0.2.1", "PTR", "mx1"}, {"x", "TXT", `"a\"\200" b`},
		{`a\ b\059`, "CNAME", `c\;d`}, {"x", "TLSA", "3 1 1 ab cd"}, {"x", "SRV", "0 1 443 ."}, {"x", "MX", "."},
		{"x", "SOA", `ns ad\.min.x 1 1h 1d 4 5`}, {"x", "A", "192.0.2.1"}, {"x", "AAAA", "::ffff:1.2.3.4"},
		{"x", "MX", `\# 4 000a 01 41`}, {"x", "60 IN TXT", `( "a" b ) ; c`}, {"x", "TXT", `a\;b\`}, {"x", "TXT", "\x00\xff ; text"},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, name, rtype, value string) {
		record, err := fakedns.NewRecord(name, rtype, value)
		if err != nil {
			return
		}
		again, err := fakedns.NewRecord(record.Name, record.Type, record.Value)
		require.NoError(t, err, "%v", record)
		again.TTL = record.TTL // which may have stood before the type
		require.Equal(t, record, again)
		lines, err := fakedns.ParseRecords(record.String() + " ; comment\n")
		require.NoError(t, err, "%v", record)
		require.Equal(t, []fakedns.Record{record}, lines)
	})
}
