// Package certpath validates certification paths (RFC 5280 §6): what crypto/x509 leaves out or refuses to judge stands
// here, and the rest is asked of crypto/x509. Name constraints bind what the caller would compare as a host name, a Common
// Name among it.
package certpath

import (
	"bytes"
	"cmp"
	"crypto/x509"
	"encoding/asn1"
	"slices"
	"time"
)

// Options are what a path is held to.
type Options struct {
	Roots   []*x509.Certificate // the trust anchors
	Anchors *x509.CertPool      // the trust anchors, if they are given so, in place of Roots
	Sent    []*x509.Certificate // what was sent along; none of it is trusted for that
	Now     time.Time
	Purpose x509.ExtKeyUsage
	// CommonName is that of the leaf if it would be compared as a host name: the constraints of the issuers then bind it
	// (R5280-5). Empty: it would not.
	CommonName string
}

// Verify looks for paths from a certificate to a trust anchor, and returns those that hold, leaf first. Without any the
// error says why: an *Error, or one of crypto/x509.
func Verify(leaf *x509.Certificate, o Options) ([][]*x509.Certificate, error) {
	known := originals{}
	anchors := o.Anchors
	if anchors == nil {
		anchors = known.pool(o.Roots)
	}
	candidates, err := known.plain(leaf).Verify(x509.VerifyOptions{
		Roots:         anchors,
		Intermediates: known.pool(o.Sent),
		CurrentTime:   o.Now,
		KeyUsages:     []x509.ExtKeyUsage{o.Purpose},
	})
	if err != nil {
		return nil, err
	}
	var sound [][]*x509.Certificate
	for _, candidate := range candidates {
		path := known.of(candidate)
		if found := check(path, o); found == nil {
			sound = append(sound, path)
		} else if err == nil {
			err = found
		}
	}
	if len(sound) > 0 {
		return sound, nil
	}
	return nil, err
}

// originals leads from what crypto/x509 is asked about to the certificates as they are.
type originals map[*x509.Certificate]*x509.Certificate

// plain is a copy of a certificate without what is checked here: crypto/x509 counts self-issued certificates against the
// length of a path, binds them by name constraints, and refuses constraints of kinds that it does not know.
func (o originals) plain(certificate *x509.Certificate) *x509.Certificate {
	copied := *certificate
	copied.MaxPathLen, copied.MaxPathLenZero = -1, false
	copied.UnhandledCriticalExtensions = slices.DeleteFunc(slices.Clone(certificate.UnhandledCriticalExtensions), func(id asn1.ObjectIdentifier) bool {
		return id.Equal(oidNameConstraints) || id.Equal(oidSubjectAltName)
	})
	copied.Extensions = slices.Clone(certificate.Extensions)
	for i := range copied.Extensions {
		if copied.Extensions[i].Id.Equal(oidNameConstraints) {
			copied.Extensions[i].Id = asn1.ObjectIdentifier{2, 999}
		}
	}
	o[&copied] = certificate
	return &copied
}

func (o originals) pool(certificates []*x509.Certificate) *x509.CertPool {
	pool := x509.NewCertPool()
	for _, certificate := range certificates {
		pool.AddCert(o.plain(certificate))
	}
	return pool
}

func (o originals) of(path []*x509.Certificate) []*x509.Certificate {
	var all []*x509.Certificate
	for _, certificate := range path {
		all = append(all, cmp.Or(o[certificate], certificate))
	}
	return all
}

// check holds a path, leaf first, to what crypto/x509 has not checked.
func check(path []*x509.Certificate, o Options) error {
	for i, certificate := range path {
		switch {
		case certificate.SerialNumber.Sign() < 0: // RFC 5280 §4.1.2.2
			return &Error{Malformed, certificate, "its serial number is negative"}
		case hasExtension(certificate, oidExtKeyUsage) && len(certificate.ExtKeyUsage)+len(certificate.UnknownExtKeyUsage) == 0:
			return &Error{NoPurpose, certificate, "its extended key usage allows nothing"}
		case i > 0 && hasExtension(certificate, oidKeyUsage) && certificate.KeyUsage&x509.KeyUsageCertSign == 0:
			return &Error{MayNotSign, certificate, "its key usage does not allow it to sign certificates"}
		}
	}
	if err := checkLength(path); err != nil {
		return err
	}
	return checkConstraints(path, o.CommonName)
}

// checkLength holds a path to what its authorities allow: so many intermediates may follow, and those that are
// self-issued do not count (RFC 5280 §4.2.1.9).
func checkLength(path []*x509.Certificate) error {
	below := 0
	for i, authority := range path[1:] {
		if i > 0 && !selfIssued(path[i]) {
			below++
		}
		if limited := authority.MaxPathLen > 0 || authority.MaxPathLenZero; authority.BasicConstraintsValid && limited && below > authority.MaxPathLen {
			return &Error{TooLong, authority, "more intermediates follow than it allows"}
		}
	}
	return nil
}

// selfIssued says whether a certificate names itself as its issuer (RFC 5280 §3.2).
func selfIssued(certificate *x509.Certificate) bool {
	return bytes.Equal(certificate.RawIssuer, certificate.RawSubject)
}

var (
	oidKeyUsage        = asn1.ObjectIdentifier{2, 5, 29, 15}
	oidSubjectAltName  = asn1.ObjectIdentifier{2, 5, 29, 17}
	oidNameConstraints = asn1.ObjectIdentifier{2, 5, 29, 30}
	oidExtKeyUsage     = asn1.ObjectIdentifier{2, 5, 29, 37}
)

func hasExtension(certificate *x509.Certificate, id asn1.ObjectIdentifier) bool {
	_, has := extension(certificate, id)
	return has
}

func extension(certificate *x509.Certificate, id asn1.ObjectIdentifier) (value []byte, has bool) {
	for _, extension := range certificate.Extensions {
		if extension.Id.Equal(id) {
			return extension.Value, true
		}
	}
	return nil, false
}
