package sim

import (
	"context"
	"fmt"

	"mtalab/sim/evidence"
)

// Verifier is a SenderInstance with a tool that checks the TLS of a domain's hosts and sends no mail, as
// tlsverify on the command line of the ESA.
type Verifier interface {
	// Verify returns once every connection made for it is closed. An error means that the
	// laboratory broke.
	Verify(ctx context.Context, domain string) (evidence.Verification, error)
}

// Verify runs the sender's tool for a domain. ErrNotSupported says that the sender has none.
func (r *Running) Verify(ctx context.Context, domain string) (evidence.Verification, error) {
	verifier, ok := r.outbox.(Verifier)
	if !ok {
		return evidence.Verification{}, fmt.Errorf("%w: %s has no tool that verifies without sending", ErrNotSupported, r.sender.Name())
	}
	r.Trail.add("world", evidence.Note{Text: "tlsverify is run for " + domain})
	result, err := returned(ctx, &r.site, r.sender.Name(), "Verify", nil, func() (evidence.Verification, error) { return verifier.Verify(ctx, domain) })
	if err != nil {
		return evidence.Verification{}, fmt.Errorf("%s cannot verify: %w", r.sender.Name(), err)
	}
	if err := r.waitForSessions(ctx); err != nil {
		return evidence.Verification{}, err
	}
	r.Trail.add(r.sender.Name(), result)
	return result, nil
}
