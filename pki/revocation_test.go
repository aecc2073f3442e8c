package pki_test

import (
	"crypto/x509"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ocsp"

	"mtalab/pki"
)

func TestACRLNamesTheRevoked(t *testing.T) { // CE-20
	t.Parallel()
	for _, kind := range []pki.KeyKind{pki.P256, pki.Ed25519, pki.RSA2048} {
		t.Run("signed with "+kind.String(), func(t *testing.T) {
			t.Parallel()
			root, err := pki.Shared(pki.Root{Key: kind})
			require.NoError(t, err)
			revoked, err := root.Issue(pki.Leaf{CommonName: "revoked.not"})
			require.NoError(t, err)
			good, err := root.Issue(pki.Leaf{CommonName: "good.not"})
			require.NoError(t, err)

			der, err := root.CRL(pki.CRL{Revoked: []*x509.Certificate{revoked.Leaf}})
			require.NoError(t, err)
			list, err := x509.ParseRevocationList(der)
			require.NoError(t, err)
			assert.NoError(t, list.CheckSignatureFrom(root.Certificate))
			require.Len(t, list.RevokedCertificateEntries, 1)
			assert.Equal(t, revoked.Leaf.SerialNumber, list.RevokedCertificateEntries[0].SerialNumber)
			assert.NotEqual(t, good.Leaf.SerialNumber, revoked.Leaf.SerialNumber)
			assert.Equal(t, list.ThisUpdate, list.RevokedCertificateEntries[0].RevocationTime)
		})
	}
}

func TestWhenACRLIsCurrent(t *testing.T) {
	t.Parallel()
	root, err := pki.Shared(pki.Root{})
	require.NoError(t, err)
	list := func(c pki.CRL) *x509.RevocationList {
		der, err := root.CRL(c)
		require.NoError(t, err)
		list, err := x509.ParseRevocationList(der)
		require.NoError(t, err)
		return list
	}
	current := list(pki.CRL{})
	assert.Empty(t, current.RevokedCertificateEntries)
	assert.True(t, current.ThisUpdate.Before(time.Now()))
	assert.True(t, current.NextUpdate.After(time.Now()))

	week := list(pki.CRL{ThisUpdate: now})
	assert.Equal(t, now, week.ThisUpdate)
	assert.Equal(t, now.Add(7*day), week.NextUpdate)

	outOfDate := list(pki.CRL{ThisUpdate: now.Add(-2 * day), NextUpdate: now.Add(-day)}) // CE-24
	assert.Equal(t, now.Add(-day), outOfDate.NextUpdate)
	assert.Negative(t, outOfDate.Number.Cmp(week.Number))

	_, err = root.CRL(pki.CRL{ThisUpdate: now, NextUpdate: now.Add(-day)})
	assert.ErrorContains(t, err, "making a CRL of CN=mtalab root CA")
}

func TestACRLOfAnotherAuthorityDoesNotCount(t *testing.T) {
	t.Parallel()
	root, err := pki.NewRoot(pki.Root{})
	require.NoError(t, err)
	other, err := pki.NewRoot(pki.Root{})
	require.NoError(t, err)
	der, err := other.CRL(pki.CRL{})
	require.NoError(t, err)
	list, err := x509.ParseRevocationList(der)
	require.NoError(t, err)
	assert.Error(t, list.CheckSignatureFrom(root.Certificate))
}

func TestAnOCSPResponseSaysWhatItIsTold(t *testing.T) { // CE-22
	t.Parallel()
	for _, kind := range []pki.KeyKind{pki.P256, pki.P384, pki.P521, pki.RSA2048} {
		for name, status := range map[string]pki.Status{"good": pki.Good, "revoked": pki.Revoked, "unknown": pki.Unknown} {
			t.Run(name+", signed with "+kind.String(), func(t *testing.T) {
				t.Parallel()
				root, err := pki.Shared(pki.Root{Key: kind})
				require.NoError(t, err)
				certificate, err := root.Issue(honest().leaf)
				require.NoError(t, err)
				der, err := root.OCSP(pki.OCSP{Certificate: certificate.Leaf, Status: status, ThisUpdate: now})
				require.NoError(t, err)
				response, err := ocsp.ParseResponseForCert(der, certificate.Leaf, root.Certificate)
				require.NoError(t, err)
				assert.Equal(t, int(status), response.Status)
				assert.Equal(t, now, response.ThisUpdate)
				assert.Equal(t, now.Add(7*day), response.NextUpdate)
				if status == pki.Revoked {
					assert.Equal(t, now, response.RevokedAt)
				}
			})
		}
	}
}

func TestAnOCSPResponseThatCannotBeMadeOrTrusted(t *testing.T) {
	t.Parallel()
	root, err := pki.NewRoot(pki.Root{})
	require.NoError(t, err)
	other, err := pki.NewRoot(pki.Root{})
	require.NoError(t, err)
	certificate, err := root.Issue(honest().leaf)
	require.NoError(t, err)

	der, err := other.OCSP(pki.OCSP{Certificate: certificate.Leaf})
	require.NoError(t, err)
	_, err = ocsp.ParseResponseForCert(der, certificate.Leaf, root.Certificate)
	assert.ErrorContains(t, err, "bad OCSP signature")

	_, err = root.OCSP(pki.OCSP{})
	assert.ErrorContains(t, err, "no certificate to respond about")

	edwards, err := pki.NewRoot(pki.Root{Key: pki.Ed25519})
	require.NoError(t, err)
	_, err = edwards.OCSP(pki.OCSP{Certificate: certificate.Leaf})
	assert.ErrorContains(t, err, "only RSA and ECDSA keys supported")
}
