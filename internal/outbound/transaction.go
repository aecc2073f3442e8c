package outbound

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"mtalab/internal/names"
	"mtalab/sim/evidence"
)

// Verdict is what came of one host: a fate, or none if the next one is to be tried.
type Verdict struct {
	Fate   evidence.Fate
	Reason string
	Cause  evidence.Cause
}

// Attempted is what is to be told of an attempt at a next hop that ended in a verdict. The session is nil if it could not be
// reached, and the state of TLS if there was none.
func Attempted(to evidence.NextHop, session *Session, secured *tls.ConnectionState, v Verdict) evidence.HostAttempt {
	attempt := evidence.HostAttempt{NextHop: to, TLS: secured, Fate: v.Fate, Reason: v.Reason, Cause: v.Cause}
	if session != nil {
		attempt.Exchanges = slices.Clone(session.Exchanges)
	}
	return attempt
}

// Next gives a host up (NEXT in rules.md).
func Next(cause evidence.Cause, format string, arguments ...any) Verdict {
	return Verdict{Cause: cause, Reason: fmt.Sprintf(format, arguments...)}
}

// Transaction is a message on its way to the recipients of one domain, from host to host.
type Transaction struct {
	Message    evidence.Message
	Recipients []string
	// Refused are the recipients whose fate differs from that of the others.
	Refused map[string]Verdict
}

// Transmit hands the message over in the session as it is (RFC 5321 §3.3). If it is taken, the verdict is
// the fate given and nothing else.
func (t *Transaction) Transmit(session *Session, fate evidence.Fate) Verdict {
	parameters := ""
	if session.Offers("SIZE") {
		parameters = fmt.Sprintf(" SIZE=%d", len(t.Message.Data)) // RFC 1870 §6
	}
	if address, needed := needsUTF8(t.Message); needed {
		if !session.Offers("SMTPUTF8") {
			return withoutUTF8(address)
		}
		parameters += " SMTPUTF8" // RFC 6531 §3.4
	}
	if v, ok := expect(session, 2, "MAIL FROM:<%s>%s", names.Wire(t.Message.From), parameters); !ok {
		return v
	}
	postponed, v := t.addRecipients(session)
	if v != nil {
		return *v
	}
	if v, ok := expect(session, 3, "DATA"); !ok {
		return v
	}
	reply, err := session.Data(t.Message.Data)
	if v, ok := session.judge(".", "the message", 2, reply, err); !ok {
		return v
	}
	for recipient, v := range postponed {
		v.Fate = evidence.Deferred
		t.refuse(recipient, v)
	}
	return Verdict{Fate: fate}
}

// addRecipients names the recipients that no host has refused for good yet. It returns those that are
// refused for now; if none is accepted, it returns what becomes of the message.
func (t *Transaction) addRecipients(session *Session) (postponed map[string]Verdict, none *Verdict) {
	postponed = map[string]Verdict{}
	accepted := false
	var waits, last *Verdict
	for _, recipient := range t.Recipients {
		if _, over := t.Refused[recipient]; over {
			continue
		}
		v, ok := expect(session, 2, "RCPT TO:<%s>", names.Wire(recipient))
		switch {
		case ok:
			accepted = true
		case v.Fate == evidence.Bounced:
			t.refuse(recipient, v)
			last = &v
		default:
			postponed[recipient] = v
			waits = &v
		}
	}
	switch {
	case accepted:
		return postponed, nil
	case waits != nil:
		return nil, waits
	}
	return nil, last
}

// refuse sets a recipient's fate apart from that of the others.
func (t *Transaction) refuse(recipient string, v Verdict) {
	if t.Refused == nil {
		t.Refused = map[string]Verdict{}
	}
	t.Refused[recipient] = v
}

// expect sends a command and judges the reply.
func expect(session *Session, class int, format string, arguments ...any) (Verdict, bool) {
	reply, err := session.Command(Patience, format, arguments...)
	command, _, _ := strings.Cut(format, " ")
	return session.judge(command, command, class, reply, err)
}

// judge looks at the class of the reply to a command, which what calls so that a person understands it: 5 bounces,
// anything else unexpected gives the candidate up (RFC 5321 §4.2.1).
func (s *Session) judge(command, what string, class int, reply Reply, err error) (Verdict, bool) {
	switch {
	case errors.Is(err, ErrUnasked):
		return Next(UnaskedReply, "before %s: %v", what, err), false
	case err != nil:
		return Next(Unreachable, "no answer to %s: %s", what, Trouble(err)), false
	case reply.Class() == class:
		return Verdict{}, true
	case reply.Class() == 5:
		return Verdict{Fate: evidence.Bounced, Cause: s.refusal(command, reply.Code), Reason: fmt.Sprintf("%s is refused: %s", what, reply)}, false
	}
	cause := Unreachable
	if command == "DATA" {
		cause = NoGoAhead
	}
	return Next(cause, "%s is answered %s", what, reply), false
}

// refusal is the cause of a reply that refuses a command for good, by its code and by where it was said, as servers word it
// in many ways. For want of TLS a server answers 530 to mail before TLS (RFC 3207 §4), and inside TLS that does not suffice it 554
// to every command (RFC 3207 §4.1): so to the first ones, and not only to a recipient or to the message. Inside TLS 530 is what
// a server says to MAIL that wants a certificate as well (EXCH-36).
func (s *Session) refusal(command string, code int) evidence.Cause {
	switch {
	case code == 530 && (command == "MAIL" || !s.Encrypted() && (command == "RCPT" || command == "DATA")):
		return TLSDemanded
	case code == 554 && s.Encrypted() && (command == "EHLO" || command == "MAIL"):
		return TLSInsufficient
	case command == "RCPT":
		return RecipientRefused
	case command == ".":
		return MessageRefused
	}
	return PermanentlyRefused
}

// Outcomes are the fates of the recipients: their own, or else that of all, at the host and address that
// took the message.
func (t *Transaction) Outcomes(all Verdict, host string, address netip.Addr) []evidence.Outcome {
	outcomes := make([]evidence.Outcome, len(t.Recipients))
	for i, recipient := range t.Recipients {
		v, special := t.Refused[recipient]
		if !special {
			v = all
		}
		outcomes[i] = evidence.Outcome{Recipient: recipient, Fate: v.Fate, Reason: v.Reason, Cause: v.Cause}
		if v.Fate.Delivered() {
			outcomes[i].Host, outcomes[i].Address = host, address
		}
	}
	return outcomes
}
