package policy_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim/policy"
)

func TestTheFormInWhichEntriesAreCompared(t *testing.T) {
	t.Parallel()
	for sentence, test := range map[string]struct{ text, want string }{
		"a name":                                      {"Bücher.Example.", "xn--bcher-kva.example"},
		"what lies below one":                         {".Example.com", ".example.com"},
		"what is no name, in lower case":              {"A..B.", "a..b"},
		"an address":                                  {"192.0.2.1", "192.0.2.1"},
		"an address in brackets":                      {"[192.0.2.1]", "192.0.2.1"},
		"an address of version 6 in brackets":         {"[IPv6:2001:DB8:0::1]", "2001:db8::1"},
		"an open bracket alone":                       {"[192.0.2.1x", "[192.0.2.1x"},
		"a closing bracket alone":                     {"x192.0.2.1]", "x192.0.2.1]"},
		"an address with a zone is none":              {"FE80:0::1%eth0", "fe80:0::1%eth0"},
		"an address of version 4 in one of version 6": {"::FFFF:c000:201", "::ffff:c000:201"},
	} {
		assert.Equal(t, test.want, policy.CanonicalName(test.text), sentence)
	}
}

func TestSendersOfWhomTLSIsDemanded(t *testing.T) {
	t.Parallel()
	listener := policy.Listener{InTLSOnly: []string{"Example.COM", "Eve@other.not"}}
	for from, want := range map[string]bool{
		"u@example.com": true, "u@EXAMPLE.com": true, "eve@other.not": true, "bob@other.not": false, "u@sub.example.com": false,
	} {
		assert.Equal(t, want, listener.DemandsTLS(from), from)
	}
}

func TestKindsOfNamesAsJSON(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(policy.RecipientDomain | policy.MXHost)
	require.NoError(t, err)
	assert.JSONEq(t, `["recipient domain", "MX host"]`, string(text))

	read := policy.ReverseName
	require.NoError(t, json.Unmarshal(text, &read))
	assert.Equal(t, policy.RecipientDomain|policy.MXHost, read, "what was there before is gone")
	require.NoError(t, json.Unmarshal([]byte(`["reverse name", "route"]`), &read))
	assert.Equal(t, policy.ReverseName|policy.RouteName, read)

	for what, text := range map[string]string{"an unknown kind": `["nickname"]`, "no list": `{"MX host": true}`} {
		assert.Error(t, json.Unmarshal([]byte(text), &read), what)
	}
}

func TestSettingsThatAreNobodysOwn(t *testing.T) {
	t.Parallel()
	for _, setting := range policy.NeutralSettings() {
		got, err := policy.ParseSetting(nil, setting.Name)
		require.NoError(t, err)
		assert.Equal(t, setting, got)
	}
	got, err := policy.ParseSetting(nil, "ENCRYPTED")
	require.NoError(t, err, "letter case has no meaning")
	assert.Equal(t, policy.WithTLS, got.Requirement)
	_, err = policy.ParseSetting(nil, "sealed")
	for _, setting := range policy.NeutralSettings() {
		assert.ErrorContains(t, err, setting.Name, "the error names what is known")
	}
}

func TestWhatMostProductsCanBeTold(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		sentence string
		told     policy.Requirement
		want     policy.Requirement
	}{
		{"no TLS at all", policy.WithoutTLS, policy.Requirement{TLS: "never"}},
		{"TLS where it is offered", policy.Opportunistic, policy.Requirement{TLS: "if offered"}},
		{"TLS always, with any certificate", policy.WithTLS, policy.Requirement{TLS: "always"}},
		{"a trusted chain, for any name", policy.ByChain, policy.Requirement{TLS: "always", Chain: "trusted"}},
		{"the name of the recipient domain", policy.ByDomain, policy.Requirement{TLS: "always", Chain: "trusted", Names: 1}},
		{"the name of the MX host", policy.ByMXHost, policy.Requirement{TLS: "always", Chain: "trusted", Names: 4}},
		{"certificates of both sides, for either name", policy.MutualTLS, policy.Requirement{TLS: "always", Chain: "trusted", Names: 5, Mutual: true}},
	} {
		assert.Equal(t, test.want, test.told, test.sentence)
	}
}
