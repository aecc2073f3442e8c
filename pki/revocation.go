package pki

import (
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"golang.org/x/crypto/ocsp"
)

// Status is what an OCSP response says of a certificate (RFC 6960 §2.2). The zero value is Good.
type Status int

// The three answers that RFC 6960 knows.
const (
	Good    Status = ocsp.Good
	Revoked Status = ocsp.Revoked
	Unknown Status = ocsp.Unknown
)

// OCSP describes an OCSP response (RFC 6960). Certificate is required; the rest is current and good if zero.
type OCSP struct {
	Certificate *x509.Certificate
	Status      Status

	// When this was known to be so, and when more will be known. Zero: an hour ago, and seven days after ThisUpdate.
	ThisUpdate, NextUpdate time.Time
}

// OCSP gives the response, signed by the authority itself, in DER. A revoked certificate counts as revoked since
// ThisUpdate. An authority with an Ed25519 key cannot respond: x/crypto/ocsp knows RSA and ECDSA only.
func (a *Authority) OCSP(o OCSP) ([]byte, error) {
	if o.Certificate == nil {
		return nil, errors.New("making an OCSP response: no certificate to respond about")
	}
	thisUpdate, nextUpdate := updates(o.ThisUpdate, o.NextUpdate)
	response := ocsp.Response{
		Status:       int(o.Status),
		SerialNumber: o.Certificate.SerialNumber,
		ThisUpdate:   thisUpdate,
		NextUpdate:   nextUpdate,
		RevokedAt:    thisUpdate, // encoded only when revoked
	}
	der, err := ocsp.CreateResponse(a.Certificate, a.Certificate, response, a.key)
	if err != nil {
		return nil, fmt.Errorf("making an OCSP response of %s: %w", a.Certificate.Subject, err)
	}
	return der, nil
}

func updates(thisUpdate, nextUpdate time.Time) (time.Time, time.Time) {
	if thisUpdate.IsZero() {
		thisUpdate = time.Now().Add(-time.Hour)
	}
	if nextUpdate.IsZero() {
		nextUpdate = thisUpdate.Add(7 * 24 * time.Hour)
	}
	return certificateTime(thisUpdate), certificateTime(nextUpdate)
}
