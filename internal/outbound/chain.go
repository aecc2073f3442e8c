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
// validation says why; with some it names the first, and nothing was asked about revocation.
func ValidateChain(state tls.ConnectionState, roots []*x509.Certificate, now time.Time) ([][]*x509.Certificate, evidence.Validation) {
	leaf := state.PeerCertificates[0]
	chains, err := leaf.Verify(x509.VerifyOptions{
		Roots:         pool(roots),
		Intermediates: pool(state.PeerCertificates[1:]),
		CurrentTime:   now,
		KeyUsages:     []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	})
	if err != nil {
		found := rejection(err, now)
		if found.Cause == NoTrustAnchor && issuedByNobody(leaf, state.PeerCertificates[1:]) {
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

func pool(certificates []*x509.Certificate) *x509.CertPool {
	pool := x509.NewCertPool()
	for _, certificate := range certificates {
		pool.AddCert(certificate)
	}
	return pool
}

// rejection words what x509 finds at an instant.
func rejection(err error, now time.Time) evidence.Validation {
	var invalid x509.CertificateInvalidError
	switch {
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
	case x509.CANotAuthorizedForThisName, x509.NameConstraintsWithoutSANs, x509.UnconstrainedName, x509.TooManyConstraints:
		return evidence.Validation{Problem: evidence.OutsideConstraints, Detail: plain(err), Cause: Constrained}
	case x509.TooManyIntermediates:
		return evidence.Validation{Problem: evidence.OutsideConstraints, Detail: plain(err), Cause: NoIssuer}
	}
	return evidence.Validation{Problem: evidence.Untrusted, Detail: plain(err), Cause: NoIssuer}
}

// plain is an error of x509 without the name of the package.
func plain(err error) string { return strings.ReplaceAll(err.Error(), "x509: ", "") }

// Called is what a person calls a certificate.
func Called(certificate *x509.Certificate) string {
	return cmp.Or(certificate.Subject.CommonName, strings.Join(certificate.DNSNames, ", "), "a certificate without a name")
}
