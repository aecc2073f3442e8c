package fakedns_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mtalab/fakedns"
)

func TestQueryString(t *testing.T) {
	t.Parallel()
	address := fakedns.Record{Name: "example.com.", Type: "A", Value: "192.0.2.1", TTL: 300}
	alias := fakedns.Record{Name: "www.example.com.", Type: "CNAME", Value: "example.com.", TTL: 300}
	for _, c := range []struct {
		claim, want string
		query       fakedns.Query
	}{
		{"several records", "example.com. A → 192.0.2.1, 192.0.2.1",
			fakedns.Query{Name: "example.com.", Type: "A", Rcode: "NOERROR", Answers: []fakedns.Record{address, address}}},
		{"an alias is named as one", "www.example.com. A → CNAME example.com., 192.0.2.1",
			fakedns.Query{Name: "www.example.com.", Type: "A", Rcode: "NOERROR", Answers: []fakedns.Record{alias, address}}},
		{"an alias to nothing", "www.example.com. A → CNAME example.com., NXDOMAIN",
			fakedns.Query{Name: "www.example.com.", Type: "A", Rcode: "NXDOMAIN", Answers: []fakedns.Record{alias}}},
		{"an alias to a name without such records", "www.example.com. MX → CNAME example.com., no records",
			fakedns.Query{Name: "www.example.com.", Type: "MX", Rcode: "NOERROR", Answers: []fakedns.Record{alias}}},
		{"every type", "example.com. ANY → A 192.0.2.1",
			fakedns.Query{Name: "example.com.", Type: "ANY", Rcode: "NOERROR", Answers: []fakedns.Record{address}}},
		{"no such name", "example.org. MX → NXDOMAIN", fakedns.Query{Name: "example.org.", Type: "MX", Rcode: "NXDOMAIN"}},
		{"no such records", "example.com. MX → no records", fakedns.Query{Name: "example.com.", Type: "MX", Rcode: "NOERROR"}},
		{"a failure", "example.com. MX → SERVFAIL", fakedns.Query{Name: "example.com.", Type: "MX", Rcode: "SERVFAIL"}},
		{"a secure answer", "example.com. A → 192.0.2.1, AD",
			fakedns.Query{Name: "example.com.", Type: "A", Rcode: "NOERROR", Answers: []fakedns.Record{address}, AuthenticData: true}},
		{"a bogus answer", "example.com. MX → SERVFAIL, bogus: com.: the signatures have expired",
			fakedns.Query{Name: "example.com.", Type: "MX", Rcode: "SERVFAIL", Bogus: "com.: the signatures have expired"}},
		{"silence", "example.com. MX → no answer", fakedns.Query{Name: "example.com.", Type: "MX"}},
		{"too large for UDP", "example.com. MX → truncated", fakedns.Query{Name: "example.com.", Type: "MX", Rcode: "NOERROR", Truncated: true}},
	} {
		assert.Equal(t, c.want, c.query.String(), c.claim)
	}
}
