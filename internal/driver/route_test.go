package driver_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/driver"
	"mtalab/sim"
	"mtalab/sim/policy"
)

// routing is told of routes, and has the same words for them.
var routing = driver.Vocabulary[string]{MTA: "It", Known: vocabulary, Routed: func(d driver.Domain[string]) (string, error) {
	words, err := d.In(vocabulary, "It")
	return words + " by " + d.Route.String(), err
}}

func TestTheMostSpecificEntryComesFirst(t *testing.T) {
	t.Parallel()
	relay, second := policy.RouteHost{Name: "relay.not", Priority: 5}, policy.RouteHost{Name: "second.not", Bracket: true, Priority: 1}
	words, err := routing.InWords(policy.Policy{
		Default:      policy.Encrypted,
		Destinations: []policy.Destination{{Domain: ".a.not", Setting: policy.VerifiedHost}, {Domain: "b.not", Setting: policy.VerifiedHost}},
		Routes: []policy.Route{
			{Domain: "ALL", Hosts: []policy.RouteHost{relay, second}},
			{Domain: ".x.a.not", Hosts: []policy.RouteHost{second}},
			{Domain: "XN--bcher-kva.example", Hosts: []policy.RouteHost{{UseDNS: true}}},
		},
	})
	require.NoError(t, err)
	var made []string
	for _, entry := range words.All() {
		made = append(made, entry.Name+": "+entry.Words)
	}
	assert.Equal(t, []string{
		"b.not: verify by [second.not], relay.not",
		"xn--bcher-kva.example: encrypt",
		".x.a.not: verify by [second.not]",
		".a.not: verify by [second.not], relay.not",
		": encrypt by [second.not], relay.not",
	}, made, "hosts by their priority; what has a route alone has the setting that covers it, and the other way round")
	for domain, want := range map[string]string{
		"B.not": "b.not", "sub.b.not": "", "a.not": "", "sub.a.not": ".a.not", "y.x.a.not": ".x.a.not", "bücher.example": "xn--bcher-kva.example",
	} {
		entry, found := words.For(domain)
		require.True(t, found)
		assert.Equal(t, want, entry.Name, domain)
	}
}

func TestARouteThatHasNoWordsIsNotSupported(t *testing.T) {
	t.Parallel()
	asked := policy.Policy{Default: policy.VerifiedDomain, Routes: []policy.Route{{Domain: "ALL", Hosts: []policy.RouteHost{{Name: "relay.not"}}}}}
	_, err := routing.InWords(asked)
	require.ErrorIs(t, err, sim.ErrNotSupported)
	assert.ErrorContains(t, err, `It has no setting that means "verified against the recipient domain" where a route leads to relay.not`)
}
