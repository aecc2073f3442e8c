package outbound

import (
	"fmt"
	"net/netip"
	"strings"

	"mtalab/internal/names"
	"mtalab/sim/evidence"
)

// Verdict is what came of one host: a fate, or none if the next one is to be tried.
type Verdict struct {
	Fate   evidence.Fate
	Reason string
	Rule   string
}

// Next gives a host up (NEXT in rules.md).
func Next(rule, format string, arguments ...any) Verdict {
	return Verdict{Rule: rule, Reason: fmt.Sprintf(format, arguments...)}
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
	if v, ok := judge("the message", 2, reply, err); !ok {
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
	return judge(command, class, reply, err)
}

// judge looks at the class of a reply: 5 bounces, anything else unexpected gives the candidate up
// (RFC 5321 §4.2.1).
func judge(what string, class int, reply Reply, err error) (Verdict, bool) {
	switch {
	case err != nil:
		return Next("R5321-7", "no answer to %s: %s", what, Trouble(err)), false
	case reply.Class() == class:
		return Verdict{}, true
	case reply.Class() == 5:
		return Bounced(reply, "%s is refused: %s", what, reply), false
	}
	return Next("R5321-7", "%s is answered %s", what, reply), false
}

// Bounced returns the message to its sender.
func Bounced(reply Reply, format string, arguments ...any) Verdict {
	rules := map[int]string{530: "R3207-4", 554: "R3207-10"} // what RFC 3207 has a server say about TLS
	return Verdict{Fate: evidence.Bounced, Rule: rules[reply.Code], Reason: fmt.Sprintf(format, arguments...)}
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
		outcomes[i] = evidence.Outcome{Recipient: recipient, Fate: v.Fate, Reason: v.Reason, Rule: v.Rule}
		if v.Fate.Delivered() {
			outcomes[i].Host, outcomes[i].Address = host, address
		}
	}
	return outcomes
}
