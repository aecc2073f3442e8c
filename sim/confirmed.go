package sim

import (
	"fmt"

	"mtalab/sim/evidence"
)

// Confirmed are the Outcomes, each held against what the MTAs saw: an error names the first recipient
// for whom the evidence contradicts the sender's word.
func (r *Running) Confirmed() ([]evidence.Outcome, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	arrived := r.arrivals()
	outcomes := make([]evidence.Outcome, len(r.outcomes))
	for i, said := range r.outcomes {
		if err := r.contradiction(said, arrived); err != nil {
			return nil, fmt.Errorf("the message to %s: %w", said.Recipient, err)
		}
		outcomes[i] = said.Outcome
	}
	return outcomes, nil
}
