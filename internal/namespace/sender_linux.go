package namespace

import (
	"context"
	"fmt"
	"net/netip"
	"slices"

	"mtalab/sim/network"
)

// SetSenderAddresses gives the sender other addresses of its own. A program that runs already may go by those that it
// found before.
func (p *Private) SetSenderAddresses(ctx context.Context, own []netip.Addr) error {
	if err := p.ready(ctx); err != nil {
		return err
	}
	p.furnishing.Lock()
	defer p.furnishing.Unlock()
	before := p.senderAddresses()
	if slices.Equal(own, before) {
		return nil
	}
	if _, err := p.call(ctx, request{Do: "addresses", Own: own, Before: before}); err != nil {
		p.mu.Lock()
		p.fit = false // for another world: who knows which it has
		p.mu.Unlock()
		return fmt.Errorf("give the sender its addresses: %w", err)
	}
	p.own = slices.Clone(own)
	return nil
}

// senderAddresses are the sender's own; p.furnishing is held.
func (p *Private) senderAddresses() []netip.Addr {
	if p.own == nil {
		return network.SenderAddresses()
	}
	return p.own
}
