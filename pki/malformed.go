package pki

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"math/big"
)

// signLeaf signs the certificate that a template of a leaf describes, and makes of it what crypto/x509 does not write.
func (a *Authority) signLeaf(l Leaf, template *x509.Certificate, public crypto.PublicKey) ([]byte, error) {
	if !l.NegativeSerial {
		return a.sign(template, public)
	}
	number := make([]byte, 16)
	_, _ = rand.Read(number) // never fails
	number[0] = 1
	template.SerialNumber = new(big.Int).SetBytes(number)
	der, err := a.sign(template, public)
	if err != nil {
		return nil, err
	}
	return a.withNegativeSerial(der)
}

// withNegativeSerial sets the sign of a serial number of 16 octets, and signs anew.
func (a *Authority) withNegativeSerial(der []byte) ([]byte, error) {
	var whole struct {
		TBS       asn1.RawValue
		Algorithm asn1.RawValue
		Signature asn1.BitString
	}
	if _, err := asn1.Unmarshal(der, &whole); err != nil {
		return nil, fmt.Errorf("reading what was signed: %w", err)
	}
	tbs := whole.TBS.FullBytes
	var fields struct {
		Version int `asn1:"optional,explicit,default:0,tag:0"`
		Serial  asn1.RawValue
	}
	if _, err := asn1.Unmarshal(tbs, &fields); err != nil {
		return nil, fmt.Errorf("reading what was signed: %w", err)
	}
	fields.Serial.Bytes[0] |= 0x80 // a part of tbs
	signature, err := a.signature(der, tbs)
	if err != nil {
		return nil, err
	}
	whole.TBS = asn1.RawValue{FullBytes: tbs}
	whole.Signature = asn1.BitString{Bytes: signature, BitLength: 8 * len(signature)}
	return asn1.Marshal(whole)
}

// signature signs a text as a certificate is signed.
func (a *Authority) signature(like, text []byte) ([]byte, error) {
	certificate, err := x509.ParseCertificate(like)
	if err != nil {
		return nil, fmt.Errorf("reading a certificate: %w", err)
	}
	hash := hashes[certificate.SignatureAlgorithm]
	if _, direct := a.key.(ed25519.PrivateKey); direct {
		return a.key.Sign(rand.Reader, text, crypto.Hash(0))
	}
	digest := hash.New()
	digest.Write(text)
	return a.key.Sign(rand.Reader, digest.Sum(nil), hash)
}

var hashes = map[x509.SignatureAlgorithm]crypto.Hash{
	x509.SHA1WithRSA: crypto.SHA1, x509.ECDSAWithSHA1: crypto.SHA1,
	x509.SHA256WithRSA: crypto.SHA256, x509.ECDSAWithSHA256: crypto.SHA256,
	x509.ECDSAWithSHA384: crypto.SHA384, x509.ECDSAWithSHA512: crypto.SHA512,
}
