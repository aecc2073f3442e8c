package esa

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim/policy"
)

func Example_destinations() {
	controls, err := parseDestinations(`
[DEFAULT]
max_host_concurrency = 500
table_tls = on

[example.com]
table_tls = Required - Verify Hosted Domains
`)
	if err != nil {
		fmt.Println(err)
	}
	fmt.Print(formatDestinations(controls))
	_, err = parseDestinations("[example.com]\ntls = Required")
	fmt.Println(err)
	// Output:
	// [DEFAULT]
	// table_tls = Preferred
	// [example.com]
	// table_tls = Required - Verify Hosted Domains
	// policy: destination controls, line 2: unknown parameter "tls": want table_tls
}

func TestParseDestinationsReadsEverySetting(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]policy.Setting{
		"No":                               No,
		"Preferred":                        Preferred,
		"Required":                         Required,
		"Preferred - Verify":               PreferredVerify,
		"Required - Verify":                RequiredVerify,
		"Required - Verify Hosted Domains": RequiredVerifyHosted,
		"Preferred (Verify)":               PreferredVerify,
		"off":                              No,
		"ON":                               Preferred,
		"required":                         Required,
		"on_verify":                        PreferredVerify,
		"Require_Verify":                   RequiredVerify,
		"Default":                          policy.Unset,
	} {
		controls, err := parseDestinations("[example.com]\ntable_tls=" + text)
		require.NoError(t, err, text)
		assert.Equal(t, policy.DestinationTable{Entries: []policy.Destination{{Domain: "example.com", Setting: want}}}, controls, text)
		again, err := parseDestinations(formatDestinations(controls))
		require.NoError(t, err, text)
		assert.Equal(t, controls, again, text)
	}
}

func TestParseDestinationsPassesOverWhatHasNoPartInTheFate(t *testing.T) {
	t.Parallel()
	controls, err := parseDestinations(`# exported
[example.com]
  ip_sort_pref = PREFER_v4
  max_messages_per_connection = 50
  recipient_limit =
  recipient_limit = 7
  limit_type = host
  bounce_validation = 0
[DEFAULT]
  recipient_limit = 300
  table_tls = require_verify
  send_tls_req_alert = 0
[sub.example.com]
  table_tls = off`)
	require.NoError(t, err)
	assert.Equal(t, policy.DestinationTable{
		Default: policy.Destination{Setting: RequiredVerify},
		Entries: []policy.Destination{{Domain: "example.com", Addresses: policy.IPv4First}, {Domain: "sub.example.com", Setting: No}},
	}, controls)
}

