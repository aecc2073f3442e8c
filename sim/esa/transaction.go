package esa

import (
	"fmt"
	"strings"
	"time"

	"mtalab/sim"
	"mtalab/sim/outbound"
)

const replyPatience = 5 * time.Minute // RFC 5321 §4.5.3.2

// transmit hands the message over in the session as it is (RFC 5321 §3.3).
func (d *delivery) transmit(session *outbound.Session, fate sim.Fate) verdict {
	size := ""
	if session.Offers("SIZE") {
		size = fmt.Sprintf(" SIZE=%d", len(d.message.Data)) // RFC 1870 §6
	}
	if v, ok := expect(session, 2, "MAIL FROM:<%s>%s", d.message.From, size); !ok {
		return v
	}
	postponed, v := d.addRecipients(session)
	if v != nil {
		return *v
	}
	if v, ok := expect(session, 3, "DATA"); !ok {
		return v
	}
	reply, err := session.Data(d.message.Data)
	if v, ok := judge("the message", 2, reply, err); !ok {
		return v
	}
	for recipient, v := range postponed {
		v.fate = sim.Deferred
		d.refuse(recipient, v)
	}
	return verdict{fate: fate}
}

// addRecipients names the recipients that no host has refused for good yet. It returns those that are
// refused for now; if none is accepted, it returns what becomes of the message.
func (d *delivery) addRecipients(session *outbound.Session) (postponed map[string]verdict, none *verdict) {
	postponed = map[string]verdict{}
	accepted := false
	var waits, last *verdict
	for _, recipient := range d.recipients {
		if _, over := d.refused[recipient]; over {
			continue
		}
		v, ok := expect(session, 2, "RCPT TO:<%s>", inASCII(recipient))
		switch {
		case ok:
			accepted = true
		case v.fate == sim.Bounced:
			d.refuse(recipient, v)
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
func (d *delivery) refuse(recipient string, v verdict) {
	if d.refused == nil {
		d.refused = map[string]verdict{}
	}
	d.refused[recipient] = v
}

// expect sends a command and judges the reply.
func expect(session *outbound.Session, class int, format string, arguments ...any) (verdict, bool) {
	reply, err := session.Command(replyPatience, format, arguments...)
	command, _, _ := strings.Cut(format, " ")
	return judge(command, class, reply, err)
}

// judge looks at the class of a reply: 5 bounces, anything else unexpected gives the candidate up
// (RFC 5321 §4.2.1).
func judge(what string, class int, reply outbound.Reply, err error) (verdict, bool) {
	switch {
	case err != nil:
		return next("R5321-7", "no answer to %s: %s", what, trouble(err)), false
	case reply.Class() == class:
		return verdict{}, true
	case reply.Class() == 5:
		return bounced(reply, "%s is refused: %s", what, reply), false
	}
	return next("R5321-7", "%s is answered %s", what, reply), false
}

// bounced returns the message to its sender.
func bounced(reply outbound.Reply, format string, arguments ...any) verdict {
	rules := map[int]string{530: "R3207-4", 554: "R3207-10"} // what RFC 3207 has a server say about TLS
	return verdict{fate: sim.Bounced, rule: rules[reply.Code], reason: fmt.Sprintf(format, arguments...)}
}
