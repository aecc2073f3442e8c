package pki_test

import (
	"crypto/x509"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/pki"
)

func TestANegativeSerialNumberIsSigned(t *testing.T) { // CE-47
	t.Parallel()
	for _, key := range []pki.KeyKind{pki.P256, pki.P384, pki.P521, pki.RSA2048, pki.Ed25519} {
		t.Run(key.String(), func(t *testing.T) {
			t.Parallel()
			root, err := pki.Shared(pki.Root{Key: key})
			require.NoError(t, err)
			issued, err := root.Issue(pki.Leaf{DNSNames: []string{"example.com"}, NegativeSerial: true})
			require.NoError(t, err)
			require.NotNil(t, issued.Leaf, "go.mod lets Go read it")
			assert.Negative(t, issued.Leaf.SerialNumber.Sign())
			assert.NoError(t, issued.Leaf.CheckSignatureFrom(root.Certificate))

			read, err := pki.ParseLeaf(string(issued.PEM()))
			require.NoError(t, err)
			assert.True(t, read.NegativeSerial)
		})
	}
	itself, err := pki.SelfSigned(pki.Leaf{DNSNames: []string{"example.com"}, NegativeSerial: true})
	require.NoError(t, err)
	assert.Negative(t, itself.Leaf.SerialNumber.Sign())
}

func TestAPurposeOfNothingIsNoneAtAll(t *testing.T) {
	t.Parallel()
	root, err := pki.Shared(pki.Root{})
	require.NoError(t, err)
	issued, err := root.Issue(pki.Leaf{NoPurpose: true})
	require.NoError(t, err)
	assert.Empty(t, issued.Leaf.ExtKeyUsage)
	read, err := pki.ParseLeaf(string(issued.PEM()))
	require.NoError(t, err)
	assert.True(t, read.NoPurpose)
	assert.False(t, read.NoExtKeyUsage)
}

func TestAnIntermediateDeviatesByOneExtension(t *testing.T) {
	t.Parallel()
	root, err := pki.Shared(pki.Root{})
	require.NoError(t, err)
	made := func(i pki.Intermediate) *x509.Certificate {
		authority, err := root.Intermediate(i)
		require.NoError(t, err)
		return authority.Certificate
	}
	honest := len(made(pki.Intermediate{}).Extensions)
	none := made(pki.Intermediate{NoUsage: true})
	assert.Zero(t, none.KeyUsage)
	assert.Len(t, none.Extensions, honest)
	assert.Len(t, made(pki.Intermediate{NoPurpose: true}).Extensions, honest+1)
	assert.Equal(t, []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}, made(pki.Intermediate{ExtKeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}).ExtKeyUsage)
	assert.Len(t, made(pki.Intermediate{UnknownCriticalExtension: true}).UnhandledCriticalExtensions, 1)
}

func TestACrossCertificateLeadsToAnotherRoot(t *testing.T) {
	t.Parallel()
	unknown, err := pki.Shared(pki.Root{CommonName: "unknown"})
	require.NoError(t, err)
	issuer, err := unknown.Intermediate(pki.Intermediate{})
	require.NoError(t, err)
	issued, err := issuer.Issue(pki.Leaf{DNSNames: []string{"example.com"}})
	require.NoError(t, err)
	crossed, err := issued.Changed(pki.Change{Kind: pki.CrossCertified})
	require.NoError(t, err)
	require.Len(t, crossed.Raw, 3)
	cross, err := x509.ParseCertificate(crossed.Raw[1])
	require.NoError(t, err)
	assert.Equal(t, issuer.Certificate.RawSubject, cross.RawSubject)
	trusted, err := pki.Shared(pki.Root{})
	require.NoError(t, err)
	assert.NoError(t, cross.CheckSignatureFrom(trusted.Certificate))
	assert.NoError(t, issued.Leaf.CheckSignatureFrom(cross))

	itself, err := pki.SelfSigned(pki.Leaf{})
	require.NoError(t, err)
	_, err = itself.Changed(pki.Change{Kind: pki.CrossCertified})
	assert.Error(t, err)
}
