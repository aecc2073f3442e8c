package explain

import (
	"fmt"
	"slices"
	"strings"

	"mtalab/fakedns"
	"mtalab/sim/evidence"
)

// host is one address that a message may go to, and what came of it.
type host struct {
	evidence.NextHop
	attempts []attempt // none: it was not tried
}

// attempt is one attempt at a host, as the sender saw it.
type attempt struct {
	fate   evidence.Fate // empty: the host was given up
	reason string
	cause  evidence.Cause

	treatedAs    string         // as which clients alone the host treated the sender; empty: as any
	conversation []commandReply // what was said in the clear, up to STARTTLS; none: nobody spoke
	tls          *session       // nil: there was no TLS session
	certificate  *certificate   // that it showed; nil: none
	chain        []found        // what was found of the certificate before its names were looked at
	names        []found        // the names in the order in which they were compared, and what was asked and left out in between
	mail         []commandReply // the replies to MAIL, RCPT, DATA and the message
}

// found is one thing that a sender found.
type found struct {
	comparison *evidence.Comparison // nil: it is no comparison, and Text tells what it is
	text       string
	asked      bool // text is a question that the sender asked
	cause      evidence.Cause
	decides    bool // it settled the attempt
}

// hostsOf are the candidates of a delivery, each with its attempts: a host may be tried again before the next one.
func hostsOf(delivery Delivery) []host {
	var hosts []host
	left := delivery.Tries
	for _, candidate := range delivery.NextHops {
		host := host{NextHop: candidate}
		for len(left) > 0 && left[0].NextHop.Address == candidate.Address {
			host.attempts = append(host.attempts, attemptOf(left[0]))
			left = left[1:]
		}
		hosts = append(hosts, host)
	}
	return hosts
}

func attemptOf(try HostAttempt) attempt {
	attempt := attempt{
		fate: try.Fate, reason: try.Reason, cause: try.Cause,
		conversation: conversation(try.Exchanges), mail: transaction(try.Exchanges),
	}
	if try.TLS != nil {
		attempt.tls, attempt.certificate = sessionOf(*try.TLS), certificateOf(try.TLS.PeerCertificates)
	}
	attempt.treatedAs, try.Evidence = treatment(try.Evidence)
	verified := try.Fate == evidence.DeliveredVerified
	validation, names := stages(try.Evidence)
	for _, what := range validation {
		attempt.chain = append(attempt.chain, foundInChain(what))
	}
	for _, what := range names {
		attempt.names = append(attempt.names, foundInNames(what, verified)...)
	}
	return attempt
}

// treatment says to which clients alone a host does what it did, and leaves that out of what was found.
func treatment(found []any) (as string, rest []any) {
	var all []string
	for _, what := range found {
		clients := ""
		switch what := what.(type) {
		case evidence.Treatment:
			clients = what.As
		case evidence.Disturbance:
			clients, rest = what.As, append(rest, what)
		default:
			rest = append(rest, what)
		}
		if clients != "" && !slices.Contains(all, clients) {
			all = append(all, clients)
		}
	}
	return strings.Join(all, ", then as "), rest
}

// stages parts what the sender found at the end of stage I, the validation of the certificate (ESA-20);
// without that stage all goes to the other part.
func stages(found []any) (validation, identity []any) {
	for i, what := range found {
		if _, ends := what.(evidence.Validation); ends {
			return found[:i+1], found[i+1:]
		}
	}
	return nil, found
}

func foundInChain(what any) found {
	switch what := what.(type) {
	case evidence.Validation:
		return found{text: what.Verdict(), cause: what.Cause, decides: !what.Accepted()}
	case evidence.Note:
		return found{text: what.Text, cause: what.Cause}
	}
	return found{text: fmt.Sprint(what), asked: true}
}

// foundInNames is a comparison, with what it says was lacking before it, or what stands between comparisons; nothing
// for what is no matter of names.
func foundInNames(what any, verified bool) []found {
	switch what := what.(type) {
	case evidence.Comparison:
		compared := found{comparison: &what, cause: what.Cause, decides: verified && what.Match}
		if what.Lacking.Text != "" {
			return []found{{text: what.Lacking.Text, cause: what.Lacking.Cause}, compared}
		}
		return []found{compared}
	case evidence.Note:
		return []found{{text: what.Text, cause: what.Cause}}
	case fakedns.Query:
		return []found{{text: what.String(), asked: true}}
	}
	return nil
}
