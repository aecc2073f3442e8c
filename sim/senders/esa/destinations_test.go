package esa_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim/policy"
	"mtalab/sim/senders/esa"
)

func ExampleParseDestinations() {
	controls, err := esa.ParseDestinations(`
[DEFAULT]
max_host_concurrency = 500
table_tls = on

[example.com]
table_tls = Required - Verify Hosted Domains
`)
	if err != nil {
		fmt.Println(err)
	}
	fmt.Print(controls)
	_, err = esa.ParseDestinations("[example.com]\ntls = Required")
	fmt.Println(err)
	// Output:
	// [DEFAULT]
	// table_tls = Preferred
	// [example.com]
	// table_tls = Required - Verify Hosted Domains
	// policy: destination controls, line 2: unknown parameter "tls": want one of table_tls, ip_sort_pref, max_host_concurrency, max_messages_per_connection, recipient_minutes, recipient_limit, limit_type, limit_apply, bounce_profile, bounce_validation, certificate, send_tls_req_alert
}

func TestParseDestinationsReadsEverySetting(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]policy.Setting{
		"No":                               esa.No,
		"Preferred":                        esa.Preferred,
		"Required":                         esa.Required,
		"Preferred - Verify":               esa.PreferredVerify,
		"Required - Verify":                esa.RequiredVerify,
		"Required - Verify Hosted Domains": esa.RequiredVerifyHosted,
		"Preferred (Verify)":               esa.PreferredVerify,
		"off":                              esa.No,
		"ON":                               esa.Preferred,
		"required":                         esa.Required,
		"on_verify":                        esa.PreferredVerify,
		"Require_Verify":                   esa.RequiredVerify,
		"Default":                          policy.Unset,
	} {
		controls, err := esa.ParseDestinations("[example.com]\ntable_tls=" + text)
		require.NoError(t, err, text)
		assert.Equal(t, esa.DestinationControls{Entries: []policy.Destination{{Domain: "example.com", Setting: want}}}, controls, text)
		again, err := esa.ParseDestinations(controls.String())
		require.NoError(t, err, text)
		assert.Equal(t, controls, again, text)
	}
}

func TestParseDestinationsPassesOverWhatHasNoPartInTheFate(t *testing.T) {
	t.Parallel()
	controls, err := esa.ParseDestinations(`# exported
[example.com]
  ip_sort_pref = PREFER_v4
  max_messages_per_connection = 50
  limit_type = host
  bounce_profile = tough love
[DEFAULT]
  recipient_limit = 300
  table_tls = require_verify
  send_tls_req_alert = 0
[sub.example.com]
  table_tls = off`)
	require.NoError(t, err)
	assert.Equal(t, esa.DestinationControls{
		Default: esa.RequiredVerify,
		Entries: []policy.Destination{{Domain: "example.com"}, {Domain: "sub.example.com", Setting: esa.No}},
	}, controls)
}

func TestParseDestinationsRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"a parameter before any section": {"table_tls = on", "line 1: \"table_tls = on\": want a destination domain"},
		"an open bracket":                {"[example.com", "want a destination domain such as [example.com], or [DEFAULT]"},
		"the subdomains of a domain":     {"[.example.com]", "want a destination domain"},
		"a single label":                 {"[default]", "want a destination domain"},
		"an empty name":                  {"[]", "want a destination domain"},
		"a domain twice":                 {"[example.com]\n[Example.com]", "line 2: [Example.com] was given in line 1: want one section for a domain"},
		"DEFAULT twice":                  {"[DEFAULT]\ntable_tls = on\n[DEFAULT]", "line 3: [DEFAULT] was given in line 1"},
		"DEFAULT without a TLS setting":  {"[DEFAULT]\nlimit_type = host", "line 1: [DEFAULT] has no table_tls"},
		"the default left to itself":     {"[DEFAULT]\ntable_tls = Default", "unknown TLS setting \"Default\""},
		"a line without =":               {"[example.com]\ntable_tls", "line 2: \"table_tls\": want a parameter, =, and its value"},
		"a parameter without a value":    {"[example.com]\ntable_tls =", "want a parameter, =, and its value"},
		"a parameter twice":              {"[example.com]\ntable_tls = on\ntable_tls = on", "line 3: table_tls is given twice in [example.com]"},
		"an unknown parameter":           {"[example.com]\ntls = on", "unknown parameter \"tls\": want one of table_tls, "},
		"an unknown setting":             {"[example.com]\ntable_tls = maybe", "line 2: unknown TLS setting \"maybe\": want one of "},
		"a number":                       {"[example.com]\ntable_tls = 2", "table_tls = 2: want the name of the setting, as the menu of destconfig counts from 1 and this file from 0"},
		"a preference that is not kept":  {"[example.com]\nip_sort_pref = REQUIRE_V6", "ip_sort_pref = REQUIRE_V6 is not modelled by domain: want PREFER_V4"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			controls, err := esa.ParseDestinations(c.text)
			require.ErrorContains(t, err, c.want)
			require.ErrorIs(t, err, policy.ErrPolicy)
			require.ErrorContains(t, err, "destination controls, line ")
			assert.Zero(t, controls)
		})
	}
}

// FuzzParseDestinations: whatever the text, no panic; and what is read prints as something that reads alike.
func FuzzParseDestinations(f *testing.F) {
	for _, text := range []string{
		"[DEFAULT]\ntable_tls = on\n[example.com]\ntable_tls = Required – Verify\nlimit_type = 0",
		"[example.com]\r\n\r\n# x\r\ntable_tls = Default", "[", "]", "=", "[a.b]\n=\n==",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		controls, err := esa.ParseDestinations(text)
		if err != nil {
			require.ErrorIs(t, err, policy.ErrPolicy)
			return
		}
		again, err := esa.ParseDestinations(controls.String())
		require.NoError(t, err, controls.String())
		assert.Equal(t, controls, again)
	})
}
