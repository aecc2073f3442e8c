package esa

import (
	"context"
	"fmt"

	"mtalab/internal/names"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

var _ sim.Verifier = (*outbox)(nil)

// Verify is tlsverify of the appliance's command line: it checks the hosts of a domain in the order of
// delivery until one passes, and sends no mail. It runs the flow "Verify" even for a domain that is
// set to "Required - Verify Hosted Domains" (Cisco document 200537), so that the tool and a delivery
// may disagree either way.
func (o *outbox) Verify(ctx context.Context, domain string) (evidence.Verification, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	result := evidence.Verification{Domain: domain}
	ascii, err := names.Domain(domain)
	if err != nil {
		return result, fmt.Errorf("tlsverify for %q: %w", domain, err)
	}
	check := delivery{outbox: o, domain: ascii, setting: RequiredVerify, withoutMail: true}
	plan := check.plan(ctx, ascii)
	result.Reason, result.Cause = plan.reason, plan.cause
	for _, candidate := range plan.candidates {
		v := check.converse(ctx, candidate)
		result.Reason, result.Cause = v.Reason, v.Cause
		if v.Fate == evidence.DeliveredVerified {
			result.Verified = true
			break
		}
	}
	if ctx.Err() != nil {
		return result, fmt.Errorf("tlsverify for %s: %w", domain, context.Cause(ctx))
	}
	return result, nil
}
