package sim

import (
	"fmt"
	"mtalab/sim/evidence"
)

// Confirmed are the Outcomes, each held against what the MTAs saw: an error names the first recipient
// for whom the evidence contradicts the sender's word.
func (w *World) Confirmed() ([]evidence.Outcome, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	arrived := w.arrivals()
	outcomes := make([]evidence.Outcome, len(w.outcomes))
	for i, said := range w.outcomes {
		if err := w.contradiction(said, arrived); err != nil {
			return nil, fmt.Errorf("the message to %s: %w", said.Recipient, err)
		}
		outcomes[i] = said.Outcome
	}
	return outcomes, nil
}
