package esa

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim/policy"
)

func Example_routes() {
	routes, err := parseRoutes(`
# mail for the partner goes through their relays
example.com   relay1.partner.not, [relay2.partner.not]:2525/pri=10
ALL           192.0.2.9
`)
	if err != nil {
		fmt.Println(err)
	}
	for _, route := range routes {
		fmt.Printf("line %d: %s\n", route.Line, formatRoute(route))
	}
	_, err = parseRoutes("ALL USEDNS")
	fmt.Println(err)
	// Output:
	// line 3: example.com relay1.partner.not, [relay2.partner.not]:2525/pri=10
	// line 4: ALL 192.0.2.9
	// policy: SMTP routes, line 1: ALL USEDNS: want hosts or /dev/null, as without a route it is so anyway
}

func TestParseRoutesReadsEveryFormOfADestination(t *testing.T) {
	t.Parallel()
	four, six := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")
	for text, want := range map[string]policy.RouteHost{
		"relay.partner.not":              {Name: "relay.partner.not"},
		"Relay_1.Partner.NOT":            {Name: "Relay_1.Partner.NOT"},
		"relay.partner.not:2525":         {Name: "relay.partner.not", Port: 2525},
		"relay.partner.not/pri=7":        {Name: "relay.partner.not", Priority: 7},
		"relay.partner.not/pri=0":        {Name: "relay.partner.not"},
		"relay.partner.not:777/pri=1":    {Name: "relay.partner.not", Port: 777, Priority: 1},
		"[relay.partner.not]":            {Name: "relay.partner.not", Bracket: true},
		"[relay.partner.not]:2525/pri=1": {Name: "relay.partner.not", Bracket: true, Port: 2525, Priority: 1},
		"192.0.2.1":                      {Address: four},
		"192.0.2.1:2525/pri=65535":       {Address: four, Port: 2525, Priority: 65535},
		"[192.0.2.1]":                    {Address: four},
		"2001:db8::1":                    {Address: six},
		"2001:db8::1/pri=3":              {Address: six, Priority: 3},
		"[2001:db8::1]":                  {Address: six},
		"[2001:db8::1]:2525":             {Address: six, Port: 2525},
		"USEDNS":                         {UseDNS: true},
		"/dev/null":                      {Discard: true},
	} {
		routes, err := parseRoutes("example.com " + text)
		require.NoError(t, err, text)
		assert.Equal(t, []policy.Route{{Domain: "example.com", Hosts: []policy.RouteHost{want}, Line: 1}}, routes, text)
		again, err := parseRoutes("example.com " + Dialect{}.FormatRouteHost(routes[0].Hosts[0]))
		require.NoError(t, err, text)
		assert.Equal(t, routes, again, text)
	}
}

func TestParseRoutesKeepsOrderAndLineNumbers(t *testing.T) {
	t.Parallel()
	routes, err := parseRoutes("# routes\r\n\r\n  example.com\tb.not,a.not ,  c.not\r\n.example.com a.not\n.not a.not\nALL /dev/null")
	require.NoError(t, err)
	var got []string
	for _, route := range routes {
		got = append(got, fmt.Sprintf("%d %s", route.Line, formatRoute(route)))
	}
	assert.Equal(t, []string{
		"3 example.com b.not, a.not, c.not", "4 .example.com a.not", "5 .not a.not", "6 ALL /dev/null",
	}, got)
}

