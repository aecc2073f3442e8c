package esa

import (
	"context"
	"crypto/tls"

	"mtalab/internal/outbound"
	"mtalab/sim/evidence"
)

// validate is stage I: validity, chain and revocation (ESA-21), by the certificates that the server
// sent and the roots that the sender trusts.
func (d *delivery) validate(ctx context.Context, state tls.ConnectionState) evidence.Validation {
	chains, found := outbound.ValidateChain(state, d.env.Roots, d.env.Clock.Now())
	for _, chain := range chains { // one that holds is enough
		if found = d.checkRevocation(ctx, chain, state.OCSPResponse); found.Accepted() {
			return outbound.Chained(chain)
		}
	}
	return found
}
