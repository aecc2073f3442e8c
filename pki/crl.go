package pki

import (
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"time"
)

// CRL describes a certificate revocation list (RFC 5280 §5). The zero value is an empty one that is current.
type CRL struct {
	Revoked []*x509.Certificate

	// When the list was made, and when the next one is due, which must not be earlier. Zero: an hour ago, and seven days after ThisUpdate.
	ThisUpdate, NextUpdate time.Time

	// Part says of which part of the authority's certificates this is the list; nil: of all.
	Part *CRLPart
}

// CRLPart is an issuingDistributionPoint, a critical extension (RFC 5280 §5.2.5). The zero value says nothing.
type CRLPart struct {
	URLs            []string `json:"urls,omitzero"`            // for certificates that name one of these; empty: for all
	OnlyServers     bool     `json:"onlyServers,omitzero"`     // onlyContainsUserCerts: for certificates that are not of authorities
	OnlyAuthorities bool     `json:"onlyAuthorities,omitzero"` // onlyContainsCACerts
	OnlyCompromise  bool     `json:"onlyCompromise,omitzero"`  // onlySomeReasons: keyCompromise alone
}

// CRL gives the list, signed by the authority, in DER. The certificates count as revoked since ThisUpdate.
func (a *Authority) CRL(c CRL) ([]byte, error) {
	thisUpdate, nextUpdate := updates(c.ThisUpdate, c.NextUpdate)
	list := &x509.RevocationList{
		Number:     big.NewInt(thisUpdate.Unix()), // a later list has a higher number (RFC 5280 §5.2.3)
		ThisUpdate: thisUpdate,
		NextUpdate: nextUpdate,
	}
	for _, certificate := range c.Revoked {
		if certificate == nil {
			return nil, fmt.Errorf("making a CRL of %s: a certificate that cannot be read is to be listed", a.Certificate.Subject)
		}
		list.RevokedCertificateEntries = append(list.RevokedCertificateEntries, x509.RevocationListEntry{
			SerialNumber:   certificate.SerialNumber,
			RevocationTime: thisUpdate,
		})
	}
	if c.Part != nil {
		part, err := c.Part.extension()
		if err != nil {
			return nil, fmt.Errorf("making a CRL of %s: %w", a.Certificate.Subject, err)
		}
		list.ExtraExtensions = append(list.ExtraExtensions, part)
	}
	der, err := x509.CreateRevocationList(rand.Reader, list, a.Certificate, a.key)
	if err != nil {
		return nil, fmt.Errorf("making a CRL of %s: %w", a.Certificate.Subject, err)
	}
	return der, nil
}

var oidIssuingDistributionPoint = asn1.ObjectIdentifier{2, 5, 29, 28}

func (p CRLPart) extension() (pkix.Extension, error) {
	var point struct {
		Name struct {
			Full []asn1.RawValue `asn1:"optional,omitempty,tag:0"`
		} `asn1:"optional,tag:0"`
		Servers     bool           `asn1:"optional,tag:1"`
		Authorities bool           `asn1:"optional,tag:2"`
		Reasons     asn1.BitString `asn1:"optional,tag:3"`
	}
	for _, url := range p.URLs {
		point.Name.Full = append(point.Name.Full, asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: tagURI, Bytes: []byte(url)})
	}
	point.Servers, point.Authorities = p.OnlyServers, p.OnlyAuthorities
	if p.OnlyCompromise {
		point.Reasons = asn1.BitString{Bytes: []byte{0x40}, BitLength: 2} // bit 1: keyCompromise
	}
	value, err := asn1.Marshal(point)
	return pkix.Extension{Id: oidIssuingDistributionPoint, Critical: true, Value: value}, err
}
