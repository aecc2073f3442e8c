package certpath

import (
	"crypto/x509"
	"errors"
	"slices"
	"time"

	"golang.org/x/crypto/ocsp"
)

// ErrDelegate says that an OCSP response is signed by somebody who may not (RFC 6960 §4.2.2.2).
var ErrDelegate = errors.New("whoever signed it may not")

// Stapled reads an OCSP response, which the issuer or a delegate of the issuer must have signed (RFC 6960).
func Stapled(response []byte, certificate, issuer *x509.Certificate, now time.Time) (Status, error) {
	said, err := ocsp.ParseResponseForCert(response, certificate, issuer)
	if err != nil {
		return Unknown, err
	}
	switch {
	case said.Certificate != nil && !said.Certificate.Equal(issuer) && !slices.Contains(said.Certificate.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning):
		return Unknown, ErrDelegate
	case now.Before(said.ThisUpdate) || !said.NextUpdate.IsZero() && now.After(said.NextUpdate):
		return Unknown, ErrOutdated
	case said.Status == ocsp.Revoked:
		return Revoked, nil
	case said.Status == ocsp.Good:
		return Standing, nil
	}
	return Unknown, ErrUndecided
}
