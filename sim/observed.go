package sim

import (
	"mtalab/sim/evidence"
	"net/netip"
)

// observed puts what the MTAs saw in the place of what the sender cannot tell; r.mu is held.
func (r *Running) observed(message string, said evidence.Outcome) evidence.Outcome {
	if said.Fate.Delivered() && said.Host == "" && said.Address.IsValid() {
		said.Host = r.nameAt(said.Address)
	}
	if said.Fate != evidence.Delivered {
		return said
	}
	for _, copied := range r.arrivals()[message] {
		if !copied.isFor(said.Recipient) {
			continue
		}
		said.Fate = evidence.DeliveredPlaintext
		if copied.Encrypted {
			said.Fate = evidence.DeliveredEncrypted
		}
		said.Host, said.Address = copied.at.server.Name, copied.at.Address
	}
	return said
}

// nameAt is how the MTA at an address calls itself; empty: there is none.
func (r *Running) nameAt(address netip.Addr) string {
	for _, mta := range r.hosts {
		if mta.Address == address {
			return mta.server.Name
		}
	}
	return ""
}
