package fakedns_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
)

// linesOf are records as zone lines.
func linesOf(records []fakedns.Record) []string {
	var lines []string
	for _, record := range records {
		lines = append(lines, record.String())
	}
	return lines
}

const zoneFile = `$TTL 1h
$ORIGIN example.com.
@       IN SOA ns1 hostmaster ( 2024010101 ; serial
                                7200 3600
                                1209600 300 )
        IN NS  ns1
@   600 IN MX  10 mx1
    IN 600 MX  20 mx2.example.net.
        TXT    "v=spf1 mx -all"
        CAA    0 issue "ca.not"
mx1     A      192.0.2.1 ; the first
	AAAA   2001:db8::1
_25._tcp.mx1 TLSA ( 3 1 1
    0a0b
    0c0d )
sel._domainkey TXT ( "v=DKIM1; k=rsa; "
                     "p=MIGf" )
www     CNAME  @
$ORIGIN sub
@       MX     0 .
*       A      192.0.2.9
$ORIGIN 2.0.192.in-addr.arpa.
$TTL 60
1       PTR    mx1.example.com.
`

const digOutput = `
; <<>> DiG 9.18.28 <<>> example.com MX +dnssec
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1
;; flags: qr rd ra ad; QUERY: 1, ANSWER: 2, AUTHORITY: 1, ADDITIONAL: 2

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags: do; udp: 1232
;; QUESTION SECTION:
;example.com.			IN	MX

;; ANSWER SECTION:
example.com.		300	IN	MX	10 mx1.example.com.
example.com.		300	IN	RRSIG	MX 13 2 300 (
				20240101000000 20231201000000 1 example.com.
				c2ln )
example.com.		300	IN	HTTPS	1 . alpn="h2"

;; AUTHORITY SECTION:
example.com.		86400	IN	NS	ns1.example.com.

;; Query time: 1 msec
;; SERVER: 192.0.2.53#53(192.0.2.53) (UDP)

; <<>> DiG 9.18.28 <<>> mx1.example.com
;; ANSWER SECTION:
example.com.		299	IN	MX	10 mx1.example.com.
mx1.example.com.	300	IN	A	192.0.2.1
1.2.0.192.in-addr.arpa.	5m	IN	PTR	mx1.example.com.
`

