package pki_test

import (
	"crypto/x509"
	"encoding/asn1"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/pki"
)

func TestAnHonestLeaf(t *testing.T) {
	t.Parallel()
	leaf := issue(t, pki.Leaf{CommonName: "example.com", DNSNames: []string{"example.com"}}).Leaf
	assert.False(t, leaf.IsCA)
	assert.Equal(t, x509.KeyUsageDigitalSignature, leaf.KeyUsage)
	assert.Equal(t, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, leaf.ExtKeyUsage)
	assert.Len(t, leaf.SubjectKeyId, 20)
	assert.NotEmpty(t, leaf.AuthorityKeyId)
	assert.Empty(t, leaf.CRLDistributionPoints) // CE-26
	assert.Empty(t, leaf.OCSPServer)
	assert.Empty(t, leaf.UnhandledCriticalExtensions)
	assert.Equal(t, x509.ECDSAWithSHA256, leaf.SignatureAlgorithm)
}

func TestWhenALeafIsValid(t *testing.T) {
	t.Parallel()
	hour := now.Truncate(time.Hour)
	for title, row := range map[string]struct {
		leaf                pki.Leaf
		notBefore, notAfter time.Time
	}{
		"an hour before now until 90 days after": {pki.Leaf{}, hour.Add(-time.Hour), hour.Add(90 * day)},
		"as told, in whole seconds of UTC": {
			pki.Leaf{NotBefore: now.Add(time.Millisecond).In(time.FixedZone("CEST", 7200)), NotAfter: now.Add(time.Minute)},
			now, now.Add(time.Minute),
		},
		"a leaf that expired long ago began 90 days before that": {
			pki.Leaf{NotAfter: now.Add(-day)}, now.Add(-91 * day), now.Add(-day),
		},
		"a leaf that expires soon has begun": {
			pki.Leaf{NotAfter: now.Add(time.Minute)}, hour.Add(-time.Hour), now.Add(time.Minute),
		},
		"a leaf that begins soon ends 90 days after now": {
			pki.Leaf{NotBefore: now.Add(day)}, now.Add(day), hour.Add(90 * day),
		},
		"a leaf that begins in a year ends 90 days after that": {
			pki.Leaf{NotBefore: now.Add(365 * day)}, now.Add(365 * day), now.Add(455 * day),
		},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			leaf := issue(t, row.leaf).Leaf
			assert.Equal(t, row.notBefore, leaf.NotBefore)
			assert.Equal(t, row.notAfter, leaf.NotAfter)
		})
	}
}

func TestALeafIsValidNowUnlessToldOtherwise(t *testing.T) {
	t.Parallel()
	root, err := pki.Shared(pki.Root{})
	require.NoError(t, err)
	certificate, err := root.Issue(pki.Leaf{CommonName: "example.com"})
	require.NoError(t, err)
	assert.NoError(t, stageI(t, certificate, root, time.Now()))
}

func TestWhatALeafMaySay(t *testing.T) {
	t.Parallel()
	usages := []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	assert.Equal(t, usages, issue(t, pki.Leaf{ExtKeyUsages: usages}).Leaf.ExtKeyUsage)
	assert.Empty(t, issue(t, pki.Leaf{NoExtKeyUsage: true}).Leaf.ExtKeyUsage)

	pointers := issue(t, pki.Leaf{CRLURLs: []string{"http://crl.not/1"}, OCSPURLs: []string{"http://ocsp.not/"}}).Leaf
	assert.Equal(t, []string{"http://crl.not/1"}, pointers.CRLDistributionPoints)
	assert.Equal(t, []string{"http://ocsp.not/"}, pointers.OCSPServer)

	rsaLeaf := issue(t, pki.Leaf{Key: pki.RSA2048}).Leaf
	assert.NotZero(t, rsaLeaf.KeyUsage&x509.KeyUsageKeyEncipherment)
}

func TestMustStapleIsTheStatusRequestFeature(t *testing.T) { // RFC 7633
	t.Parallel()
	features := func(leaf pki.Leaf) (features []int) {
		for _, extension := range issue(t, leaf).Leaf.Extensions {
			if extension.Id.String() == "1.3.6.1.5.5.7.1.24" {
				_, err := asn1.Unmarshal(extension.Value, &features)
				require.NoError(t, err)
			}
		}
		return features
	}
	assert.Equal(t, []int{5}, features(pki.Leaf{MustStaple: true}))
	assert.Empty(t, features(pki.Leaf{}))
}

func TestPaddingMakesTheCertificateLarge(t *testing.T) { // CE-40
	t.Parallel()
	plain, padded := issue(t, pki.Leaf{}), issue(t, pki.Leaf{Padding: 64 << 10})
	assert.Less(t, len(plain.Raw[0]), 1<<10)
	assert.Greater(t, len(padded.Raw[0]), 64<<10)
}

func TestSHA1NeedsAKeyThatSignsOverIt(t *testing.T) {
	t.Parallel()
	root, err := pki.NewRoot(pki.Root{Key: pki.Ed25519})
	require.NoError(t, err)
	_, err = root.Issue(pki.Leaf{SHA1: true})
	assert.EqualError(t, err, "describing a leaf: only RSA and ECDSA keys sign over SHA-1")
	_, err = pki.SelfSigned(pki.Leaf{SHA1: true, Key: pki.Ed25519})
	assert.ErrorContains(t, err, "describing a self-signed certificate")
}

func TestASelfSignedCertificateIsItsOwnIssuer(t *testing.T) { // CE-04
	t.Parallel()
	certificate, err := pki.SelfSigned(pki.Leaf{CommonName: "example.com", DNSNames: []string{"example.com"}, Now: now})
	require.NoError(t, err)
	assert.Nil(t, certificate.Issuer)
	assert.Len(t, certificate.Raw, 1)
	assert.Equal(t, certificate.Leaf.RawSubject, certificate.Leaf.RawIssuer)
	assert.NoError(t, certificate.Leaf.CheckSignature(certificate.Leaf.SignatureAlgorithm, certificate.Leaf.RawTBSCertificate, certificate.Leaf.Signature))
	assert.Equal(t, certificate, certificate.WithRoot())
}

func BenchmarkIssue(b *testing.B) {
	root, err := pki.NewRoot(pki.Root{})
	require.NoError(b, err)
	anew := pki.Leaf{CommonName: "example.com"}
	for b.Loop() {
		anew.Padding++
		if _, err := root.Issue(anew); err != nil {
			b.Fatal(err)
		}
	}
}
