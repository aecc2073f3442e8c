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
	chains, found := outbound.ValidateChain(state, d.env.Roots, d.env.Clock.Now(), d.comparedCommonName(presentedBy(state.PeerCertificates[0])))
	for _, chain := range chains { // one that holds is enough
		if found = d.checkRevocation(ctx, chain, state.OCSPResponse); found.Accepted() {
			return outbound.Chained(chain)
		}
	}
	return found
}

// comparedCommonName is the Common Name if the flow of the setting may come to compare it as a host name: then the
// constraints of the issuers bind it (R5280-5). It does not once a DNS name matches the recipient domain (ESA-34).
func (d *delivery) comparedCommonName(presented presentedIdentifiers) string {
	_, refused := d.options.refusesCommonName(presented)
	hosted := d.setting == RequiredVerifyHosted && len(presented.dnsNames) > 0 // ESA-51
	if refused || hosted || !isPattern(presented.commonName) {
		return ""
	}
	for _, name := range presented.dnsNames {
		if match, _ := d.options.wildcard.matches(name, d.domain); match {
			return ""
		}
	}
	return presented.commonName
}
