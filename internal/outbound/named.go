package outbound

import (
	"crypto/x509"

	"mtalab/sim/evidence"
)

// MatchDNSName compares the DNS names of a certificate with the names that count, until one matches, and tells of each comparison. The
// Common Name is never looked at (RFC 9525 §2). Each reference is a comparison that lacks the presented name.
func MatchDNSName(leaf *x509.Certificate, references []evidence.Comparison, cause evidence.Cause, tell func(any)) (evidence.Comparison, bool) {
	for _, reference := range references {
		for _, presented := range leaf.DNSNames {
			alone := x509.Certificate{DNSNames: []string{presented}}
			comparison := reference
			comparison.Kind, comparison.Presented, comparison.Cause = "SAN", presented, cause
			comparison.Match = alone.VerifyHostname(reference.Reference) == nil
			tell(comparison)
			if comparison.Match {
				return comparison, true
			}
		}
	}
	return evidence.Comparison{}, false
}
