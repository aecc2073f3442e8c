package certpath_test

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

	"github.com/stretchr/testify/require"

	"mtalab/internal/certpath"
)

// change is what a certificate of a test has that an honest one has not.
type change func(*x509.Certificate)

var now = time.Date(2030, 6, 1, 12, 0, 0, 0, time.UTC)

// signer is a certificate with its key.
type signer struct {
	*x509.Certificate
	key *ecdsa.PrivateKey
}

// root makes a trust anchor.
func root(t *testing.T, changes ...change) *signer {
	return issue(t, nil, authority("root"), changes...)
}

// below makes an authority below another.
func below(t *testing.T, issuer *signer, name string, changes ...change) *signer {
	return issue(t, issuer, authority(name), changes...)
}

// leaf makes the certificate of a server for mail.example.com.
func leaf(t *testing.T, issuer *signer, changes ...change) *signer {
	return issue(t, issuer, &x509.Certificate{
		Subject: pkix.Name{CommonName: "mail.example.com"}, DNSNames: []string{"mail.example.com"},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, changes...)
}

func authority(name string) *x509.Certificate {
	return &x509.Certificate{
		Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
		PermittedDNSDomainsCritical: true,
	}
}

func issue(t *testing.T, issuer *signer, template *x509.Certificate, changes ...change) *signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template.NotBefore, template.NotAfter = now.Add(-time.Hour), now.Add(time.Hour)
	for _, change := range changes {
		change(template)
	}
	by := issuer
	if by == nil {
		by = &signer{template, key}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, by.Certificate, key.Public(), by.key)
	require.NoError(t, err)
	certificate, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return &signer{certificate, key}
}

// judge validates a leaf with the certificates between it and the root.
func judge(commonName string, root, leaf *signer, sent ...*signer) error {
	options := certpath.Options{Roots: []*x509.Certificate{root.Certificate}, Now: now, Purpose: x509.ExtKeyUsageServerAuth, CommonName: commonName}
	for _, one := range sent {
		options.Sent = append(options.Sent, one.Certificate)
	}
	_, err := certpath.Verify(leaf.Certificate, options)
	return err
}

// with adds an extension.
func with(critical bool, value string, id ...int) change {
	return func(c *x509.Certificate) {
		c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: id, Critical: critical, Value: []byte(value)})
	}
}

func pathLength(most int) change {
	return func(c *x509.Certificate) { c.MaxPathLen, c.MaxPathLenZero = most, most == 0 }
}

func purposes(all ...x509.ExtKeyUsage) change {
	return func(c *x509.Certificate) { c.ExtKeyUsage = all }
}

func expired(c *x509.Certificate)      { c.NotAfter = now.Add(-time.Minute) }
func notYetValid(c *x509.Certificate)  { c.NotBefore = now.Add(time.Minute) }
func noCA(c *x509.Certificate)         { c.IsCA = false }
func unmarked(c *x509.Certificate)     { c.BasicConstraintsValid, c.IsCA = false, false }
func signsNothing(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageCRLSign }
func everyUsage(c *x509.Certificate)   { c.KeyUsage = 0 }
func zeroSerial(c *x509.Certificate)   { c.SerialNumber = big.NewInt(0) }

// noBits are a key usage of no bit, and a list of no purposes.
func noUsage(c *x509.Certificate) {
	c.KeyUsage = 0
	with(true, "\x03\x01\x00", 2, 5, 29, 15)(c)
}

func noPurpose(c *x509.Certificate) {
	c.ExtKeyUsage = nil
	with(false, "\x30\x00", 2, 5, 29, 37)(c)
}

func otherPurpose(c *x509.Certificate) {
	c.ExtKeyUsage, c.UnknownExtKeyUsage = nil, []asn1.ObjectIdentifier{{2, 999, 7}}
}

// again certifies the key of an authority a second time.
func again(t *testing.T, template *x509.Certificate, issuer, whose *signer) *signer {
	t.Helper()
	template.SubjectKeyId = whose.SubjectKeyId
	der, err := x509.CreateCertificate(rand.Reader, template, issuer.Certificate, whose.key.Public(), issuer.key)
	require.NoError(t, err)
	certificate, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return &signer{certificate, whose.key}
}
