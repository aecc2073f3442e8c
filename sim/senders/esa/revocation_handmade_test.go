package esa_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

// signer makes certificates that package pki has no field for.
type signer struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return key
}

// sign makes a certificate that is valid now; without an issuer it is a root. It names a CRL, if any.
func sign(t *testing.T, name string, isCA bool, key *ecdsa.PrivateKey, issuer *signer, crl ...string) *signer {
	t.Helper()
	template := &x509.Certificate{
		Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: isCA, BasicConstraintsValid: true, CRLDistributionPoints: crl,
	}
	if isCA {
		template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
		template.SubjectKeyId = []byte(name)
	} else {
		template.DNSNames = []string{name}
	}
	by := &signer{template, key}
	if issuer != nil {
		by = issuer
	}
	der, err := x509.CreateCertificate(rand.Reader, template, by.certificate, key.Public(), by.key)
	require.NoError(t, err)
	certificate, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return &signer{certificate, key}
}

// revoke makes a list of one certificate, with an extension that says that it is a part of the list.
func (s *signer) revoke(certificate *x509.Certificate, critical bool) ([]byte, error) {
	return x509.CreateRevocationList(rand.Reader, &x509.RevocationList{
		Number: big.NewInt(1), ThisUpdate: time.Now().Add(-time.Hour), NextUpdate: time.Now().Add(time.Hour),
		RevokedCertificateEntries: []x509.RevocationListEntry{{SerialNumber: certificate.SerialNumber, RevocationTime: time.Now()}},
		ExtraExtensions:           []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 28}, Critical: critical, Value: []byte{0x30, 0}}},
	}, s.certificate, s.key)
}

// showing is a world whose MTA shows a chain, and whose sender trusts some roots.
func showing(t *testing.T, roots []*signer, leaf *signer, chain ...*signer) *sim.World {
	t.Helper()
	world := certificateWorld(t, &sim.Certificate{Alter: func(*pki.Certificate) (*pki.Certificate, error) {
		raw := [][]byte{leaf.certificate.Raw}
		for _, above := range chain {
			raw = append(raw, above.certificate.Raw)
		}
		return &pki.Certificate{Leaf: leaf.certificate, Raw: raw, Key: leaf.key}, nil
	}})
	for _, root := range roots {
		world.Roots = append(world.Roots, &pki.Authority{Certificate: root.certificate})
	}
	return world
}

// A list of some certificates only says so in a critical extension: who does not know it must not take
// the list for a whole one (RFC 5280 §5.2.5).
func TestAPartialListCountsForNothing(t *testing.T) {
	t.Parallel()
	root := sign(t, "root", true, newKey(t), nil)
	leaf := sign(t, "example.com", false, newKey(t), root, crlURL)
	for critical, want := range map[bool]evidence.Problem{false: evidence.Revoked, true: ""} {
		world := showing(t, []*signer{root}, leaf)
		serve(world, func() ([]byte, error) { return root.revoke(leaf.certificate, critical) })
		assert.Equal(t, want, judged(t, world).Problem, world)
	}
}

// An intermediate that two roots have signed may be revoked by one of them: the other way to a trusted
// root is as good as ever.
func TestOneSoundChainIsEnough(t *testing.T) {
	t.Parallel()
	one, other := sign(t, "one root", true, newKey(t), nil), sign(t, "other root", true, newKey(t), nil)
	key := newKey(t)
	byOne := sign(t, "intermediate", true, key, one, crlURL)
	byOther := sign(t, "intermediate", true, key, other)
	leaf := sign(t, "example.com", false, newKey(t), byOne)
	page := func() ([]byte, error) { return one.revoke(byOne.certificate, false) }

	world := showing(t, []*signer{one}, leaf, byOne, byOther)
	serve(world, page)
	assert.Equal(t, evidence.Revoked, judged(t, world).Problem, world)

	world = showing(t, []*signer{one, other}, leaf, byOne, byOther)
	serve(world, page)
	assert.True(t, judged(t, world).Accepted(), world)
}
