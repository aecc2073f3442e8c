package driver_test

import (
	"crypto/tls"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/driver"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
	"mtalab/sim/senders/esa"
)

var vocabulary = map[policy.Requirement]string{policy.WithoutTLS: "none", policy.WithTLS: "encrypt", policy.ByMXHost: "verify"}

func TestInWords(t *testing.T) {
	t.Parallel()
	words, err := driver.InWords("It", policy.Policy{
		Default:     esa.No,
		DefaultDANE: policy.NoDANE,
		Destinations: []policy.Destination{
			{Domain: "Bücher.example", Setting: policy.Encrypted},
			{Domain: "[192.0.2.1]", Setting: esa.No},
			{Domain: "inherits.example", Setting: policy.Unset},
		},
	}, vocabulary)
	require.NoError(t, err)
	assert.Equal(t, []driver.Domain[string]{
		{Name: "xn--bcher-kva.example", Setting: policy.Encrypted, DANE: policy.NoDANE, Words: "encrypt"},
		{Name: "[192.0.2.1]", Setting: esa.No, DANE: policy.NoDANE, Words: "none"},
		{Name: "", Setting: esa.No, DANE: policy.NoDANE, Words: "none"},
	}, words.All())
}

func TestWhatHasNoWordsIsNotSupported(t *testing.T) {
	t.Parallel()
	for name, policy := range map[string]policy.Policy{
		"an entry":                      {Destinations: []policy.Destination{{Domain: "example.com", Setting: esa.PreferredVerify}}},
		"the default":                   {Default: policy.VerifiedDomain},
		"an option":                     {Default: esa.No, Options: map[string]string{"sni": "none"}},
		"a family of addresses":         {Default: esa.No, DefaultAddresses: policy.IPv4First},
		"IPv4 alone for a domain":       {Default: esa.No, Destinations: []policy.Destination{{Domain: "example.com", Addresses: policy.IPv4Only}}},
		"DANE":                          {Default: esa.No, DefaultDANE: policy.MandatoryDANE},
		"the subdomains of a domain":    {Default: esa.No, Destinations: []policy.Destination{{Domain: ".example.com", Setting: esa.No}}},
		"an address in place of domain": {Default: esa.No, Destinations: []policy.Destination{{Domain: "192.0.2.1", Setting: esa.No}}},
		"an SMTP route":                 {Default: esa.No, Routes: []policy.Route{{Domain: "ALL"}}},
	} {
		_, err := driver.InWords("It", policy, vocabulary)
		require.ErrorIs(t, err, sim.ErrNotSupported, name)
	}
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	words, err := driver.InWords("It", policy.Policy{
		Default:      policy.Encrypted,
		Destinations: []policy.Destination{{Domain: "example.com", Setting: policy.VerifiedHost}},
	}, vocabulary)
	require.NoError(t, err)
	verified := driver.Verdict{Fate: evidence.DeliveredVerified, Host: "mx1.example.com", Address: "192.0.2.1"}
	verdicts := map[string]driver.Verdict{"bob@example.com": verified, "eve@xn--bcher-kva.example": verified}

	outcomes, err := words.Outcomes("It", []string{"Bob@example.com", "eve@bücher.example"}, verdicts)
	require.NoError(t, err)
	assert.Equal(t, evidence.DeliveredVerified, outcomes[0].Fate)
	assert.Equal(t, "Bob@example.com", outcomes[0].Recipient)
	assert.Equal(t, evidence.DeliveredEncrypted, outcomes[1].Fate, "nobody asked for it to be verified")

	_, err = words.Outcomes("It", []string{"carol@example.com"}, nil)
	require.ErrorIs(t, err, sim.ErrMisbehaved, "it says nothing")
	_, err = words.Outcomes("It", []string{"carol@example.com"}, verdicts)
	require.ErrorContains(t, err, "cannot be read", "it tells of others: we may be the ones who do not understand it")
	require.NotErrorIs(t, err, sim.ErrMisbehaved)
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
