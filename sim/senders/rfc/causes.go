package rfc

import "mtalab/sim/evidence"

// The causes of what a setting makes of a host.
var (
	opportunistic   = evidence.Cause{Name: "TLS where it is offered, and else in the clear", Rule: "R3207-15"}
	requiresTLS     = evidence.Cause{Name: "TLS is required", Rule: "R3207-15"}
	named           = evidence.Cause{Name: "a DNS name of the certificate is one that counts", Rule: "RNAME-8"}
	failedHandshake = evidence.Cause{Name: "after the 220 nothing is said in the clear", Rule: "R3207-17"}
	noAnswerToTLS   = evidence.Cause{Name: "no answer to STARTTLS", Rule: "R3207-1"}
)

// The causes of what DANE makes of a host.
var (
	secureRecords   = evidence.Cause{Name: "a usable TLSA record that is secure: TLS, and authentication by it", Rule: "RDANE-1"}
	unusableRecords = evidence.Cause{Name: "TLSA records that are secure and unusable: TLS without authentication", Rule: "RDANE-2"}
	failedLookup    = evidence.Cause{Name: "a lookup for DANE fails: the host is as if unreachable", Rule: "RDANE-4"}
	noPlaintext     = evidence.Cause{Name: "with secure TLSA records nothing goes without STARTTLS", Rule: "RDANE-12"}
	mandatory       = evidence.Cause{Name: "DANE is mandatory, and there is no usable record", Rule: "RDANE-19"}
)
