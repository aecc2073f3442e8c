package pki_test

import (
	"crypto"
	"crypto/tls"
	"encoding/pem"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/pki"
)

var versions = map[string]uint16{"TLS 1.2": tls.VersionTLS12, "TLS 1.3": tls.VersionTLS13}

func TestAServerProvesItsKeyAndSendsTheChain(t *testing.T) {
	t.Parallel()
	for _, kind := range []pki.KeyKind{pki.P256, pki.Ed25519, pki.RSA2048, pki.P384, pki.P521} {
		for name, version := range versions {
			t.Run(kind.String()+" over "+name, func(t *testing.T) {
				t.Parallel()
				w := honest()
				w.leaf.Key = kind
				certificate, root := w.certificate(t)
				sent := certificate.WithRoot().Reordered(0, 2, 1)
				state, err := handshake(t, sent, version)
				require.NoError(t, err)
				require.Len(t, state.PeerCertificates, 3)
				assert.Equal(t, certificate.Leaf.Raw, state.PeerCertificates[0].Raw)
				assert.Equal(t, root.Certificate.Raw, state.PeerCertificates[1].Raw)
				assert.Equal(t, certificate.Issuer.Certificate.Raw, state.PeerCertificates[2].Raw)
				assert.Empty(t, state.OCSPResponse)
			})
		}
	}
}

func TestAServerWithAForeignKeyIsRefused(t *testing.T) { // CE-19
	t.Parallel()
	for _, kind := range []pki.KeyKind{pki.P256, pki.Ed25519, pki.RSA2048} {
		for name, version := range versions {
			t.Run(kind.String()+" over "+name, func(t *testing.T) {
				t.Parallel()
				w := honest()
				w.leaf.Key = kind
				certificate, _ := w.certificate(t)
				foreign, err := certificate.WithForeignKey()
				require.NoError(t, err)
				_, err = handshake(t, foreign, version)
				assert.ErrorContains(t, err, "invalid signature by the server certificate")
				_, err = handshake(t, certificate, version)
				assert.NoError(t, err, "the original is unharmed")
			})
		}
	}
}

func TestACertificateThatGoCannotReadEndsTheHandshake(t *testing.T) { // NA-18
	t.Parallel()
	malformed := issue(t, pki.Leaf{CommonName: "unrelated.not", DNSNames: []string{"bücher.example"}})
	for name, version := range versions {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := handshake(t, malformed, version)
			assert.ErrorContains(t, err, "failed to parse certificate from server")
		})
	}
}

// Go takes a certificate message of up to 256 KiB, so a thousand certificates are too many but 64 KiB are not too much.
func TestHowMuchCertificateAHandshakeBears(t *testing.T) { // CE-40
	t.Parallel()
	const limit = "exceeds maximum of 262144 bytes"
	certificate, _ := honest().certificate(t)
	thousand := certificate.Lengthened(1000)
	require.Len(t, thousand.Raw, 1000)
	_, err := handshake(t, thousand, tls.VersionTLS13)
	assert.ErrorContains(t, err, limit)

	_, err = handshake(t, issue(t, pki.Leaf{Padding: 256 << 10}), tls.VersionTLS13)
	assert.ErrorContains(t, err, limit)
	_, err = handshake(t, issue(t, pki.Leaf{Padding: 64 << 10}), tls.VersionTLS13)
	assert.NoError(t, err)
}

func TestAStapledResponseIsSent(t *testing.T) { // CE-22
	t.Parallel()
	certificate, _ := honest().certificate(t)
	response, err := certificate.Issuer.OCSP(pki.OCSP{Certificate: certificate.Leaf, Status: pki.Revoked})
	require.NoError(t, err)
	for name, version := range versions {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state, err := handshake(t, certificate.WithOCSPStaple(response), version)
			require.NoError(t, err)
			assert.Equal(t, response, state.OCSPResponse)
		})
	}
}

func TestAChangedCopyLeavesTheOriginalAlone(t *testing.T) {
	t.Parallel()
	certificate, root := honest().certificate(t)
	before := certificate.PEM()

	assert.Len(t, certificate.WithoutIntermediates().Raw, 1)
	assert.Len(t, certificate.WithRoot().Raw, 3)
	assert.Len(t, certificate.WithoutIntermediates().WithRoot().Raw, 2)
	assert.Len(t, certificate.Lengthened(1).Raw, 2, "a longer chain stays as it is")
	altered := certificate.Altered().WithExtra(root.Certificate)
	assert.NotEqual(t, certificate.Raw[0], altered.Raw[0])
	assert.Equal(t, altered.Raw[0], altered.Leaf.Raw)
	assert.Equal(t, certificate.Leaf.RawTBSCertificate, altered.Leaf.RawTBSCertificate)
	certificate.WithOCSPStaple([]byte{0})

	assert.Equal(t, before, certificate.PEM())
	assert.Nil(t, certificate.OCSPStaple)
}

func TestPEMRoundTrips(t *testing.T) {
	t.Parallel()
	for _, kind := range []pki.KeyKind{pki.P256, pki.Ed25519, pki.RSA2048, pki.P384, pki.P521} {
		t.Run(kind.String(), func(t *testing.T) {
			t.Parallel()
			w := honest()
			w.leaf.Key = kind
			certificate, _ := w.certificate(t)
			key, err := certificate.KeyPEM()
			require.NoError(t, err)
			read, err := tls.X509KeyPair(certificate.PEM(), key)
			require.NoError(t, err)
			assert.Equal(t, certificate.Raw, read.Certificate)
			same := certificate.Key.(interface{ Equal(crypto.PrivateKey) bool }).Equal
			assert.True(t, same(read.PrivateKey), "the same key, whatever was computed from it")

			block, rest := pem.Decode(key)
			require.NotNil(t, block)
			assert.Equal(t, "PRIVATE KEY", block.Type)
			assert.Empty(t, rest)
		})
	}
}
