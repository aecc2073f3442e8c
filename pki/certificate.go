package pki

import (
	"bytes"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
)

// Certificate is a leaf with its key and what a server sends along, made by Issue or SelfSigned. It may be shared with
// other callers: read its fields, and use the methods that return a changed copy (WithRoot, Altered and so on), which
// can be combined.
type Certificate struct {
	Leaf       *x509.Certificate // nil when Go cannot read it, as with a dNSName that is not IA5 (AMB-28)
	Raw        [][]byte          // the certificates as sent, in DER: the leaf, then the intermediates, without the root
	Key        crypto.Signer     // the key that the server holds
	Issuer     *Authority        // nil if self-signed
	OCSPStaple []byte            // the OCSP response to staple, in DER; nil: none

	kind KeyKind // of the leaf's key
}

// readable is the certificate, or nil if Go cannot read it.
func readable(der []byte) *x509.Certificate {
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil
	}
	return certificate
}

// TLS is the certificate for a tls.Config. Nothing is checked, so a wrong key or chain is sent as it is.
func (c *Certificate) TLS() tls.Certificate {
	return tls.Certificate{Certificate: c.Raw, PrivateKey: c.Key, OCSPStaple: c.OCSPStaple, Leaf: c.Leaf}
}

// PEM is the chain as sent, the leaf first.
func (c *Certificate) PEM() []byte {
	var chain bytes.Buffer
	for _, der := range c.Raw {
		chain.Write(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	}
	return chain.Bytes()
}

// KeyPEM is the private key, in PKCS #8.
func (c *Certificate) KeyPEM() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(c.Key)
	if err != nil {
		return nil, fmt.Errorf("encoding the key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}
