package outbound

import (
	"bytes"
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mtalab/internal/certpath"
	"mtalab/sim/evidence"
)

// largestChain is how many octets of certificates a server may send. Go stops reading at 256 KiB; an
// honest chain has a few KiB (CE-40).
const largestChain = 32 << 10

// errLargeChain ends a handshake.
var errLargeChain = fmt.Errorf("more than %d KiB of certificates", largestChain>>10)

// BoundChain is a tls.Config.VerifyPeerCertificate: under every setting, a handshake with an oversized
// chain fails.
func BoundChain(chain [][]byte, _ [][]*x509.Certificate) error {
	size := 0
	for _, certificate := range chain {
		size += len(certificate)
	}
	if size > largestChain {
		return errLargeChain
	}
	return nil
}

// ValidateChain looks for chains of sound signatures from the certificate that a server showed to a
// trust anchor, with the certificates that it sent along, at an instant (ESA-21). Without any the
// validation says why; with some it names the first, and nothing was asked about revocation. A Common Name that the
// sender would compare as a host name is bound by the constraints of the issuers as a DNS name is (R5280-5).
func ValidateChain(state tls.ConnectionState, roots []*x509.Certificate, now time.Time, commonName ...string) ([][]*x509.Certificate, evidence.Validation) {
	leaf, sent := state.PeerCertificates[0], state.PeerCertificates[1:]
	chains, err := certpath.Verify(leaf, certpath.Options{
		Roots: roots, Sent: sent, Now: now, Purpose: x509.ExtKeyUsageServerAuth, CommonName: strings.Join(commonName, ""),
	})
	if err != nil {
		found := rejection(err, now)
		if found.Cause == NoTrustAnchor && issuedByNobody(leaf, sent) {
			found.Cause = NoIssuer
		}
		return nil, found
	}
	return chains, Chained(chains[0])
}

// issuedByNobody says whether a certificate that was sent along bears the name of the issuer, and may not issue.
func issuedByNobody(leaf *x509.Certificate, sent []*x509.Certificate) bool {
	return slices.ContainsFunc(sent, func(issuer *x509.Certificate) bool {
		err := leaf.CheckSignatureFrom(issuer)
		return bytes.Equal(leaf.RawIssuer, issuer.RawSubject) && errors.As(err, new(x509.ConstraintViolationError))
	})
}

// Chained is the validation of a certificate by a chain, leaf first.
func Chained(chain []*x509.Certificate) evidence.Validation {
	return evidence.Validation{Detail: Called(chain[0]) + ", up to the trust anchor " + Called(chain[len(chain)-1]), Cause: Trusted}
}

// rejection words what x509 finds at an instant.
func rejection(err error, now time.Time) evidence.Validation {
	var invalid x509.CertificateInvalidError
	var unsound *certpath.Error
	switch {
	case errors.As(err, &unsound):
		return unsoundPath(unsound)
	case errors.As(err, new(x509.UnhandledCriticalExtension)):
		return evidence.Validation{Problem: evidence.NotUnderstood, Detail: "it has a critical extension that is unknown", Cause: UnknownCritical}
	case !errors.As(err, &invalid):
		return evidence.Validation{Problem: evidence.Untrusted, Detail: plain(err), Cause: NoTrustAnchor}
	}
	name := Called(invalid.Cert)
	switch invalid.Reason {
	case x509.Expired:
		if now.Before(invalid.Cert.NotBefore) {
			return evidence.Validation{Problem: evidence.NotYetValid, Detail: name + " is not valid yet", Cause: OutOfPeriod}
		}
		return evidence.Validation{Problem: evidence.Expired, Detail: name + " has expired", Cause: OutOfPeriod}
	case x509.IncompatibleUsage:
		return evidence.Validation{Problem: evidence.NotForServers, Detail: name + " is not for servers, by its extended key usage", Cause: NotForServers}
	}
	return evidence.Validation{Problem: evidence.Untrusted, Detail: plain(err), Cause: NoIssuer}
}

// unsoundPath words what crypto/x509 leaves to others.
func unsoundPath(found *certpath.Error) evidence.Validation {
	name := Called(found.Certificate)
	switch found.Reason {
	case certpath.NoPurpose:
		return evidence.Validation{Problem: evidence.NotForServers, Detail: name + " is for nobody: " + found.Detail, Cause: NotForServers}
	case certpath.MayNotSign:
		return evidence.Validation{Problem: evidence.Untrusted, Detail: name + " may not issue: " + found.Detail, Cause: NoIssuer}
	case certpath.TooLong:
		return evidence.Validation{Problem: evidence.OutsideConstraints, Detail: name + " has too many intermediates below it: " + found.Detail, Cause: NoIssuer}
	case certpath.OutsideLimits:
		return evidence.Validation{Problem: evidence.OutsideConstraints, Detail: found.Detail, Cause: Constrained}
	case certpath.NotProcessed:
		return evidence.Validation{Problem: evidence.NotUnderstood, Detail: found.Detail, Cause: Constrained}
	}
	return evidence.Validation{Problem: evidence.Malformed, Detail: name + " is not as it must be: " + found.Detail, Cause: Malformed}
}

// plain is an error of x509 without the name of the package.
func plain(err error) string { return strings.ReplaceAll(err.Error(), "x509: ", "") }

// Called is what a person calls a certificate.
func Called(certificate *x509.Certificate) string {
	return cmp.Or(certificate.Subject.CommonName, strings.Join(certificate.DNSNames, ", "), "a certificate without a name")
}
