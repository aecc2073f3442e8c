package fakedns_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
)

// The zone of RFC 4592 §2.2.1, with addresses in place of what is not served.
const wildcardZone = `
	example                 SOA   ns.example.com hostmaster.example 1 7200 3600 1209600 60
	example                 NS    ns.example.com
	*.example               TXT   "this is a wildcard"
	*.example               MX    10 host1.example
	sub.*.example           TXT   "this is not a wildcard"
	host1.example           A     192.0.2.1
	_ssh._tcp.host1.example SRV   0 0 22 host1.example
	_ssh._tcp.host2.example SRV   0 0 22 host1.example
	subdel.example          NS    ns.example.com
	*.alias.not             CNAME host1.example
	*.deep.not              A     192.0.2.7
	a.b.deep.not            A     192.0.2.8
	x.not                   MX    10 any.deep.not`

func TestWildcards(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{Records: zone(t, wildcardZone)})
	for _, c := range []struct{ claim, name, rtype, want string }{
		{"a name that does not exist", "host3.example", "MX", "10 host1.example."},
		{"such a name, asked for a type that the wildcard has not", "host3.example", "A", "no records"},
		{"several labels", "foo.bar.example", "TXT", `"this is a wildcard"`},
		{"every type", "host3.example", "ANY", `TXT "this is a wildcard", MX 10 host1.example.`},
		{"a name that exists", "host1.example", "MX", "no records"},
		{"a name that exists below a wildcard's own", "sub.*.example", "MX", "no records"},
		{"a name below one that exists", "_telnet._tcp.host1.example", "SRV", "NXDOMAIN"},
		{"a name with names below it", "_tcp.host2.example", "TXT", "no records"},
		{"a name with names below those", "host2.example", "MX", "no records"},
		{"a name below another zone", "host.subdel.example", "A", "NXDOMAIN"},
		{"a name below the wildcard's own", "ghost.*.example", "MX", "NXDOMAIN"},
		{"the wildcard's own name", "*.example", "MX", "10 host1.example."},
		{"another wildcard below one", "*.foo.example", "MX", "10 host1.example."},
		{"an alias", "mail.alias.not", "A", "CNAME host1.example., 192.0.2.1"},
		{"an alias asked for", "mail.alias.not", "CNAME", "host1.example."},
		{"the name above a wildcard", "alias.not", "A", "no records"},
		{"a name that exists without records hides it", "b.deep.not", "A", "no records"},
		{"and so does one below that", "c.b.deep.not", "A", "NXDOMAIN"},
		{"outside of its zone", "deeper.not", "A", "NXDOMAIN"},
	} {
		assert.Equal(t, c.name+". "+c.rtype+" → "+c.want, server.ask(t, c.name, c.rtype), c.claim)
	}
}

func TestRecordsOfAWildcardHaveTheNameThatWasAsked(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{Records: zone(t, wildcardZone)})
	for range 2 {
		response := server.exchange(t, "udp", question("Mail.ALIAS.not", "A"))
		require.Len(t, response.Answer, 2)
		assert.Equal(t, "Mail.ALIAS.not.", response.Answer[0].Header().Name)
		assert.Equal(t, "host1.example.", response.Answer[1].Header().Name)
	}
	assert.Equal(t, "Mail.ALIAS.not.", server.Queries()[0].Answers[0].Name)
	response := server.exchange(t, "udp", question("*.alias.not", "CNAME"))
	assert.Equal(t, "*.alias.not.", response.Answer[0].Header().Name, "the zone is as it was")
}

func TestAWildcardOfTheRoot(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{Records: zone(t, "*. A 192.0.2.1\nexample.com MX 10 mx.example.org")})
	assert.Equal(t, "mx.example.org. A → 192.0.2.1", server.ask(t, "mx.example.org", "A"))
	assert.Equal(t, "mx.example.com. A → NXDOMAIN", server.ask(t, "mx.example.com", "A"))
}
