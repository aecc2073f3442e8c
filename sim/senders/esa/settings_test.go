package esa

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim/policy"
)

func TestParseSettingReadsNamesNumbersAndTheFormsOfCiscosPages(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]policy.Setting{
		"No":                               No,
		"1":                                No,
		"preferred":                        Preferred,
		"2":                                Preferred,
		"Required":                         Required,
		"Preferred - Verify":               PreferredVerify,
		"Preferred (Verify)":               PreferredVerify,
		"Preferred – Verify":               PreferredVerify,
		"Required - Verify":                RequiredVerify,
		"Required (Verify)":                RequiredVerify,
		"5":                                RequiredVerify,
		"Required - Verify Hosted Domains": RequiredVerifyHosted,
		"Required – Verify Hosted Domains": RequiredVerifyHosted,
		"6":                                RequiredVerifyHosted,
	} {
		got, err := policy.ParseSetting(Dialect{}, text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "0", "7", "Default", "Verify", "Required-Verify", "Preferred - Verify Hosted Domains"} {
		_, err := policy.ParseSetting(Dialect{}, text)
		require.ErrorContains(t, err, `want one of 1 "No", 2 "Preferred"`, text)
	}
}

func TestASettingThatTheESAHasNotIsNotSupported(t *testing.T) {
	t.Parallel()
	for _, setting := range policy.NeutralSettings() {
		err := understood(policy.Policy{Default: setting})
		if setting == policy.Encrypted {
			assert.NoError(t, err, "it calls it Required")
			continue
		}
		assert.ErrorContains(t, err, `the ESA has no setting that means "`+setting.Name+`"`)
	}
}
