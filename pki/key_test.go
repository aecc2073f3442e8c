package pki_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/pki"
)

func TestEveryKindOfKeyIsWhatItsNameSays(t *testing.T) {
	t.Parallel()
	root, err := pki.Shared(pki.Root{})
	require.NoError(t, err)
	for _, row := range []struct {
		kind pki.KeyKind
		name string
		is   func(crypto.PublicKey) string
	}{
		{pki.P256, "P-256", curve},
		{pki.P384, "P-384", curve},
		{pki.P521, "P-521", curve},
		{pki.RSA2048, "RSA-2048", func(key crypto.PublicKey) string {
			if key.(*rsa.PublicKey).N.BitLen() == 2048 {
				return "RSA-2048"
			}
			return "another size"
		}},
		{pki.Ed25519, "Ed25519", func(key crypto.PublicKey) string {
			_ = key.(ed25519.PublicKey)
			return "Ed25519"
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, row.name, row.kind.String())
			parsed, err := pki.ParseKeyKind(row.name)
			require.NoError(t, err)
			assert.Equal(t, row.kind, parsed)

			certificate, err := root.Issue(pki.Leaf{CommonName: "key test", Key: row.kind})
			require.NoError(t, err)
			assert.Equal(t, row.name, row.is(certificate.Leaf.PublicKey))
			assert.Equal(t, certificate.Leaf.PublicKey, certificate.Key.Public())
		})
	}
}

func curve(key crypto.PublicKey) string { return key.(*ecdsa.PublicKey).Curve.Params().Name }

func TestAnUnknownKindOfKeyIsRefused(t *testing.T) {
	t.Parallel()
	_, err := pki.ParseKeyKind("DSA")
	assert.EqualError(t, err, `unknown kind of key "DSA": known are P-256, Ed25519, RSA-2048, P-384, P-521`)
	_, err = pki.ParseKeyKind("p-256")
	assert.Error(t, err, "one way to write it")
	assert.Equal(t, "KeyKind(99)", pki.KeyKind(99).String())
}

func TestLeavesShareOnlyTheirRSAKey(t *testing.T) {
	t.Parallel()
	root, err := pki.Shared(pki.Root{})
	require.NoError(t, err)
	keyOf := func(name string, kind pki.KeyKind) crypto.Signer {
		certificate, err := root.Issue(pki.Leaf{CommonName: name, Key: kind})
		require.NoError(t, err)
		return certificate.Key
	}
	assert.Same(t, keyOf("a", pki.RSA2048), keyOf("b", pki.RSA2048))
	assert.NotEqual(t, keyOf("a", pki.P256), keyOf("b", pki.P256))
}
