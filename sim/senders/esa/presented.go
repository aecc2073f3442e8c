package esa

import (
	"crypto/x509"
	"encoding/asn1"

	"golang.org/x/crypto/cryptobyte"
	cryptobyteasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// presentedIdentifiers is what a certificate calls its holder (ESA-30): other kinds of subject alternative
// names are never presented identifiers.
type presentedIdentifiers struct {
	dnsNames   []string
	commonName string // the most specific one (AMB-24); empty: none
	// serviceNames says whether there is an SRV name or a URI: by RFC 6125 the Common Name does not
	// count beside one (RNAME-8).
	serviceNames bool
}

// presentedBy reads the presented identifiers of a certificate.
func presentedBy(certificate *x509.Certificate) presentedIdentifiers {
	return presentedIdentifiers{
		dnsNames:     certificate.DNSNames,
		commonName:   certificate.Subject.CommonName,
		serviceNames: len(certificate.URIs) > 0 || hasSRVName(certificate),
	}
}

var (
	oidSubjectAltName = asn1.ObjectIdentifier{2, 5, 29, 17}
	oidDNSSRV         = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 8, 7} // id-on-dnsSRV, RFC 4985 §2
)

// hasSRVName looks for an otherName of that kind (RFC 5280 §4.2.1.6), which crypto/x509 leaves aside.
func hasSRVName(certificate *x509.Certificate) bool {
	otherName := cryptobyteasn1.Tag(0).ContextSpecific().Constructed()
	for _, extension := range certificate.Extensions {
		if !extension.Id.Equal(oidSubjectAltName) {
			continue
		}
		names := cryptobyte.String(extension.Value)
		names.ReadASN1(&names, cryptobyteasn1.SEQUENCE)
		for !names.Empty() {
			var name cryptobyte.String
			var tag cryptobyteasn1.Tag
			var kind asn1.ObjectIdentifier
			if !names.ReadAnyASN1(&name, &tag) {
				return false // crypto/x509 has read it before
			}
			if tag == otherName && name.ReadASN1ObjectIdentifier(&kind) && kind.Equal(oidDNSSRV) {
				return true
			}
		}
	}
	return false
}

func (p presentedIdentifiers) commonNames() []string {
	if p.commonName == "" {
		return nil
	}
	return []string{p.commonName}
}
