package sim_test

import (
	"net/netip"
	"slices"
	"strings"
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

func TestTheMostSpecificEntryGoverns(t *testing.T) {
	t.Parallel()
	policy := sim.Policy{
		Default: sim.Preferred, DefaultAddresses: sim.PreferIPv6, DefaultDANE: "opportunistic",
		Destinations: []sim.Destination{
			{Domain: ".com", Setting: sim.No},
			{Domain: ".Example.com", Setting: sim.Required, Addresses: sim.RequireIPv4},
			{Domain: "example.com.", Setting: sim.RequiredVerify, DANE: sim.NoDANE},
			{Domain: "unset.example.com"},
			{Domain: "192.0.2.1", Setting: sim.No},
			{Domain: "[IPv6:2001:db8::1]", Setting: sim.No},
		},
	}
	for _, c := range []struct {
		claim, domain string
		want          sim.Destination
	}{
		{"a domain's own entry, whatever the final dot", "EXAMPLE.com", sim.Destination{Domain: "example.com.", Setting: sim.RequiredVerify, Addresses: sim.PreferIPv6, DANE: sim.NoDANE}},
		{"the nearest parent's, two labels above", "a.b.example.com", sim.Destination{Domain: ".Example.com", Setting: sim.Required, Addresses: sim.RequireIPv4, DANE: "opportunistic"}},
		{"that of a top-level domain", "other.com", sim.Destination{Domain: ".com", Setting: sim.No, Addresses: sim.PreferIPv6, DANE: "opportunistic"}},
		{"a name that only ends alike", "anexample.com", sim.Destination{Domain: ".com", Setting: sim.No, Addresses: sim.PreferIPv6, DANE: "opportunistic"}},
		{"an entry that says nothing leaves all to the default one", "unset.example.com", sim.Destination{Domain: "unset.example.com", Setting: sim.Preferred, Addresses: sim.PreferIPv6, DANE: "opportunistic"}},
		{"no entry", "example.org", sim.Destination{Setting: sim.Preferred, Addresses: sim.PreferIPv6, DANE: "opportunistic"}},
		{"an address literal", "[192.0.2.1]", sim.Destination{Domain: "192.0.2.1", Setting: sim.No, Addresses: sim.PreferIPv6, DANE: "opportunistic"}},
		{"an IPv6 literal, written otherwise", "[ipv6:2001:DB8:0::1]", sim.Destination{Domain: "[IPv6:2001:db8::1]", Setting: sim.No, Addresses: sim.PreferIPv6, DANE: "opportunistic"}},
		{"another address", "[192.0.2.11]", sim.Destination{Setting: sim.Preferred, Addresses: sim.PreferIPv6, DANE: "opportunistic"}},
	} {
		assert.Equal(t, c.want, policy.ControlsFor(c.domain), c.claim)
		slices.Reverse(policy.Destinations) // wherever it stands
		assert.Equal(t, c.want, policy.ControlsFor(c.domain), c.claim)
	}
}

func TestAddressesByPreference(t *testing.T) {
	t.Parallel()
	four, six := "192.0.2.2 192.0.2.1", "2001:db8::2 2001:db8::1"
	for preference, want := range map[sim.AddressPreference]string{
		"":              "192.0.2.2 2001:db8::2 192.0.2.1 2001:db8::1",
		sim.PreferIPv4:  four + " " + six,
		sim.PreferIPv6:  six + " " + four,
		sim.RequireIPv4: four,
		sim.RequireIPv6: six,
	} {
		var all, wanted []netip.Addr
		for _, address := range strings.Fields("192.0.2.2 2001:db8::2 192.0.2.1 2001:db8::1") {
			all = append(all, netip.MustParseAddr(address))
		}
		for _, address := range strings.Fields(want) {
			wanted = append(wanted, netip.MustParseAddr(address))
		}
		before := slices.Clone(all)
		assert.Equal(t, wanted, preference.Of(all), preference)
		assert.Equal(t, before, all, "the addresses given stay as they are")
	}
}