func TestParseZone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		claim, text string
		want        []string
	}{
		{"a zone file", zoneFile, []string{
			"example.com. 3600 SOA ns1.example.com. hostmaster.example.com. 2024010101 7200 3600 1209600 300",
			"example.com. 3600 NS ns1.example.com.",
			"example.com. 600 MX 10 mx1.example.com.",
			"example.com. 600 MX 20 mx2.example.net.",
			`example.com. 3600 TXT "v=spf1 mx -all"`,
			"mx1.example.com. 3600 A 192.0.2.1",
			"mx1.example.com. 3600 AAAA 2001:db8::1",
			"_25._tcp.mx1.example.com. 3600 TLSA 3 1 1 0a0b0c0d",
			`sel._domainkey.example.com. 3600 TXT "v=DKIM1; k=rsa; " "p=MIGf"`,
			"www.example.com. 3600 CNAME example.com.",
			"sub.example.com. 3600 MX 0 .",
			"*.sub.example.com. 3600 A 192.0.2.9",
			"1.2.0.192.in-addr.arpa. 60 PTR mx1.example.com.",
		}},
		{"what dig prints, twice", digOutput, []string{
			"example.com. 300 MX 10 mx1.example.com.",
			"example.com. 86400 NS ns1.example.com.",
			"mx1.example.com. 300 A 192.0.2.1",
			"1.2.0.192.in-addr.arpa. 300 PTR mx1.example.com.",
		}},
		{"whole names need no final dot", "example.com MX 10 mx1.example.com\n192.0.2.1 PTR mx1.example.com", []string{
			"example.com. 300 MX 10 mx1.example.com.", "1.2.0.192.in-addr.arpa. 300 PTR mx1.example.com.",
		}},
		{"with an origin they do", "$ORIGIN example.com.\nwww.example.com CNAME a.example.com.", []string{
			"www.example.com.example.com. 300 CNAME a.example.com.",
		}},
		{"an origin that is relative to none is whole", "$origin example.com\n@ MX 10 mx1", []string{"example.com. 300 MX 10 mx1.example.com."}},
		{"the root as the origin", "$ORIGIN .\nexample.com MX 10 mx1", []string{"example.com. 300 MX 10 mx1."}},
		{"lines that all begin with blanks", "\n  example.com. MX 10 a.not.\n    MX 20 b.not.\n\n  c.not. A 192.0.2.1\n", []string{
			"example.com. 300 MX 10 a.not.", "example.com. 300 MX 20 b.not.", "c.not. 300 A 192.0.2.1",
		}},
		{"a line that has lost its blanks", "example.com. MX 10 a.not.\nIN MX 20 b.not.", []string{"example.com. 300 MX 10 a.not.", "example.com. 300 MX 20 b.not."}},
		{"lines of Windows", "example.com. MX (\r\n 10 a.not. )\r\n  IN TXT \"b\"\r\n", []string{"example.com. 300 MX 10 a.not.", `example.com. 300 TXT "b"`}},
		{"the TTL of the record before", "a.not. 60 A 192.0.2.1\nb.not. A 192.0.2.2", []string{"a.not. 60 A 192.0.2.1", "b.not. 60 A 192.0.2.2"}},
		{"but not with $TTL", "$TTL 1d\na.not. 60 A 192.0.2.1\nb.not. A 192.0.2.2", []string{"a.not. 60 A 192.0.2.1", "b.not. 86400 A 192.0.2.2"}},
		{"the same record again", "a.not. 60 A 192.0.2.1\nA.NOT. 30 A 192.0.2.1", []string{"a.not. 60 A 192.0.2.1"}},
		{"two SOA records", "a.not. SOA n.not. m.not. 1 2 3 4 5\na.not. SOA n.not. m.not. 9 2 3 4 5", []string{"a.not. 300 SOA n.not. m.not. 1 2 3 4 5"}},
		{"words without quotes are texts of their own", "a.not. TXT v=spf1 -all", []string{`a.not. 300 TXT "v=spf1" "-all"`}},
		{"the name of a record that is passed over", "a.not. CAA 0 issue \"ca.not\"\n  MX 10 b.not.", []string{"a.not. 300 MX 10 b.not."}},
		{"a name that begins with a dollar", "\\$a.not. CNAME $b.not.", []string{"$a.not. 300 CNAME $b.not."}},
		{"a type by its number is passed over", "a.not. A 192.0.2.1\na.not. TYPE65 \\# 3 000100", []string{"a.not. 300 A 192.0.2.1"}},
	} {
		t.Run(c.claim, func(t *testing.T) {
			t.Parallel()
			records, err := fakedns.ParseZone(c.text)
			require.NoError(t, err)
			assert.Equal(t, c.want, linesOf(records))
		})
	}
}

func TestParseZoneRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ claim, text, message string }{
		{"no text", "", "there is no record in it"},
		{"comments only", "; nothing\n;; here", "there is no record in it"},
		{"nothing but what is not served", "a.not. CAA 0 issue \"ca.not\"", "no other record than such as CAA, which is a type that is not served"},
		{"some text", "; x\nsome text", `line 2, "some text": "text" is no type of a record: want "name [TTL] [class] type value"`},
		{"dig +short", "10 mx1.example.com.", `without +short`},
		{"a name alone", "example.com.", `"" is no type of a record`},
		{"a misspelt type", "example.com. MMX 10 mx1.example.com.", `"MMX" is no type of a record`},
		{"a type of messages", "example.com. OPT x", `"OPT" is no type of a record`},
		{"an MX without preference", "example.com. IN MX mx1.example.com.", `the preference is missing: want "10 mx1.example.com."`},
		{"another class", "example.com. 0 CH TXT \"x\"", "the class is CH: want IN"},
		{"a relative host without an origin", "example.com. MX 10 mx1", `such as "mx1.example.com", or "mx1." for the name in the root; or a line such as "$ORIGIN example.com." before it`},
		{"a relative name without an origin", "example.org. MX 10 mx1.example.org.\nmx1 A 192.0.2.1", `line 2, "mx1 A 192.0.2.1": "mx1" is one label, and relative to no zone: want the whole name, such as "mx1.example.org"`},
		{"the zone itself without an origin", "@ MX 10 mx1.example.com.", `want a line such as "$ORIGIN example.com." before it`},
		{"the zone itself as a value", "www.not. CNAME @", `want a line such as "$ORIGIN example.com." before it`},
		{"a blank in place of a name that was never given", "\tIN MX 10 a.example.", "no name of its own, and there is no record before it"},
		{"a file", "$INCLUDE /etc/passwd", `line 1, "$INCLUDE /etc/passwd": $INCLUDE is refused: want the records themselves`},
		{"a file in small letters", "$include /etc/passwd", "$INCLUDE is refused"},
		{"a file behind a blank", "a.not. A 192.0.2.1\n  $INCLUDE /etc/passwd", "$INCLUDE is refused"},
		{"many records in one line", "$GENERATE 1-65535 a$.not. A 192.0.2.1", "$GENERATE is refused"},
		{"an unknown directive", "$ dig example.com MX", "$ is refused"},
		{"an origin without a name", "$ORIGIN", "$ORIGIN has 0 values: want one"},
		{"an origin that is no name", "$ORIGIN a..b.", "is not a domain name"},
		{"a TTL that is none", "$TTL soon", `"soon" is no TTL`},
		{"a TTL above 31 bits", "a.not. 2147483648 A 192.0.2.1", "TTL 2147483648 is above 2147483647"},
		{"a TTL above 31 bits by its units", "$TTL 9999w", "TTL 9999w is above 2147483647"},
		{"an open parenthesis", "a.not. MX ( 10\nb.not.", `line 1, "a.not. MX ( 10": a parenthesis is not closed`},
		{"a parenthesis that was not opened", "a.not. MX 10 b.not. )", "closed that was not opened"},
		{"an open quote", "a.not. TXT \"b\nc\"", "a quote is not closed on its line"},
		{"a string above 255 octets", "a.not. TXT \"" + strings.Repeat("x", 256) + "\"", "a string of more than 255 octets does not fit"},
		{"a string above 64 KiB", "a.not. TXT " + strings.Repeat("x", 1<<20), "a string of more than 255 octets does not fit"},
		{"more strings than a record can have", "a.not. TXT" + strings.Repeat(" x", 40000), "does not fit into a DNS message"},
		{"a value longer than any", "a.not. MX 10 " + strings.Repeat("x.", 1<<19), "longer than any value can be"},
		{"a name outside ASCII", "bücher.example. A 192.0.2.1", "A-label"},
		{"a name that becomes too long", "$ORIGIN " + strings.Repeat("x.", 120) + "\n" + strings.Repeat("y.", 10) + "y A 192.0.2.1", "is not a domain name"},
		{"a host that becomes too long", "$ORIGIN " + strings.Repeat("x.", 120) + "\n@ MX 10 " + strings.Repeat("y.", 10) + "y", "exceeded 255"},
	} {
		t.Run(c.claim, func(t *testing.T) {
			t.Parallel()
			records, err := fakedns.ParseZone(c.text)
			require.ErrorContains(t, err, c.message)
			assert.Empty(t, records)
		})
	}
}

func TestParseZoneIsBounded(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("a.not. MX 10 b.not.\n")
	for n := range fakedns.MaxRecords - 1 {
		fmt.Fprintf(&text, "a.not. A 10.0.%d.%d\n", n/256, n%256)
	}
	records, err := fakedns.ParseZone(text.String() + "a.not. MX 10 b.not. ; which is there\n")
	require.NoError(t, err)
	assert.Len(t, records, fakedns.MaxRecords)
	_, err = fakedns.ParseZone(text.String() + "a.not. MX 20 b.not.\n")
	require.ErrorContains(t, err, `line 10001, "a.not. MX 20 b.not.": there are more than 10000 records`)
}

// FuzzParseZone looks for a text that is accepted and whose records are then not read again as they are printed, and for
// more records than are promised.
func FuzzParseZone(f *testing.F) {
	for _, seed := range []string{
		zoneFile, digOutput, "$INCLUDE x", "$GENERATE 1-9 a$ A 192.0.2.1", "a.not. TXT ( \"a\\\"\" b ; c\n )", "@ IN MX 10 a", " IN A 192.0.2.1",
		"$ORIGIN .\n\\@ CNAME \\000\\.x", "a.b 1w2d IN TXT \\;\\", "x.y SOA . . ( 1 2 3 4 5 )", "bücher.not A 1.2.3.4", "1.2.3.4 PTR a.b", "\\$a.not. A 1.2.3.4",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		records, err := fakedns.ParseZone(text)
		if err != nil {
			require.Empty(t, records)
			return
		}
		require.NotEmpty(t, records)
		require.LessOrEqual(t, len(records), strings.Count(text, "\n")+1, "no line makes more than one")
		again, err := fakedns.ParseZone(strings.Join(linesOf(records), "\n"))
		require.NoError(t, err, "%v", records)
		require.Equal(t, records, again)
	})
}
