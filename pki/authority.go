package pki

import (
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"time"
)

// Authority is a certificate authority: a certificate and its key. It is safe for concurrent use.
// It is made by NewRoot, Shared or Intermediate.
type Authority struct {
	Certificate *x509.Certificate

	key           crypto.Signer
	parent        *Authority // nil at a root
	intermediates cache[*Authority]
	leaves        cache[*Certificate]
}

// Root describes a self-signed authority, a trust anchor. The zero value is an honest one.
type Root struct {
	CommonName string  `json:"commonName,omitzero"` // empty: "mtalab root CA"
	Key        KeyKind `json:"key,omitzero"`

	// Zero: from 2000 until 2100, so that a world's clock may stand anywhere.
	NotBefore time.Time `json:"notBefore,omitzero"`
	NotAfter  time.Time `json:"notAfter,omitzero"`
}

// sharedRoots are the roots handed out by Shared, by content.
var sharedRoots cache[*Authority]

// Shared gives every caller of the process the same authority for the same Root, and with it the certificates that it
// has issued already. Use NewRoot where two roots must differ though they look alike.
func Shared(r Root) (*Authority, error) {
	r.NotBefore, r.NotAfter = authorityValidity(r.NotBefore, r.NotAfter)
	return sharedRoots.get(fmt.Sprintf("%#v", r), func() (*Authority, error) { return NewRoot(r) })
}

// NewRoot makes a root with a key of its own: no certificate issued below another root is valid below this one, even
// if both look alike.
func NewRoot(r Root) (*Authority, error) {
	template := authorityTemplate(r.CommonName, "mtalab root CA", r.NotBefore, r.NotAfter)
	root, err := newAuthority(template, r.Key, nil)
	if err != nil {
		return nil, fmt.Errorf("making a root: %w", err)
	}
	return root, nil
}

func authorityTemplate(commonName, defaultName string, notBefore, notAfter time.Time) *x509.Certificate {
	if commonName == "" {
		commonName = defaultName
	}
	notBefore, notAfter = authorityValidity(notBefore, notAfter)
	return &x509.Certificate{
		Subject:               subject([]string{commonName}),
		NotBefore:             notBefore,
		NotAfter:              notAfter,
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign | x509.KeyUsageDigitalSignature,
	}
}

func authorityValidity(notBefore, notAfter time.Time) (time.Time, time.Time) {
	if notBefore.IsZero() {
		notBefore = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if notAfter.IsZero() {
		notAfter = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return certificateTime(notBefore), certificateTime(notAfter)
}

// certificateTime is the instant as a certificate can say it (RFC 5280 §4.1.2.5): in UTC, in whole seconds.
func certificateTime(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

// newAuthority makes the key and has the parent sign; without a parent the authority signs itself.
func newAuthority(template *x509.Certificate, kind KeyKind, parent *Authority) (*Authority, error) {
	key, err := kind.generate()
	if err != nil {
		return nil, fmt.Errorf("making its key: %w", err)
	}
	issuer := &Authority{Certificate: template, key: key}
	if parent != nil {
		issuer = parent
	}
	der, err := issuer.sign(template, key.Public())
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("reading its certificate: %w", err)
	}
	return &Authority{Certificate: certificate, key: key, parent: parent}, nil
}

// sign gives the certificate that the template describes, in DER. It adds the subjectKeyIdentifier, which
// crypto/x509 would give to authorities alone (RFC 5280 §4.2.1.2).
func (a *Authority) sign(template *x509.Certificate, public crypto.PublicKey) ([]byte, error) {
	if template.SubjectKeyId == nil {
		key, err := x509.MarshalPKIXPublicKey(public)
		if err != nil {
			return nil, fmt.Errorf("encoding the public key: %w", err)
		}
		digest := sha256.Sum256(key)
		template.SubjectKeyId = digest[:20]
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.Certificate, public, a.key)
	if err != nil {
		return nil, fmt.Errorf("signing the certificate: %w", err)
	}
	return der, nil
}

// Chain is what a server sends after a leaf of this authority: its own certificate and those above it, without the
// root (RFC 8446 §4.4.2 lets the root be omitted). A root's chain is empty.
func (a *Authority) Chain() []*x509.Certificate {
	var chain []*x509.Certificate
	for ; a.parent != nil; a = a.parent {
		chain = append(chain, a.Certificate)
	}
	return chain
}

// Root is the authority at the top: itself, if this one is a root.
func (a *Authority) Root() *Authority {
	for a.parent != nil {
		a = a.parent
	}
	return a
}

// PEM is the authority's own certificate, without its chain and key: what a sender's list of trusted roots holds.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Certificate.Raw})
}

// Pool trusts exactly these authorities.
func Pool(authorities ...*Authority) *x509.CertPool {
	pool := x509.NewCertPool()
	for _, authority := range authorities {
		pool.AddCert(authority.Certificate)
	}
	return pool
}
