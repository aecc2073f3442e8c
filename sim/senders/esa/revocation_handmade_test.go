package esa

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
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

// revoke makes a list of one certificate, with an extension that says that it is a part of the list, and which.
func (s *signer) revoke(certificate *x509.Certificate, critical bool, point string) ([]byte, error) {
	return x509.CreateRevocationList(rand.Reader, &x509.RevocationList{
		Number: big.NewInt(1), ThisUpdate: time.Now().Add(-time.Hour), NextUpdate: time.Now().Add(time.Hour),
		RevokedCertificateEntries: []x509.RevocationListEntry{{SerialNumber: certificate.SerialNumber, RevocationTime: time.Now()}},
		ExtraExtensions:           []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 28}, Critical: critical, Value: append([]byte{0x30, byte(len(point))}, point...)}},
	}, s.certificate, s.key)
}

// judgedShowing is judged in a world whose MTA shows a certificate that no description leads to. Its sender trusts some
// roots, if any are given, in place of the world's.
func judgedShowing(t *testing.T, world *sim.World, certificate *pki.Certificate, roots []*x509.Certificate) (evidence.Validation, *sim.Running) {
	t.Helper()
	network := &network.Loopback{}
	address := world.MTAs[0].AddrPort().String()
	world.MTAs = nil
	ran := startOn(t, network, world, trusting{Sender{}, roots})
	listener, err := network.Listen("tcp", address)
	require.NoError(t, err)
	shown := certificate.TLS()
	server := &fakemta.Server{Certificate: func(string) (*tls.Certificate, error) { return &shown, nil }}
	server.Start(listener)
	t.Cleanup(func() { assert.NoError(t, server.Close()) })
	return judgedBy(t, ran), ran
}

// trusting is the ESA with other roots, if any.
type trusting struct {
	Sender
	roots []*x509.Certificate
}

func (s trusting) Launch(ctx context.Context, env sim.Env) (sim.SenderInstance, error) {
	if s.roots != nil {
		env.Roots = s.roots
	}
	return s.Sender.Launch(ctx, env)
}

// chain is a certificate with those above it.
func chain(leaf *signer, above ...*signer) *pki.Certificate {
	raw := [][]byte{leaf.certificate.Raw}
	for _, one := range above {
		raw = append(raw, one.certificate.Raw)
	}
	return &pki.Certificate{Leaf: leaf.certificate, Raw: raw, Key: leaf.key}
}

// A part of a list decides of the certificates that it covers (RFC 5280 §5.2.5, §6.3.3); critical or not, it is processed.
func TestAPartOfAListDecidesOfWhatItCovers(t *testing.T) {
	t.Parallel()
	root := sign(t, "root", true, newKey(t), nil)
	leaf := sign(t, "example.com", false, newKey(t), root, crlURL)
	name := func(url string) string { // a distribution point of one URL
		uri := "\x86" + string(rune(len(url))) + url
		full := "\xa0" + string(rune(len(uri))) + uri
		return "\xa0" + string(rune(len(full))) + full
	}
	const yes = "\x01\xff"
	for sentence, test := range map[string]struct {
		point string // the content of the issuingDistributionPoint
		want  evidence.Problem
	}{
		"it says nothing of the part":              {"", evidence.Revoked},
		"it is for what names its URL":             {name(crlURL), evidence.Revoked},
		"it is for what names another":             {name("http://crl.ca.not/b.crl"), ""},
		"it has a name relative to the issuer":     {"\xa0\x02\xa1\x00", ""},
		"it is for certificates of servers":        {"\x81" + yes, evidence.Revoked},
		"it is for certificates of authorities":    {"\x82" + yes, ""},
		"it is for stolen keys, and has this one":  {"\x83\x02\x06\x40", evidence.Revoked},
		"it is indirect, and has the issuer's own": {"\x84" + yes, evidence.Revoked},
		"it is for attribute certificates":         {"\x85" + yes, ""},
		"it is an extension that cannot be read":   {"\x81\x05\xff", ""},
	} {
		for _, critical := range []bool{true, false} {
			t.Run(sentence, func(t *testing.T) {
				t.Parallel()
				world := certificateWorld(t, &sim.Certificate{})
				serve(world, body(t)(root.revoke(leaf.certificate, critical, test.point)))
				found, ran := judgedShowing(t, world, chain(leaf), []*x509.Certificate{root.certificate})
				assert.Equal(t, test.want, found.Problem, ran.Trail)
			})
		}
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
	judge := func(roots ...*x509.Certificate) (evidence.Validation, *sim.Running) {
		world := certificateWorld(t, &sim.Certificate{})
		serve(world, body(t)(one.revoke(byOne.certificate, false, "")))
		return judgedShowing(t, world, chain(leaf, byOne, byOther), roots)
	}

	found, ran := judge(one.certificate)
	assert.Equal(t, evidence.Revoked, found.Problem, ran.Trail)

	found, ran = judge(one.certificate, other.certificate)
	assert.True(t, found.Accepted(), ran.Trail)
}
