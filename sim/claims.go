package sim

import (
	"bytes"
	"errors"
	"fmt"
	"mtalab/sim/evidence"
	"net/mail"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// ErrNothingSent says that there is no fate to speak of.
var ErrNothingSent = errors.New("no message was sent")

// outcome is the latest word of the sender on one recipient of one message.
type outcome struct {
	message string
	evidence.Outcome
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
		if sameMailbox(said.Recipient, recipient) {
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

// sameMailbox compares addresses without regard to letter case, and domains as A-labels.
func sameMailbox(a, b string) bool { return strings.EqualFold(inASCII(a), inASCII(b)) }

// mailboxesInASCII are addresses with their domains in A-labels, so that a header is ASCII where it can be.
func mailboxesInASCII(addresses []string) []string {
	all := make([]string, len(addresses))
	for i, address := range addresses {
		all[i] = inASCII(address)
	}
	return all
}

// inASCII puts the domain of an address into A-labels (RFC 5890); what cannot be is left alone.
func inASCII(address string) string {
	if !strings.ContainsFunc(address, func(r rune) bool { return r > unicode.MaxASCII }) {
		return address // so are nearly all, and thousands of them are compared
	}
	at := strings.LastIndexByte(address, '@') + 1
	ascii, err := idna.Lookup.ToASCII(address[at:])
	if err != nil {
		return address
	}
	return address[:at] + ascii
}
