package sim

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"mtalab/fakemta"
	"mtalab/internal/names"
	"mtalab/sim/evidence"
)

// arrival is a copy of a message that an MTA accepted.
type arrival struct {
	at      *host
	session *fakemta.Session
	secured time.Time // when the handshake was done; zero: there was none
	fakemta.Message
}

// arrivals are all copies that the MTAs accepted, by the identity of their message. r.mu is held. A session that has ended
// is read once.
func (r *Running) arrivals() map[string][]arrival {
	for _, h := range r.hosts {
		sessions := h.server.Sessions()
		for _, session := range sessions[h.read:] {
			if !session.Ended() {
				return r.withOpen()
			}
			r.arrive(r.arrived, h, session)
			h.read++
		}
	}
	return r.arrived
}

// withOpen are arrivals where sessions are still open.
func (r *Running) withOpen() map[string][]arrival {
	arrived := map[string][]arrival{}
	for _, h := range r.hosts {
		for _, session := range h.server.Sessions() {
			r.arrive(arrived, h, session)
		}
	}
	return arrived
}

// arrive adds what was accepted in a session.
func (r *Running) arrive(arrived map[string][]arrival, h *host, session *fakemta.Session) {
	for _, message := range session.Messages() {
		if message.Accepted {
			id := identity(message.Data)
			arrived[id] = append(arrived[id], arrival{h, session, r.Trail.securedAt(session), message})
		}
	}
}

// isFor says whether a copy is for a recipient.
func (a arrival) isFor(recipient string) bool {
	return slices.ContainsFunc(a.To, func(to string) bool { return names.SameMailbox(to, recipient) })
}

// acknowledged says whether the sender can be held to have read that its message was accepted, so that to send it
// once more is a duplicate and no precaution (RFC 5321 §4.2.5).
func (a arrival) acknowledged() bool {
	behaviour := a.session.Behaviour()
	dialogue := behaviour.Plain
	if a.Encrypted {
		dialogue = behaviour.Encrypted
	}
	reply := dialogue.Replies[fakemta.EndOfData]
	return reply.After != fakemta.Reset && !reply.Delayed && reply.LateSeconds == 0 && !reply.EndlessLines && !reply.EndlessLine && a.at.visits.of(a.session).state.Fault == (Fault{})
}

// contradiction compares the sender's word with the evidence: what the MTAs accepted, and how.
func (r *Running) contradiction(said outcome, arrived map[string][]arrival) error {
	copies := slices.DeleteFunc(slices.Clone(arrived[said.message]), func(a arrival) bool { return !a.isFor(said.Recipient) })
	if said.Fate.Delivered() && len(copies) == 0 {
		for _, other := range arrived[said.message] {
			return fmt.Errorf("%s says %q, but the MTA at %s accepted the message for %s only",
				r.sender.Name(), said.Fate, other.at.Address, strings.Join(other.To, ", "))
		}
		return fmt.Errorf("%s says %q, but no MTA of the world accepted the message", r.sender.Name(), said.Fate)
	}
	for _, c := range copies {
		if said.Fate == evidence.StillTrying && !c.acknowledged() {
			continue // it waits for the reply
		}
		if err := cmp.Or(r.againstFate(said, c), r.altered(said.message, c), r.overclaimed(said, c)); err != nil {
			return err
		}
	}
	acknowledged := slices.DeleteFunc(copies, func(a arrival) bool { return !a.acknowledged() })
	if len(acknowledged) > 1 {
		return fmt.Errorf("%s sent the message to %s %d times, though it was accepted each time", r.sender.Name(), said.Recipient, len(acknowledged))
	}
	return nil
}

// undecided says ErrNotSupported of a message of which the sender knows no fate yet, and ErrMisbehaved if it should: what
// a scenario states of it cannot be judged.
func (r *Running) undecided(message string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, said := range r.outcomes {
		if said.message != message || said.Fate != evidence.StillTrying {
			continue
		}
		if err := r.contradiction(said, r.arrivals()); err != nil {
			return fmt.Errorf("%w: %w", ErrMisbehaved, err)
		}
		return fmt.Errorf("%w: when the patience with it was over, %s was still trying to deliver to %s: %s", ErrNotSupported, r.sender.Name(), said.Recipient, said.Reason)
	}
	return nil
}

// againstFate compares the sender's word with how and where one copy came.
func (r *Running) againstFate(said outcome, c arrival) error {
	switch {
	case !said.Fate.Delivered():
		return fmt.Errorf("%s says %q, but the MTA at %s accepted the message", r.sender.Name(), said.Fate, c.at.Address)
	case said.Fate == evidence.DeliveredPlaintext && c.Encrypted:
		return fmt.Errorf("%s says %q, but the message came inside TLS", r.sender.Name(), said.Fate)
	case said.Fate != evidence.DeliveredPlaintext && !c.Encrypted:
		return fmt.Errorf("%s says %q, but the message came in plaintext", r.sender.Name(), said.Fate)
	case said.Address.IsValid() && said.Address != c.at.Address:
		return fmt.Errorf("%s says that %s took the message, but the MTA at %s did", r.sender.Name(), said.Address, c.at.Address)
	}
	return nil
}

// altered says what of a message is not what was handed to the sender: its envelope sender, or its text. Its
// header may have got lines on the way.
func (r *Running) altered(id string, c arrival) error {
	i := slices.IndexFunc(r.messages, func(m evidence.Message) bool { return m.ID == id })
	if i < 0 {
		return nil
	}
	given := r.messages[i]
	if !names.SameMailbox(given.From, c.From) {
		return fmt.Errorf("%s sent the message from <%s>, and was given it from <%s>", r.sender.Name(), c.From, given.From)
	}
	if int64(len(c.Data)) == c.Size && !bytes.Equal(textOf(given.Data), textOf(c.Data)) {
		return fmt.Errorf("%s sent another text than it was given: %.80q in place of %.80q", r.sender.Name(), textOf(c.Data), textOf(given.Data))
	}
	return nil
}

// textOf is what stands behind the header of a message, whatever its line ends and its last empty lines.
func textOf(data []byte) []byte {
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	_, text, _ := bytes.Cut(data, []byte("\n\n"))
	return bytes.TrimRight(text, "\n")
}
