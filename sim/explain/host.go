package explain

import (
	"fmt"

	"mtalab/fakedns"
	"mtalab/sim/evidence"
)

// Host is one address that a message may go to, and what came of it.
type Host struct {
	evidence.NextHop
	Attempts []Attempt // none: it was not tried
}

// Attempt is one attempt at a host, as the sender saw it.
type Attempt struct {
	Fate   evidence.Fate // empty: the host was given up
	Reason string
	Cause  evidence.Cause

	Conversation []CommandReply // what was said in the clear, up to STARTTLS; none: nobody spoke
	TLS          *Session       // nil: there was no TLS session
	Certificate  *Certificate   // that it showed; nil: none
	Chain        []Found        // what was found of the certificate before its names were looked at
	Names        []Found        // the names in the order in which they were compared, and what was asked and left out in between
	Mail         []CommandReply // the replies to MAIL, RCPT, DATA and the message
}

// Found is one thing that a sender found.
type Found struct {
	Comparison *evidence.Comparison // nil: it is no comparison, and Text tells what it is
	Text       string
	Asked      bool // Text is a question that the sender asked
	Cause      evidence.Cause
	Decides    bool // it settled the attempt
}

// hostsOf are the candidates of a delivery, each with its attempts: a host may be tried again before the next one.
func hostsOf(delivery Delivery) []Host {
	var hosts []Host
	left := delivery.Tries
	for _, candidate := range delivery.NextHops {
		host := Host{NextHop: candidate}
		for len(left) > 0 && left[0].NextHop.Address == candidate.Address {
			host.Attempts = append(host.Attempts, attemptOf(left[0]))
			left = left[1:]
		}
		hosts = append(hosts, host)
	}
	return hosts
}

func attemptOf(try HostAttempt) Attempt {
	attempt := Attempt{
		Fate: try.Fate, Reason: try.Reason, Cause: try.Cause,
		Conversation: conversation(try.Exchanges), Mail: transaction(try.Exchanges),
	}
	if try.TLS != nil {
		attempt.TLS, attempt.Certificate = sessionOf(*try.TLS), certificateOf(try.TLS.PeerCertificates)
	}
	verified := try.Fate == evidence.DeliveredVerified
	validation, names := stages(try.Evidence)
	for _, what := range validation {
		attempt.Chain = append(attempt.Chain, foundInChain(what))
	}
	for _, what := range names {
		attempt.Names = append(attempt.Names, foundInNames(what, verified)...)
	}
	return attempt
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

func foundInChain(what any) Found {
	switch what := what.(type) {
	case evidence.Validation:
		return Found{Text: what.Verdict(), Cause: what.Cause, Decides: !what.Accepted()}
	case evidence.Note:
		return Found{Text: what.Text, Cause: what.Cause}
	}
	return Found{Text: fmt.Sprint(what), Asked: true}
}

// foundInNames is a comparison, with what it says was lacking before it, or what stands between comparisons; nothing
// for what is no matter of names.
func foundInNames(what any, verified bool) []Found {
	switch what := what.(type) {
	case evidence.Comparison:
		compared := Found{Comparison: &what, Cause: what.Cause, Decides: verified && what.Match}
		if what.Lacking.Text != "" {
			return []Found{{Text: what.Lacking.Text, Cause: what.Lacking.Cause}, compared}
		}
		return []Found{compared}
	case evidence.Note:
		return []Found{{Text: what.Text, Cause: what.Cause}}
	case fakedns.Query:
		return []Found{{Text: what.String(), Asked: true}}
	}
	return nil
}