func TestParseRoutesTakesWhatAnApplianceOrAnEditorWrites(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"a comment behind the hosts":         {"example.com a.not, b.not # new relay, [x]", "example.com a.not, b.not"},
		"a comment without a blank":          {"example.com a.not#new", "example.com a.not"},
		"a semicolon at the beginning":       {"; old\nexample.com a.not", "example.com a.not"},
		"blanks around /pri":                 {"example.com a.not /pri=10, 192.0.2.2\t/pri = 20", "example.com a.not/pri=10, 192.0.2.2/pri=20"},
		"/PRI in capitals":                   {"example.com a.not/PRI=10", "example.com a.not/pri=10"},
		"a comma at the end":                 {"example.com a.not, b.not ,", "example.com a.not, b.not"},
		"a final dot of each name":           {"example.com. a.not., [b.not.]:26, [c.not]., d.not.:27/pri=1", "example.com a.not, [b.not]:26, [c.not], d.not:27/pri=1"},
		"usedns in small letters":            {"example.com usedns", "example.com USEDNS"},
		"all in small letters, to nowhere":   {"all /Dev/Null", "ALL /dev/null"},
		"line ends of Windows":               {"example.com a.not\r\n", "example.com a.not"},
		"line ends of an old Mac":            {"# c\rexample.com a.not\r", "example.com a.not"},
		"a byte order mark":                  {"\ufeffexample.com a.not", "example.com a.not"},
		"tabs, and blanks that do not break": {"\texample.com\u00a0\ta.not\u00a0,\tb.not", "example.com a.not, b.not"},
		"one host twice on one port":         {"example.com a.not/pri=1, a.not:25/pri=2", "example.com a.not/pri=1, a.not:25/pri=2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			routes, err := parseRoutes(c.text)
			require.NoError(t, err)
			require.Len(t, routes, 1)
			assert.Equal(t, c.want, formatRoute(routes[0]))
		})
	}
}

func TestTwoDomainsMayUseOneHostOnTwoPorts(t *testing.T) {
	t.Parallel()
	routes, err := parseRoutes("example.com a.not\nb.not a.not:2525")
	require.NoError(t, err)
	assert.Len(t, routes, 2)
}

func TestATableHasAtMostAsManyRoutesAsTheProduct(t *testing.T) {
	t.Parallel()
	var table strings.Builder
	for n := range maxRoutes {
		fmt.Fprintf(&table, "d%d.example a.not\n", n)
	}
	routes, err := parseRoutes(table.String())
	require.NoError(t, err)
	assert.Len(t, routes, maxRoutes)
	_, err = parseRoutes(table.String() + "ALL a.not")
	require.ErrorIs(t, err, policy.ErrPolicy)
	assert.EqualError(t, err, "policy: SMTP routes, line 40001: want at most 40000 routes, as many as the product has")
}

func TestParseRoutesOfNothingIsNoRoutes(t *testing.T) {
	t.Parallel()
	routes, err := parseRoutes("\n# nothing\n")
	require.NoError(t, err)
	assert.Empty(t, routes)
}

func TestParseRoutesRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"a domain without hosts":            {"example.com", "line 1: \"example.com\": want a receiving domain, blanks, and its destination hosts"},
		"a colon behind the domain":         {"example.com: a.not", "want a receiving domain"},
		"a host without a domain":           {", a.not", "want a receiving domain"},
		"an address as domain":              {"192.0.2.1 a.not", "want a receiving domain"},
		"a single label as domain":          {"everything a.not", "want a receiving domain"},
		"two final dots":                    {"example.com.. a.not", "want a receiving domain"},
		"a wildcard as domain":              {"*.example.com a.not", "want a receiving domain"},
		"a semicolon behind the hosts":      {"example.com a.not ; b.not", "want a host name"},
		"a comment in place of the hosts":   {"example.com # a.not", "want a receiving domain, blanks, and its destination hosts"},
		"hosts with blanks between them":    {"example.com a.not b.not", "want a host name"},
		"two commas at the end":             {"example.com a.not,,", "\"\": want a host name"},
		"a comma with nothing before it":    {"example.com , a.not", "\"\": want a host name"},
		"a comma alone":                     {"example.com ,", "\"\": want a host name"},
		"a single label as host":            {"example.com relay", "want a host name"},
		"two final dots of a host":          {"example.com relay.partner.not..", "want a host name"},
		"one host on two ports":             {"# c\nexample.com a.not, b.not, A.not.:2525", "line 2: example.com: a.not on the ports 25 and 2525: want one port of a host, as the product refuses two"},
		"one host on two ports, bracketed":  {"example.com [a.not]:26/pri=1, a.not:27/pri=2", "a.not on the ports 26 and 27"},
		"one address on two ports":          {"example.com 2001:db8::1, [2001:DB8:0::1]:26", "2001:db8::1 on the ports 25 and 26"},
		"letters beyond ASCII":              {"example.com bücher.not", "want a host name"},
		"a label of 64 letters":             {"example.com " + strings.Repeat("x", 64) + ".not", "want a host name"},
		"something like an address":         {"example.com 192.0.2.300", "want a host name"},
		"an address with a zone":            {"example.com fe80::1%eth0", "want a host name"},
		"an IPv4 address as IPv6":           {"example.com ::ffff:192.0.2.1", "want a host name"},
		"a range of addresses":              {"example.com 2001:db8::/64", "want a host name"},
		"IPv6 and a port without brackets":  {"example.com 2001:db8:1:2:3:4:5:6:25", "want a host name"},
		"an open bracket":                   {"example.com [a.not", "want a host name"},
		"text behind the bracket":           {"example.com [a.not]25", "want a host name"},
		"port 0":                            {"example.com a.not:0", "want a host name"},
		"a port beyond 65535":               {"example.com a.not:65536", "want a host name"},
		"no port behind a colon":            {"example.com a.not:", "want a host name"},
		"a priority beyond 65535":           {"example.com a.not/pri=65536", "priority \"65536\": want a number from 0 to 65535"},
		"a negative priority":               {"example.com a.not/pri=-1", "priority \"-1\": want a number from 0 to 65535"},
		"no priority":                       {"example.com a.not/pri=", "priority \"\": want a number"},
		"a priority before the port":        {"example.com a.not/pri=1:25", "priority \"1:25\": want a number"},
		"USEDNS with a priority":            {"example.com USEDNS/pri=1", "want a host name"},
		"USEDNS beside a host":              {"example.com a.not, USEDNS", "USEDNS among other hosts: want it by itself"},
		"/dev/null beside a host":           {"example.com /dev/null, a.not", "/dev/null among other hosts: want it by itself"},
		"USEDNS for ALL":                    {"ALL USEDNS", "ALL USEDNS: want hosts or /dev/null"},
		"a domain twice":                    {"example.com a.not\n\nExample.Com b.not", "line 3: Example.Com was given in line 1: want all its hosts in one line"},
		"ALL twice":                         {"ALL a.not\nall b.not", "line 2: ALL was given in line 1"},
		"a domain twice, with a final dot":  {"example.com a.not\nexample.com. b.not", "line 2: example.com was given in line 1"},
		"USEDNS for all":                    {"all usedns", "ALL USEDNS: want hosts or /dev/null"},
		"the line that is wrong, by number": {"# c\nexample.com a.not\nb.not ?", "line 3: \"?\": want a host name"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			routes, err := parseRoutes(c.text)
			require.ErrorContains(t, err, c.want)
			require.ErrorIs(t, err, policy.ErrPolicy)
			require.ErrorContains(t, err, "SMTP routes, line ")
			assert.Nil(t, routes)
		})
	}
}

// FuzzParseRoutes: whatever the text, no panic; and what is read prints as something that reads alike.
func FuzzParseRoutes(f *testing.F) {
	for _, text := range []string{
		"example.com relay.partner.not",
		".example.com 192.0.2.1, [backup.partner.not]:2525/pri=10\r\nALL /dev/null",
		"# x\nlab.not USEDNS\nALL 2001:db8::1/pri=1, [2001:db8::2]:25",
		"example.com a.not:1:2/pri=3/pri=4", "[ ]", ". .", "\x00 \xff",
		"\ufeffall a.not. /PRI = 1,[b.not.]. #x\rb.not usedns,", "a.b c.d,c.d:25,[c.d]:26", "a.b. /Dev/Null;",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		routes, err := parseRoutes(text)
		if err != nil {
			require.ErrorIs(t, err, policy.ErrPolicy)
			return
		}
		var printed strings.Builder
		for _, route := range routes {
			fmt.Fprintln(&printed, formatRoute(route))
		}
		again, err := parseRoutes(printed.String())
		require.NoError(t, err, printed.String())
		for i := range again {
			again[i].Line = routes[i].Line
		}
		assert.Equal(t, routes, again)
	})
}
