package sim

import (
	"net/netip"
)

// Delivered is the word of a sender that cannot tell how: the MTAs can, and the world puts the fate
// that they saw in its place.
const Delivered Fate = "delivered"

// Is says whether an outcome is what a scenario states. A blind one that came inside TLS may be
// either of two: whether the sender verified is not observable.
func (o Outcome) Is(want Fate) bool {
	return o.Fate == want || o.Blind && o.Fate == DeliveredEncrypted && want == DeliveredVerified
}

// observed puts what the MTAs saw in the place of what the sender cannot tell; w.mu is held.
func (w *World) observed(message string, said Outcome) Outcome {
	if said.Fate.Delivered() && said.Host == "" && said.Address.IsValid() {
		said.Host = w.nameAt(said.Address)
	}
	if said.Fate != Delivered {
		return said
	}
	for _, copied := range w.arrivals()[message] {
		if !copied.isFor(said.Recipient) {
			continue
		}
		said.Fate = DeliveredPlaintext
		if copied.Encrypted {
			said.Fate = DeliveredEncrypted
		}
		said.Host, said.Address = copied.at.Server.Name, copied.at.Address
	}
	return said
}

// nameAt is how the MTA at an address calls itself; empty: there is none.
func (w *World) nameAt(address netip.Addr) string {
	for _, mta := range w.started {
		if mta.Address == address {
			return mta.Server.Name
		}
	}
	return ""
}
