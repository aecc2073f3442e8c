package sim

import (
	"context"
	"fmt"
)

// Verifier is an Outbox with a tool that checks the TLS of a domain's hosts and sends no mail, as
// tlsverify on the command line of the ESA.
type Verifier interface {
	// Verify returns once every connection made for it is closed. An error means that the
	// laboratory broke.
	Verify(ctx context.Context, domain string) (Verification, error)
}

// Verification is what a Verifier says of a domain.
type Verification struct {
	Domain   string
	Verified bool   // a host of the domain passed
	Reason   string // one line for a person
	Rule     string
}

func (v Verification) String() string {
	verdict := "fails"
	if v.Verified {
		verdict = "succeeds"
	}
	return fmt.Sprintf("tlsverify %s for %s: %s%s", verdict, v.Domain, v.Reason, cite(v.Rule))
}

// Verify runs the sender's tool for a domain. ErrNotSupported says that the sender has none.
func (w *World) Verify(ctx context.Context, domain string) (Verification, error) {
	verifier, ok := w.outbox.(Verifier)
	if !ok {
		return Verification{}, fmt.Errorf("%w: %s has no tool that verifies without sending", ErrNotSupported, w.sender.Name())
	}
	w.trail.add("world", Note{Text: "tlsverify is run for " + domain})
	result, err := returned(ctx, w, w.sender.Name(), "Verify", nil, func() (Verification, error) { return verifier.Verify(ctx, domain) })
	if err != nil {
		return Verification{}, fmt.Errorf("%s cannot verify: %w", w.sender.Name(), err)
	}
	if err := w.settle(ctx); err != nil {
		return Verification{}, err
	}
	w.trail.add(w.sender.Name(), result)
	return result, nil
}
