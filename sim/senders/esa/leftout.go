package esa

import (
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"strings"
)

// oidCommonName is id-at-commonName (RFC 5280, appendix A.1).
var oidCommonName = asn1.ObjectIdentifier{2, 5, 4, 3}

// noteNames tells which names of a certificate are no presented identifiers (ESA-30), where it has such.
func (d *delivery) noteNames(certificate *x509.Certificate) {
	if len(certificate.IPAddresses) > 0 {
		d.note(addressName, "IP %v in the certificate is no name", certificate.IPAddresses[0])
	}
	if len(certificate.URIs) > 0 {
		d.note(uriName, "URI %v in the certificate is no name", certificate.URIs[0])
	}
	if len(certificate.EmailAddresses) > 0 || hasSRVName(certificate) {
		d.note(otherName, "an e-mail address or SRV name in the certificate is no name")
	}
	var commonNames []string
	for _, name := range certificate.Subject.Names {
		if name.Type.Equal(oidCommonName) {
			commonNames = append(commonNames, fmt.Sprint(name.Value))
		}
	}
	if len(commonNames) > 1 {
		d.note(severalCommon, "of the Common Names %s the last counts", strings.Join(commonNames, ", "))
	}
	if len(certificate.Subject.Names) == 0 && len(certificate.DNSNames) > 0 {
		d.note(emptySubject, "the subject is empty, and the DNS names are enough")
	}
	others := len(certificate.IPAddresses) + len(certificate.EmailAddresses) + len(certificate.URIs)
	if d.setting == RequiredVerifyHosted && len(certificate.DNSNames) == 0 && others > 0 && len(commonNames) > 0 {
		d.note(noDNSNameBeside, "there is no DNS name among them, so the Common Name counts")
	}
}

// noteLeftOut tells, where no name matches, which name of the host at hand was not compared, and why. A Common Name with
// a star is what an older document lets match the MX name (AMB-2).
func (d *delivery) noteLeftOut(to candidate, commonName string) {
	over := to.hops[0]
	hosted := d.setting == RequiredVerifyHosted
	switch {
	case hosted && over.source == fromRoute:
		d.note(noMXBesideRoute, "no MX name is compared: the route names a host")
	case hosted && over.source == "" && d.closedToMX(d.domain):
		d.note(noMXBesideMixed, "no MX name is compared: one of the routes names a host")
	case hosted && over.source == fromMX && over.identity == "":
		d.note(itsOwnExchanger, "%s has no MX records, so there is no other name", d.domain)
	case hosted:
		d.note(noReverseInHosted, "no reverse name is compared")
	case over.source == fromRoute:
		d.note(noRouteInVerify, "%s (SMTP route) is not compared", over.identity)
	case over.source == "":
		d.note(noAddressInVerify, "an address as the next hop has no name to compare")
	case over.identity != "":
		cause := noMXInVerify
		if match, why := d.options.wildcard.matches(commonName, over.identity); match && why == wholeLabel {
			cause = noMXByWildcard
		}
		d.note(cause, "%s (MX) is not compared", over.identity)
	}
}
