package policy_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim/policy"
)

func TestTheSettingThatGovernsADomain(t *testing.T) {
	t.Parallel()
	strict, usual := policy.VerifiedDomain, policy.Encrypted
	asked := policy.Policy{
		Default: usual,
		Destinations: []policy.Destination{
			{Domain: "example.com", Setting: strict},
			{Domain: "unset.not"},
		},
	}
	for domain, want := range map[string]policy.Setting{
		"example.com":     strict, // ESA-1: its own entry
		"EXAMPLE.com":     strict, // AMB-26
		"unset.not":       usual,  // ESA-2: an entry at "Default"
		"other.not":       usual,  // ESA-2: no entry
		"sub.example.com": usual,  // ESA-3: a parent's entry does not govern
		"com":             usual,
	} {
		got, err := asked.SettingFor(domain)
		require.NoError(t, err, domain)
		assert.Equal(t, want, got, domain)
	}
	asked.Default = policy.Unset
	for _, domain := range []string{"unset.not", "other.not"} {
		_, err := asked.SettingFor(domain)
		require.ErrorIs(t, err, policy.ErrPolicy, domain)
	}
}

func TestARequirementIsReadBackFromJSON(t *testing.T) {
	t.Parallel()
	for _, setting := range append(policy.NeutralSettings(), policy.Setting{Name: "Domain Security", Requirement: policy.MutualTLS}, policy.Unset) {
		text, err := json.Marshal(setting)
		require.NoError(t, err)
		var read policy.Setting
		require.NoError(t, json.Unmarshal(text, &read))
		assert.Equal(t, setting, read)
	}
	err := json.Unmarshal([]byte(`{"names": ["MX host", "nobody"]}`), new(policy.Setting))
	assert.ErrorContains(t, err, `unknown kind of name "nobody": want some of recipient domain, route, MX host, reverse name`)
}

func TestTheMostSpecificLineIsTheRoute(t *testing.T) {
	t.Parallel()
	table := strings.Split("ALL,.example.com,.a.example.com,Sub.Example.Com,.not,example.org", ",")
	for _, c := range []struct{ claim, domain, want string }{
		{"a domain that has a line", "example.org", "example.org"},
		{"whatever the letter case", "sub.example.com", "Sub.Example.Com"},
		{"a domain is none of its own subdomains", "example.com", "ALL"},
		{"a subdomain of a parent", "x.example.com", ".example.com"},
		{"a subdomain two labels below", "x.y.example.com", ".example.com"},
		{"the nearest parent wins", "x.a.example.com", ".a.example.com"},
		{"a parent of the nearest parent's line", "a.example.com", ".example.com"},
		{"a domain below one that has a line of its own", "x.sub.example.com", ".example.com"},
		{"a domain with a line does not cover its subdomains", "www.example.org", "ALL"},
		{"the subdomains of a top-level domain", "b.not", ".not"},
		{"a name that only ends alike", "anexample.com", "ALL"},
		{"the rest", "other.test", "ALL"},
		{"a single label", "localhost", "ALL"},
	} {
		for name, order := range map[string][]string{"as entered": table, "reversed": reversed(table)} {
			var routes []policy.Route
			for _, domain := range order {
				routes = append(routes, policy.Route{Domain: domain})
			}
			route, found := policy.Policy{Routes: routes}.RouteFor(c.domain)
			assert.True(t, found, c.claim)
			assert.Equal(t, c.want, route.Domain, "%s, %s", c.claim, name)
		}
	}
	_, found := policy.Policy{Routes: []policy.Route{{Domain: ".example.com"}}}.RouteFor("example.com")
	assert.False(t, found, "without ALL there may be no route")
}

func reversed(list []string) []string {
	list = slices.Clone(list)
	slices.Reverse(list)
	return list
}
