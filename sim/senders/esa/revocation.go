package esa

import (
	"context"
	"crypto/x509"
	"net/netip"

	"mtalab/internal/outbound"
	"mtalab/sim/evidence"
)

// checkRevocation looks at every certificate of a verified chain below its trust anchor. What is not known counts for
// nothing (ESA-22, AMB-45), unless the option "revocation" is "hard" and the certificate says where it could be known.
func (d *delivery) checkRevocation(ctx context.Context, chain []*x509.Certificate, staple []byte) evidence.Validation {
	found, named := outbound.Revocation{
		Env:     d.env,
		Revoked: revokedByIssuer, Unknown: revocationUnknown,
		Hard: d.options.revocation == "hard",
		Addresses: func(ctx context.Context, host string) ([]netip.Addr, error) {
			return d.addresses(ctx, &hop{host: host}, "")
		},
	}.Check(ctx, chain, staple)
	if !named {
		d.note(noRevocationSource, "no certificate says how to find out whether it was revoked")
	}
	return found
}
