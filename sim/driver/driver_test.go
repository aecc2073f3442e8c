package driver_test

import (
	"crypto/tls"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/driver"
)

var vocabulary = map[sim.Setting]string{sim.No: "none", sim.Encrypted: "encrypt", sim.VerifiedHost: "verify"}

func TestInWords(t *testing.T) {
	t.Parallel()
	words, err := driver.InWords("It", sim.Policy{
		Default:     sim.No,
		DefaultDANE: sim.NoDANE,
		Destinations: []sim.Destination{
			{Domain: "Bücher.example", Setting: sim.Encrypted},
			{Domain: "inherits.example", Setting: sim.Unset},
		},
	}, vocabulary)
	require.NoError(t, err)
	assert.Equal(t, []driver.Domain[string]{
		{Name: "xn--bcher-kva.example", Setting: sim.Encrypted, Words: "encrypt"},
		{Name: "", Setting: sim.No, Words: "none"},
	}, words.All())
}

func TestWhatHasNoWordsIsNotSupported(t *testing.T) {
	t.Parallel()
	for name, policy := range map[string]sim.Policy{
		"an entry":                      {Destinations: []sim.Destination{{Domain: "example.com", Setting: sim.PreferredVerify}}},
		"the default":                   {Default: sim.VerifiedDomain},
		"an option":                     {Default: sim.No, Options: map[string]string{"sni": "none"}},
		"an address preference":         {Default: sim.No, DefaultAddresses: sim.PreferIPv4},
		"IPv4 alone for a domain":       {Default: sim.No, Destinations: []sim.Destination{{Domain: "example.com", Addresses: sim.RequireIPv4}}},
		"DANE":                          {Default: sim.No, DefaultDANE: "mandatory"},
		"the subdomains of a domain":    {Default: sim.No, Destinations: []sim.Destination{{Domain: ".example.com", Setting: sim.No}}},
		"an address in place of domain": {Default: sim.No, Destinations: []sim.Destination{{Domain: "192.0.2.1", Setting: sim.No}}},
		"an SMTP route":                 {Default: sim.No, Routes: []sim.Route{{Domain: "ALL"}}},
	} {
		_, err := driver.InWords("It", policy, vocabulary)
		require.ErrorIs(t, err, sim.ErrNotSupported, name)
	}
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	words, err := driver.InWords("It", sim.Policy{
		Default:      sim.Encrypted,
		Destinations: []sim.Destination{{Domain: "example.com", Setting: sim.VerifiedHost}},
	}, vocabulary)
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

func TestClientFiles(t *testing.T) {
	t.Parallel()
	files, err := driver.ClientFiles(sim.Env{}, driver.User{})
	require.NoError(t, err)
	assert.Empty(t, files, "a sender without a certificate")

	issued, err := pki.SelfSigned(pki.Leaf{CommonName: "sender.test"})
	require.NoError(t, err)
	own := issued.TLS()
	files, err = driver.ClientFiles(sim.Env{Certificate: &own}, driver.User{Name: "mta", ID: 100})
	require.NoError(t, err)
	require.Len(t, files, 2)
	read, err := tls.X509KeyPair(files[0].Content, files[1].Content)
	require.NoError(t, err, "the key is that of the certificate")
	assert.Equal(t, own.Certificate, read.Certificate)
	assert.Equal(t, driver.ClientKey, files[1].Path)
	assert.EqualValues(t, 0o600, files[1].Mode, "nobody else reads the key")
	assert.Equal(t, 100, files[1].UID)
}
