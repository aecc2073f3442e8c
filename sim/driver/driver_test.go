package driver_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim"
	"mtalab/sim/driver"
)

var known = map[sim.Setting]string{sim.No: "none", sim.Encrypted: "encrypt", sim.VerifiedHost: "verify"}

func TestInWords(t *testing.T) {
	t.Parallel()
	words, err := driver.InWords("It", sim.Policy{
		Default: sim.No,
		Destinations: []sim.Destination{
			{Domain: "Bücher.example", Setting: sim.Encrypted},
			{Domain: "inherits.example", Setting: sim.Unset},
		},
	}, known)
	require.NoError(t, err)
	assert.Equal(t, []driver.Domain[string]{
		{Name: "xn--bcher-kva.example", Setting: sim.Encrypted, Words: "encrypt"},
		{Name: "", Setting: sim.No, Words: "none"},
	}, words.All())
}

func TestWhatHasNoWordsIsNotSupported(t *testing.T) {
	t.Parallel()
	for name, policy := range map[string]sim.Policy{
		"an entry":      {Destinations: []sim.Destination{{Domain: "example.com", Setting: sim.PreferredVerify}}},
		"the default":   {Default: sim.VerifiedDomain},
		"an option":     {Default: sim.No, Options: map[string]string{"sni": "none"}},
		"an SMTP route": {Default: sim.No, Routes: []sim.Route{{Domain: "ALL"}}},
	} {
		_, err := driver.InWords("It", policy, known)
		require.ErrorIs(t, err, sim.ErrNotSupported, name)
	}
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	words, err := driver.InWords("It", sim.Policy{
		Default:      sim.Encrypted,
		Destinations: []sim.Destination{{Domain: "example.com", Setting: sim.VerifiedHost}},
	}, known)
	require.NoError(t, err)
	verified := driver.Verdict{Fate: sim.DeliveredVerified, Host: "mx1.example.com", Address: "192.0.2.1"}
	verdicts := map[string]driver.Verdict{"bob@example.com": verified, "eve@xn--bcher-kva.example": verified}

	outcomes, err := words.Outcomes("It", []string{"Bob@example.com", "eve@bücher.example"}, verdicts)
	require.NoError(t, err)
	assert.Equal(t, sim.DeliveredVerified, outcomes[0].Fate)
	assert.Equal(t, "Bob@example.com", outcomes[0].Recipient)
	assert.Equal(t, sim.DeliveredEncrypted, outcomes[1].Fate, "nobody asked for it to be verified")

	_, err = words.Outcomes("It", []string{"carol@example.com"}, verdicts)
	require.ErrorIs(t, err, sim.ErrMisbehaved)
}

func TestASCII(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"Bücher.Example":     "xn--bcher-kva.example",
		"Bob@Bücher.example": "bob@xn--bcher-kva.example",
		"u@[192.0.2.1]":      "u@[192.0.2.1]",
	} {
		assert.Equal(t, want, driver.ASCII(given))
	}
	assert.Equal(t, []string{"Bob@xn--bcher-kva.example"}, driver.Envelope([]string{"Bob@Bücher.example"}))
}
