package certpath

import "crypto/x509"

// Reason is why a path does not hold.
type Reason int

// The reasons that crypto/x509 does not have, or judges otherwise.
const (
	Malformed     Reason = iota + 1 // a certificate says what no certificate may say
	NoPurpose                       // an extended key usage that allows nothing (RFC 5280 §4.2.1.12)
	MayNotSign                      // an issuer whose key usage lacks keyCertSign (RFC 5280 §4.2.1.3)
	TooLong                         // more intermediates than an authority allows (RFC 5280 §4.2.1.9)
	OutsideLimits                   // a name that an authority may not name (RFC 5280 §4.2.1.10)
	NotProcessed                    // a constraint on a kind of name that is not known here, and a name of that kind
)

// Error says why a path does not hold.
type Error struct {
	Reason Reason
	// Certificate is the one at fault.
	Certificate *x509.Certificate
	Detail      string
}

func (e *Error) Error() string { return e.Detail }