func TestParseDestinationsTakesWhatAnApplianceOrAnEditorWrites(t *testing.T) {
	t.Parallel()
	on := []policy.Destination{{Domain: "example.com", Setting: Preferred}}
	with := func(change func(*policy.Destination)) []policy.Destination {
		entry := on[0]
		change(&entry)
		return []policy.Destination{entry}
	}
	for name, c := range map[string]struct {
		text string
		want []policy.Destination
	}{
		"line ends of Windows":                {"[example.com]\r\ntable_tls = on\r\n", on},
		"line ends of an old Mac":             {"[example.com]\rtable_tls = on\r", on},
		"a byte order mark":                   {"\ufeff[example.com]\ntable_tls = on", on},
		"blanks and tabs":                     {" \t[ example.com ]\n\ttable_tls\t=\ton\u00a0", on},
		"capitals":                            {"[EXAMPLE.COM]\nTABLE_TLS = ON", on},
		"a final dot":                         {"[example.com.]\ntable_tls = on", on},
		"comments of both kinds":              {"; a\n# b\n[example.com] # c\n; d\ntable_tls = on ; e\n#f", on},
		"comments without a blank":            {"[example.com];c\ntable_tls = on#e", on},
		"a limit that is empty":               {"[example.com]\nrecipient_limit=\ntable_tls=on\nlimit_type =", on},
		"a setting's name":                    {"[example.com]\ntable_tls = preferred", on},
		"TLS left to the default":             {"[example.com]\ntable_tls = default", with(func(d *policy.Destination) { d.Setting = policy.Unset })},
		"an address preference":               {"[example.com]\ntable_tls = on\nip_sort_pref = REQUIRE_v6", with(func(d *policy.Destination) { d.Addresses = policy.IPv6Only })},
		"an address preference left empty":    {"[example.com]\ntable_tls = on\nip_sort_pref =", on},
		"an address preference as by default": {"[example.com]\ntable_tls = on\nip_sort_pref = Default", on},
		"the subdomains of a domain":          {"[.example.com]\ntable_tls = on", with(func(d *policy.Destination) { d.Domain = ".example.com" })},
		"a single label":                      {"[mailhost]\ntable_tls = on", with(func(d *policy.Destination) { d.Domain = "mailhost" })},
		"an address":                          {"[192.0.2.1]\ntable_tls = on", with(func(d *policy.Destination) { d.Domain = "192.0.2.1" })},
		"an address literal":                  {"[[IPv6:2001:DB8::1]]\ntable_tls = on", with(func(d *policy.Destination) { d.Domain = "2001:db8::1" })},
		"DANE by another parameter's name":    {"[example.com]\ntable_tls = on\nDANE = Mandatory", with(func(d *policy.Destination) { d.DANE = "mandatory" })},
		"no DANE":                             {"[example.com]\ntable_tls = on\ndane_option = no", with(func(d *policy.Destination) { d.DANE = policy.NoDANE })},
		"a bounce profile":                    {"[example.com]\ntable_tls = on\nbounce_profile = Tough love", with(func(d *policy.Destination) { d.BounceProfile = "Tough love" })},
		"the default bounce profile":          {"[example.com]\ntable_tls = on\nbounce_profile = Default", on},
		"DANE left to the default":            {"[example.com]\ntable_tls = on\ndane_option = Default", on},
		"DANE, and something about it":        {"[example.com]\ntable_tls = on\ndane = opportunistic\ndane_alert = off", with(func(d *policy.Destination) { d.DANE = "opportunistic" })},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			controls, err := parseDestinations(c.text)
			require.NoError(t, err)
			assert.Equal(t, policy.DestinationTable{Entries: c.want}, controls)
			again, err := parseDestinations(formatDestinations(controls))
			require.NoError(t, err)
			assert.Equal(t, controls, again)
		})
	}
}

func TestTheDefaultEntryHasThreeParts(t *testing.T) {
	t.Parallel()
	controls, err := parseDestinations("[Default]\ntable_tls = off\nip_sort_pref = prefer_v6\ndane_option = opportunistic")
	require.NoError(t, err)
	want := policy.DestinationTable{Default: policy.Destination{Setting: No, Addresses: policy.IPv6First, DANE: policy.OpportunisticDANE}}
	assert.Equal(t, want, controls)
	again, err := parseDestinations(formatDestinations(controls))
	require.NoError(t, err)
	assert.Equal(t, want, again)
}

func TestAParameterThatIsNotKnownIsPassedOverAndNamed(t *testing.T) {
	t.Parallel()
	controls, err := parseDestinations("[DEFAULT]\ntable_tls = on\nsmtp_auth = 1\ntls_ciphers = HIGH\n[example.com]\nsmtp_auth =\n[b.not]\nsmtp_auth = 2")
	require.NoError(t, err)
	assert.Equal(t, policy.DestinationTable{
		Default: policy.Destination{Setting: Preferred},
		Entries: []policy.Destination{{Domain: "example.com"}, {Domain: "b.not"}},
		Remarks: []string{
			"destination controls, line 3: the parameter \"smtp_auth\" is not known and passed over, as in 2 more sections",
			"destination controls, line 4: the parameter \"tls_ciphers\" is not known and passed over",
		},
	}, controls)
}

func TestParseDestinationsRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"a parameter before any section": {"table_tls = on", "line 1: \"table_tls = on\": want a destination domain"},
		"an open bracket":                {"[example.com", "want a destination domain such as [example.com], [.example.com] for its subdomains, an IP address, or [DEFAULT]"},
		"a star for the subdomains":      {"[*.example.com]", "[.example.com] for its subdomains"},
		"a range of addresses":           {"[192.0.2.0/24]", "want a destination domain"},
		"letters beyond ASCII":           {"[bücher.example]", "want a destination domain"},
		"parameters behind a bracket":    {"[example.com] table_tls = on", "want a destination domain"},
		"an address in two forms":        {"[2001:db8::1]\n[[IPv6:2001:DB8:0::1]]", "line 2: [2001:db8::1] was given in line 1"},
		"a domain with a final dot too":  {"[example.com]\n[example.com.]", "line 2: [example.com] was given in line 1"},
		"an empty name":                  {"[]", "want a destination domain"},
		"a domain twice":                 {"[example.com]\n[Example.com]", "line 2: [example.com] was given in line 1: want one section for a domain"},
		"DEFAULT twice":                  {"[DEFAULT]\ntable_tls = on\n[DEFAULT]", "line 3: [DEFAULT] was given in line 1"},
		"DEFAULT without a TLS setting":  {"[DEFAULT]\nlimit_type = host", "line 1: [DEFAULT] has no table_tls"},
		"the default left to itself":     {"[DEFAULT]\ntable_tls = Default", "unknown TLS setting \"Default\""},
		"the default left empty":         {"[DEFAULT]\ntable_tls =", "line 2: unknown TLS setting \"\""},
		"a line without =":               {"[example.com]\ntable_tls", "line 2: \"table_tls\": want a parameter, =, and its value"},
		"a parameter without a value":    {"[example.com]\ntable_tls =", "unknown TLS setting \"\": table_tls takes off, on, required, on_verify, require_verify, \"No\""},
		"a parameter twice":              {"[example.com]\ntable_tls = on\ntable_tls = on", "line 3: table_tls was given in line 2: want it once in [example.com]"},
		"a value without a parameter":    {"[example.com]\n= on", "line 2: \"= on\": want a parameter, =, and its value"},
		"what speaks of TLS":             {"[example.com]\ntls = on", "line 2: unknown parameter \"tls\": want table_tls"},
		"two letters changed places":     {"[example.com]\ntable_tls = on\ntabel_tls = off", "line 3: unknown parameter \"tabel_tls\": want table_tls"},
		"a hyphen in a parameter":        {"[DEFAULT]\ntable_tls = on\n[example.com]\nTable-TLS = required", "line 4: unknown parameter \"table-tls\": want table_tls"},
		"a letter too much":              {"[example.com]\nip_sort_prefs = REQUIRE_V6", "unknown parameter \"ip_sort_prefs\": want ip_sort_pref"},
		"a letter too few":               {"[example.com]\ndne_option = mandatory", "unknown parameter \"dne_option\": want dane_option"},
		"an unknown setting":             {"[example.com]\ntable_tls = maybe", "line 2: unknown TLS setting \"maybe\": table_tls takes off, on, required, on_verify, require_verify, \"No\", \"Preferred\", "},
		"a number":                       {"[example.com]\ntable_tls = 2", "or \"Default\"; no number, as the menu of destconfig counts from 1 and this file from 0"},
		"an unknown address preference":  {"[example.com]\nip_sort_pref = PREFER_V5", "ip_sort_pref = PREFER_V5: want one of [PREFER_V4 PREFER_V6 REQUIRE_V4 REQUIRE_V6]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			controls, err := parseDestinations(c.text)
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
		"\ufeff[.a];x\rDANE = b = c ;d\nip_sort_pref=require_v4\nx=1", "[[IPv6:2001:db8::1]]\ndane=\xff]", "[A.]\ntable_tls=encrypted",
		"\ufeff[.a];x\rDANE =;d\nip_sort_pref=require_v4\nx=1", "[a.b]\ndane =\u00a0;d",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		controls, err := parseDestinations(text)
		if err != nil {
			require.ErrorIs(t, err, policy.ErrPolicy)
			return
		}
		again, err := parseDestinations(formatDestinations(controls))
		require.NoError(t, err, formatDestinations(controls))
		controls.Remarks = nil
		assert.Equal(t, controls, again)
	})
}
