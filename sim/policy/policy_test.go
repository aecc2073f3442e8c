package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim/policy"
)

func TestParseSettingReadsNamesNumbersAndTheFormsOfCiscosPages(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]policy.Setting{
		"No":                               policy.No,
		"1":                                policy.No,
		"preferred":                        policy.Preferred,
		"2":                                policy.Preferred,
		"Required":                         policy.Required,
		"Preferred - Verify":               policy.PreferredVerify,
		"Preferred (Verify)":               policy.PreferredVerify,
		"Preferred – Verify":               policy.PreferredVerify,
		"Required - Verify":                policy.RequiredVerify,
		"Required (Verify)":                policy.RequiredVerify,
		"5":                                policy.RequiredVerify,
		"Required - Verify Hosted Domains": policy.RequiredVerifyHosted,
		"Required – Verify Hosted Domains": policy.RequiredVerifyHosted,
		"6":                                policy.RequiredVerifyHosted,
	} {
		got, err := policy.ParseSetting(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "0", "7", "Default", "Verify", "Required-Verify", "Preferred - Verify Hosted Domains"} {
		_, err := policy.ParseSetting(text)
		require.ErrorContains(t, err, `want one of 1 "No", 2 "Preferred"`, text)
	}
}

func TestTheSettingThatGovernsADomain(t *testing.T) {
	t.Parallel()
	asked := policy.Policy{
		Default: policy.Required,
		Destinations: []policy.Destination{
			{Domain: "example.com", Setting: policy.RequiredVerify},
			{Domain: "unset.not"},
		},
	}
	for domain, want := range map[string]policy.Setting{
		"example.com":     policy.RequiredVerify, // ESA-1: its own entry
		"EXAMPLE.com":     policy.RequiredVerify, // AMB-26
		"unset.not":       policy.Required,       // ESA-2: an entry at "Default"
		"other.not":       policy.Required,       // ESA-2: no entry
		"sub.example.com": policy.Required,       // ESA-3: a parent's entry does not govern
		"com":             policy.Required,
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
