package policy_test

import (
	"encoding/json"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim/policy"
)

func TestTheMostSpecificEntryGoverns(t *testing.T) {
	t.Parallel()
	off := policy.Setting{Name: "off", Requirement: policy.WithoutTLS}
	strict, usual := policy.VerifiedDomain, policy.Setting{Name: "usual", Requirement: policy.Opportunistic}
	asked := policy.Policy{
		Default: usual, DefaultAddresses: policy.IPv6First, DefaultDANE: policy.OpportunisticDANE,
		Destinations: []policy.Destination{
			{Domain: ".com", Setting: off},
			{Domain: ".Example.com", Setting: policy.Encrypted, Addresses: policy.IPv4Only},
			{Domain: "example.com.", Setting: strict, DANE: policy.NoDANE},
			{Domain: "unset.example.com"},
			{Domain: "192.0.2.1", Setting: off},
			{Domain: "xn--bcher-kva.example", Setting: off},
			{Domain: "[IPv6:2001:db8::1]", Setting: off},
		},
	}
	besides := func(domain string, setting policy.Setting) policy.Destination {
		return policy.Destination{Domain: domain, Setting: setting, Addresses: policy.IPv6First, DANE: policy.OpportunisticDANE}
	}
	for _, c := range []struct {
		claim, domain string
		want          policy.Destination
		setBy         string
	}{
		{"a domain's own entry, whatever the final dot", "EXAMPLE.com",
			policy.Destination{Domain: "example.com.", Setting: strict, Addresses: policy.IPv6First, DANE: policy.NoDANE}, "example.com."},
		{"the nearest parent's, two labels above", "a.b.example.com",
			policy.Destination{Domain: ".Example.com", Setting: policy.Encrypted, Addresses: policy.IPv4Only, DANE: policy.OpportunisticDANE}, ".Example.com"},
		{"that of a top-level domain", "other.com", besides(".com", off), ".com"},
		{"a name that only ends alike", "anexample.com", besides(".com", off), ".com"},
		{"an entry that says nothing leaves all to the default one", "unset.example.com", besides("unset.example.com", usual), ""},
		{"no entry", "example.org", besides("", usual), ""},
		{"an address literal", "[192.0.2.1]", besides("192.0.2.1", off), "192.0.2.1"},
		{"an IPv6 literal, written otherwise", "[ipv6:2001:DB8:0::1]", besides("[IPv6:2001:db8::1]", off), "[IPv6:2001:db8::1]"},
		{"a domain in letters beyond ASCII, by its A-labels", "bücher.example", besides("xn--bcher-kva.example", off), "xn--bcher-kva.example"},
		{"another address", "[192.0.2.11]", besides("", usual), ""},
	} {
		for range 2 {
			assert.Equal(t, c.want, asked.ControlsFor(c.domain), c.claim)
			entry, err := asked.EntryFor(c.domain)
			require.NoError(t, err, c.claim)
			assert.Equal(t, c.setBy, entry.Domain, c.claim)
			assert.Equal(t, c.want.Setting, entry.Setting, c.claim)
			slices.Reverse(asked.Destinations) // wherever it stands
		}
	}
}

func TestAddressesOfTheFamilyThatIsWanted(t *testing.T) {
	t.Parallel()
	four, six := "192.0.2.2 192.0.2.1", "2001:db8::2 2001:db8::1"
	for wanted, want := range map[policy.Addresses]string{
		"":               "192.0.2.2 2001:db8::2 192.0.2.1 2001:db8::1",
		policy.IPv4First: four + " " + six,
		policy.IPv6First: six + " " + four,
		policy.IPv4Only:  four,
		policy.IPv6Only:  six,
	} {
		all := addresses("192.0.2.2 2001:db8::2 192.0.2.1 2001:db8::1")
		before := slices.Clone(all)
		assert.Equal(t, addresses(want), wanted.Of(all), wanted)
		assert.Equal(t, before, all, "the addresses given stay as they are")
	}
}

func addresses(text string) []netip.Addr {
	var all []netip.Addr
	for word := range strings.FieldsSeq(text) {
		all = append(all, netip.MustParseAddr(word))
	}
	return all
}

func TestWhatIsAskedForBesidesTLSIsSaid(t *testing.T) {
	t.Parallel()
	for want, asked := range map[string]policy.Policy{
		"":                                 {Default: policy.Encrypted, DefaultDANE: policy.NoDANE, Destinations: []policy.Destination{{Domain: "example.com", DANE: policy.NoDANE}}},
		`"IPv6 first" for every domain`:    {DefaultAddresses: policy.IPv6First},
		`"IPv4 only" for example.com`:      {Destinations: []policy.Destination{{Domain: "example.com", Addresses: policy.IPv4Only}}},
		`DANE "mandatory" for example.com`: {Destinations: []policy.Destination{{Domain: "example.com", DANE: policy.MandatoryDANE}}},
		`DANE "maybe" for every domain`:    {DefaultDANE: "maybe"},
	} {
		assert.Equal(t, want, asked.BeyondTLS())
	}
}

func TestAPolicyIsReadBackFromJSON(t *testing.T) {
	t.Parallel()
	asked := policy.Policy{
		Default: policy.Encrypted, DefaultAddresses: policy.IPv6First, DefaultDANE: policy.OpportunisticDANE,
		Destinations: []policy.Destination{{Domain: ".example.com", Addresses: policy.IPv4Only, DANE: policy.NoDANE}},
	}
	text, err := json.Marshal(asked)
	require.NoError(t, err)
	var read policy.Policy
	require.NoError(t, json.Unmarshal(text, &read))
	assert.Equal(t, asked, read)
	err = json.Unmarshal([]byte(`{"defaultAddresses": "IPv5 first"}`), &read)
	assert.ErrorContains(t, err, `unknown choice of addresses "IPv5 first": want one of ["IPv4 first" "IPv6 first" "IPv4 only" "IPv6 only"]`)
}
