package policy_test

import (
	"encoding/json"
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
