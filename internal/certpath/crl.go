package certpath

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"slices"
	"time"
)

// Status is what is known of a certificate.
type Status int

// What may be known. The zero value is nothing.
const (
	Unknown Status = iota
	Standing
	Revoked
)

func (s Status) String() string {
	return []string{Unknown: "unknown", Standing: "not revoked", Revoked: "revoked"}[s]
}

// What makes a source of revocation data useless.
var (
	ErrOutdated  = errors.New("it is out of date")
	ErrUndecided = errors.New("it does not know the certificate")
	ErrExtension = errors.New("it has a critical extension that is unknown") // RFC 5280 §5.2
	ErrElsewhere = errors.New("it is a part of the list, and of other certificates")
	ErrNotIssuer = errors.New("it is the list of another authority")
)

// Listed looks a certificate up in a CRL that was fetched from a URL (RFC 5280 §6.3.3): the list must be the issuer's, be
// signed by it and be current; a part of a list decides of the certificates that it covers.
func Listed(der []byte, from string, certificate, issuer *x509.Certificate, now time.Time) (Status, error) {
	list, err := x509.ParseRevocationList(der)
	if err != nil {
		return Unknown, err
	}
	if !bytes.Equal(list.RawIssuer, issuer.RawSubject) {
		return Unknown, ErrNotIssuer
	}
	if err := list.CheckSignatureFrom(issuer); err != nil {
		return Unknown, err
	}
	if now.Before(list.ThisUpdate) || now.After(list.NextUpdate) {
		return Unknown, ErrOutdated
	}
	part, err := partOf(list)
	if err != nil {
		return Unknown, err
	}
	if !part.covers(certificate, from) {
		return Unknown, ErrElsewhere
	}
	return part.lookUp(list, certificate)
}

var (
	oidIssuingDistributionPoint = asn1.ObjectIdentifier{2, 5, 29, 28}
	oidCRLDistributionPoints    = asn1.ObjectIdentifier{2, 5, 29, 31}
	oidCertificateIssuer        = asn1.ObjectIdentifier{2, 5, 29, 29}
)

// listPart is an issuingDistributionPoint (RFC 5280 §5.2.5); the zero value is the whole list.
type listPart struct {
	Name            distributionPointName `asn1:"optional,tag:0"`
	OnlyServers     bool                  `asn1:"optional,tag:1"`
	OnlyAuthorities bool                  `asn1:"optional,tag:2"`
	Reasons         asn1.BitString        `asn1:"optional,tag:3"`
	Indirect        bool                  `asn1:"optional,tag:4"`
	OnlyAttributes  bool                  `asn1:"optional,tag:5"`
}

// distributionPointName is a full name; one relative to the issuer is not understood.
type distributionPointName struct {
	Full     []asn1.RawValue `asn1:"optional,tag:0"`
	Relative asn1.RawValue   `asn1:"optional,tag:1"`
}

// partOf is the part that a list is of. Every other critical extension makes it useless.
func partOf(list *x509.RevocationList) (part listPart, err error) {
	for _, extension := range list.Extensions {
		switch {
		case extension.Id.Equal(oidIssuingDistributionPoint):
			if rest, err := asn1.Unmarshal(extension.Value, &part); err != nil || len(rest) > 0 || part.Name.Relative.Bytes != nil {
				return part, ErrExtension
			}
		case extension.Critical:
			return part, ErrExtension
		}
	}
	return part, nil
}

// covers says whether a certificate that names a URL is among those that the part is of.
func (p listPart) covers(certificate *x509.Certificate, from string) bool {
	authority := certificate.BasicConstraintsValid && certificate.IsCA
	if p.OnlyServers && authority || p.OnlyAuthorities && !authority || p.OnlyAttributes {
		return false
	}
	return len(p.Name.Full) == 0 || slices.ContainsFunc(p.Name.Full, func(name asn1.RawValue) bool {
		return slices.ContainsFunc(sameDistributionPoint(certificate, from), func(other asn1.RawValue) bool { return bytes.Equal(name.FullBytes, other.FullBytes) })
	})
}

// sameDistributionPoint are the names of the distribution point in a certificate that has a URL (RFC 5280 §4.2.1.13).
func sameDistributionPoint(certificate *x509.Certificate, from string) []asn1.RawValue {
	value, _ := extension(certificate, oidCRLDistributionPoints)
	var points []struct {
		Name   distributionPointName `asn1:"optional,tag:0"`
		Reason asn1.BitString        `asn1:"optional,tag:1"`
		Issuer asn1.RawValue         `asn1:"optional,tag:2"`
	}
	_, _ = asn1.Unmarshal(value, &points) // crypto/x509 has read it before
	for _, point := range points {
		if slices.ContainsFunc(point.Name.Full, func(name asn1.RawValue) bool { return name.Tag == tagURI && string(name.Bytes) == from }) {
			return point.Name.Full
		}
	}
	return nil
}

// lookUp looks for a certificate among the entries. In an indirect list an entry may begin those of another issuer (RFC
// 5280 §5.3.3). Who is missing in a list of some reasons may have been revoked for another.
func (p listPart) lookUp(list *x509.RevocationList, certificate *x509.Certificate) (Status, error) {
	status, err := Standing, error(nil)
	if p.Reasons.BitLength > 0 {
		status, err = Unknown, ErrUndecided
	}
	issuer := list.RawIssuer
	for _, entry := range list.RevokedCertificateEntries {
		for _, extension := range entry.Extensions {
			switch {
			case p.Indirect && extension.Id.Equal(oidCertificateIssuer):
				issuer = directoryNameIn(extension.Value)
			case extension.Critical:
				return Unknown, ErrExtension
			}
		}
		if entry.SerialNumber.Cmp(certificate.SerialNumber) == 0 && bytes.Equal(issuer, certificate.RawIssuer) {
			status, err = Revoked, nil
		}
	}
	return status, err
}

// directoryNameIn is the directory name among the names of a certificateIssuer, in DER.
func directoryNameIn(value []byte) []byte {
	var names []asn1.RawValue
	_, _ = asn1.Unmarshal(value, &names) // what cannot be read is nobody's
	for _, name := range names {
		if name.Tag == tagDirectoryName {
			return name.Bytes
		}
	}
	return nil
}
