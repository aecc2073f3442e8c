package sim_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim"
)

func TestParseSettingReadsNamesNumbersAndTheFormsOfCiscosPages(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]sim.Setting{
		"No":                               sim.No,
		"1":                                sim.No,
		"preferred":                        sim.Preferred,
		"2":                                sim.Preferred,
		"Required":                         sim.Required,
		"Preferred - Verify":               sim.PreferredVerify,
		"Preferred (Verify)":               sim.PreferredVerify,
		"Preferred – Verify":               sim.PreferredVerify,
		"Required - Verify":                sim.RequiredVerify,
		"Required (Verify)":                sim.RequiredVerify,
		"5":                                sim.RequiredVerify,
		"Required - Verify Hosted Domains": sim.RequiredVerifyHosted,
		"Required – Verify Hosted Domains": sim.RequiredVerifyHosted,
		"6":                                sim.RequiredVerifyHosted,
	} {
		got, err := sim.ParseSetting(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "0", "7", "Default", "Verify", "Required-Verify", "Preferred - Verify Hosted Domains"} {
		_, err := sim.ParseSetting(text)
		require.ErrorContains(t, err, `want one of 1 "No", 2 "Preferred"`, text)
	}
}

func TestTheSettingThatGovernsADomain(t *testing.T) {
	t.Parallel()
	policy := sim.Policy{
		Default: sim.Required,
		Destinations: []sim.Destination{
			{Domain: "example.com", Setting: sim.RequiredVerify},
			{Domain: "unset.not"},
		},
	}
	for domain, want := range map[string]sim.Setting{
		"example.com":     sim.RequiredVerify, // ESA-1: its own entry
		"EXAMPLE.com":     sim.RequiredVerify, // AMB-26
		"unset.not":       sim.Required,       // ESA-2: an entry at "Default"
		"other.not":       sim.Required,       // ESA-2: no entry
		"sub.example.com": sim.Required,       // ESA-3: a parent's entry does not govern
		"com":             sim.Required,
	} {
		got, err := policy.SettingFor(domain)
		require.NoError(t, err, domain)
		assert.Equal(t, want, got, domain)
	}
	policy.Default = sim.Unset
	for _, domain := range []string{"unset.not", "other.not"} {
		_, err := policy.SettingFor(domain)
		require.ErrorIs(t, err, sim.ErrPolicy, domain)
	}
}
