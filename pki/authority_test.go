package pki_test

import (
	"crypto/x509"
	"encoding/pem"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/pki"
)

func TestAuthoritiesAreNamedUnlessToldOtherwise(t *testing.T) {
	t.Parallel()
	root, err := pki.NewRoot(pki.Root{})
	require.NoError(t, err)
	intermediate, err := root.Intermediate(pki.Intermediate{})
	require.NoError(t, err)
	named, err := root.Intermediate(pki.Intermediate{CommonName: "Example Issuing CA"})
	require.NoError(t, err)

	assert.Equal(t, "CN=mtalab root CA", root.Certificate.Subject.String())
	assert.Equal(t, "CN=mtalab intermediate CA", intermediate.Certificate.Subject.String())
	assert.Equal(t, "CN=Example Issuing CA", named.Certificate.Subject.String())
}

func TestAChainLeadsUpToTheRootWithoutIt(t *testing.T) {
	t.Parallel()
	root, err := pki.NewRoot(pki.Root{})
	require.NoError(t, err)
	upper, err := root.Intermediate(pki.Intermediate{CommonName: "upper"})
	require.NoError(t, err)
	lower, err := upper.Intermediate(pki.Intermediate{CommonName: "lower"})
	require.NoError(t, err)

	assert.Empty(t, root.Chain())
	assert.Equal(t, []*x509.Certificate{lower.Certificate, upper.Certificate}, lower.Chain())
	assert.Same(t, root, lower.Root())
	assert.Same(t, root, root.Root())
}

func TestTheSameRequestGivesTheSameCertificate(t *testing.T) {
	t.Parallel()
	root, err := pki.NewRoot(pki.Root{})
	require.NoError(t, err)
	first, err := root.Issue(honest().leaf)
	require.NoError(t, err)

	var asked sync.WaitGroup
	for range 8 {
		asked.Go(func() {
			later := honest().leaf
			later.Now = now.Add(10 * time.Minute) // within the hour
			again, err := root.Issue(later)
			assert.NoError(t, err)
			assert.Same(t, first, again)

			upper, err := root.Intermediate(pki.Intermediate{})
			assert.NoError(t, err)
			same, err := root.Intermediate(pki.Intermediate{})
			assert.NoError(t, err)
			assert.Same(t, upper, same)
		})
	}
	asked.Wait()
}

func TestAnyDifferenceGivesAnotherCertificate(t *testing.T) {
	t.Parallel()
	root, err := pki.NewRoot(pki.Root{})
	require.NoError(t, err)
	leaf := func(change func(*pki.Leaf)) pki.Leaf {
		l := pki.Leaf{DNSNames: []string{"a b"}, Now: now}
		change(&l)
		return l
	}
	seen := map[string]bool{}
	leaves := []pki.Leaf{
		leaf(func(*pki.Leaf) {}),
		leaf(func(l *pki.Leaf) { l.DNSNames = []string{"a", "b"} }),
		leaf(func(l *pki.Leaf) { l.DNSNames = []string{"\xfe"} }),
		leaf(func(l *pki.Leaf) { l.DNSNames = []string{"\xff"} }),
		leaf(func(l *pki.Leaf) { l.CommonName = "a" }),
		leaf(func(l *pki.Leaf) { l.Now = now.Add(time.Hour) }),
	}
	for _, l := range leaves {
		certificate, err := root.Issue(l)
		require.NoError(t, err)
		seen[string(certificate.Raw[0])] = true
	}
	assert.Len(t, seen, len(leaves))
}

func TestOnlySharedRootsAreShared(t *testing.T) {
	t.Parallel()
	shared, err := pki.Shared(pki.Root{CommonName: "shared"})
	require.NoError(t, err)
	again, err := pki.Shared(pki.Root{CommonName: "shared"})
	require.NoError(t, err)
	assert.Same(t, shared, again)

	for title, make := range map[string]func() (*pki.Authority, error){
		"another name": func() (*pki.Authority, error) { return pki.Shared(pki.Root{CommonName: "other"}) },
		"another key":  func() (*pki.Authority, error) { return pki.Shared(pki.Root{CommonName: "shared", Key: pki.P384}) },
		"a new one":    func() (*pki.Authority, error) { return pki.NewRoot(pki.Root{CommonName: "shared"}) },
	} {
		other, err := make()
		require.NoError(t, err, title)
		assert.NotEqual(t, shared.Certificate.RawSubjectPublicKeyInfo, other.Certificate.RawSubjectPublicKeyInfo, title)
	}

	validity, err := pki.Shared(pki.Root{CommonName: "shared", NotAfter: now})
	require.NoError(t, err)
	assert.NotSame(t, shared, validity, "another validity")
}

func TestTwoRSARootsThatLookAlikeHaveDifferentKeys(t *testing.T) {
	t.Parallel()
	one, err := pki.NewRoot(pki.Root{Key: pki.RSA2048})
	require.NoError(t, err)
	other, err := pki.NewRoot(pki.Root{Key: pki.RSA2048})
	require.NoError(t, err)
	assert.NotEqual(t, one.Certificate.RawSubjectPublicKeyInfo, other.Certificate.RawSubjectPublicKeyInfo)
}

func TestAnAuthorityInPEMIsItsCertificateAlone(t *testing.T) {
	t.Parallel()
	root, err := pki.NewRoot(pki.Root{})
	require.NoError(t, err)
	block, rest := pem.Decode(root.PEM())
	require.NotNil(t, block)
	assert.Empty(t, rest)
	assert.Equal(t, "CERTIFICATE", block.Type)
	assert.Equal(t, root.Certificate.Raw, block.Bytes)
}

func TestAnAuthorityThatCannotBeMadeIsAnError(t *testing.T) {
	t.Parallel()
	_, err := pki.NewRoot(pki.Root{CommonName: "\xff"})
	assert.ErrorContains(t, err, "making a root: signing the certificate")
	_, err = pki.NewRoot(pki.Root{Key: 99})
	assert.ErrorContains(t, err, "unknown kind of key: KeyKind(99)")

	root, err := pki.Shared(pki.Root{})
	require.NoError(t, err)
	_, err = root.Intermediate(pki.Intermediate{NotCA: true, MaxPathLen: 1})
	assert.ErrorContains(t, err, "making an intermediate of CN=mtalab root CA")
}
