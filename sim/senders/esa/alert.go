package esa

import (
	"fmt"

	"mtalab/internal/outbound"
	"mtalab/sim/evidence"
)

// tlsFailure is what went wrong with the TLS of a host under a setting that requires it; the zero value is nothing.
type tlsFailure int

const (
	noTLSFailure tlsFailure = iota
	verificationFailed
	negotiationFailed
)

// noteTLSFailure keeps the worst that befell TLS in this attempt.
func (d *delivery) noteTLSFailure(v outbound.Verdict) {
	failed := negotiationFailed
	if d.tls != nil && v.Cause == requiredVerify {
		failed = verificationFailed
	}
	d.failure = max(d.failure, failed)
}

// alert tells the administrators that TLS failed in a delivery for which it is required, once for an attempt at a domain
// (ESA-16).
func (d *delivery) alert(why string) {
	counts := d.failure == negotiationFailed || d.failure == verificationFailed && d.options.alertOn == "verification"
	if counts && d.requiresTLS() && d.options.alerts == "on" {
		d.env.Record(evidence.Alert{Text: fmt.Sprintf("no delivery to %s under %q: %s", d.domain, d.setting, why)})
	}
}
