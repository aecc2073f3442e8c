package sim

import (
	"bytes"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"

	"mtalab/internal/names"
	"mtalab/sim/evidence"
)

// ErrNothingSent says that there is no fate to speak of.
var ErrNothingSent = errors.New("no message was sent")

// outcome is the latest word of the sender on one recipient of one message.
type outcome struct {
	message string
	evidence.Outcome
	sent, tried time.Time // when the message came, and when the last attempt was made
}

// Outcomes are the latest words of the sender, one for each recipient of each message.
func (r *Running) Outcomes() []evidence.Outcome {
	r.mu.Lock()
	defer r.mu.Unlock()
	outcomes := make([]evidence.Outcome, len(r.outcomes))
	for i, o := range r.outcomes {
		outcomes[i] = o.Outcome
	}
	return outcomes
}

// Latest is what became of the message that was sent last, one outcome for each recipient. An error
// says that nothing was sent, or that what the MTAs saw contradicts the sender's word.
func (r *Running) Latest() ([]evidence.Outcome, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var outcomes []evidence.Outcome
	arrived := r.arrivals()
	for _, said := range r.outcomes {
		if said.message != r.messageID() {
			continue
		}
		if err := r.contradiction(said, arrived); err != nil {
			return nil, err
		}
		outcomes = append(outcomes, said.Outcome)
	}
	if len(outcomes) == 0 {
		return nil, ErrNothingSent
	}
	return outcomes, nil
}

// Fate is what became of the latest message to a recipient. An error says that nothing was sent, or
// that what the MTAs saw contradicts the sender's word.
func (r *Running) Fate(recipient string) (evidence.Outcome, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, said := range slices.Backward(r.outcomes) {
		if names.SameMailbox(said.Recipient, recipient) {
			return said.Outcome, r.contradiction(said, r.arrivals())
		}
	}
	return evidence.Outcome{}, fmt.Errorf("%w to %s", ErrNothingSent, recipient)
}

// identity is the Message-ID of a message as it arrived, whatever was put in front of it on its way.
func identity(data []byte) string {
	message, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		return ""
	}
	return message.Header.Get("Message-ID")
}

// overTheWire are addresses as they stand in a header, which is ASCII where it can be.
func overTheWire(addresses []string) string {
	all := make([]string, len(addresses))
	for i, address := range addresses {
		all[i] = names.Wire(address)
	}
	return strings.Join(all, ", ")
}
