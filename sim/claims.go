package sim

import (
	"bytes"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"

	"mtalab/sim/evidence"
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

// contradiction compares the sender's word with the evidence: what the MTAs accepted, and how.
func (r *Running) contradiction(said outcome, arrived map[string][]arrival) error {
	copies := slices.DeleteFunc(slices.Clone(arrived[said.message]), func(a arrival) bool {
		return !slices.ContainsFunc(a.to, func(to string) bool { return sameMailbox(to, said.Recipient) })
	})
	if said.Fate.Delivered() && len(copies) == 0 {
		for _, other := range arrived[said.message] {
			return fmt.Errorf("%s says %q, but the MTA at %s accepted the message for %s only",
				r.sender.Name(), said.Fate, other.at.Address, strings.Join(other.to, ", "))
		}
		return fmt.Errorf("%s says %q, but no MTA of the world accepted the message", r.sender.Name(), said.Fate)
	}
	for _, c := range copies {
		switch {
		case !said.Fate.Delivered():
			return fmt.Errorf("%s says %q, but the MTA at %s accepted the message", r.sender.Name(), said.Fate, c.at.Address)
		case said.Fate == evidence.DeliveredPlaintext && c.encrypted:
			return fmt.Errorf("%s says %q, but the message came inside TLS", r.sender.Name(), said.Fate)
		case said.Fate != evidence.DeliveredPlaintext && !c.encrypted:
			return fmt.Errorf("%s says %q, but the message came in plaintext", r.sender.Name(), said.Fate)
		case said.Address.IsValid() && said.Address != c.at.Address:
			return fmt.Errorf("%s says that %s took the message, but the MTA at %s did", r.sender.Name(), said.Address, c.at.Address)
		}
	}
	return nil
}

// arrival is a copy of a message that an MTA accepted.
type arrival struct {
	at        *host
	to        []string
	encrypted bool
}

// arrivals are all copies that the MTAs accepted, by the identity of their message.
func (r *Running) arrivals() map[string][]arrival {
	arrived := map[string][]arrival{}
	for _, mta := range r.hosts {
		for _, session := range mta.server.Sessions() {
			for _, message := range session.Messages() {
				if message.Accepted {
					id := identity(message.Data)
					arrived[id] = append(arrived[id], arrival{mta, message.To, message.Encrypted})
				}
			}
		}
	}
	return arrived
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
