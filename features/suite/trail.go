package suite

import (
	"fmt"
	"strings"
	"time"

	"mtalab/fakedns"
	"mtalab/fakemta"
	"mtalab/internal/fakeclient"
	"mtalab/internal/result"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

// eventsOf are the trail of a world as a report has it.
func eventsOf(of *sim.Trail) []result.Event {
	entries := of.Entries()
	t := trail{events: make([]result.Event, 0, len(entries)), matched: -1, rejected: -1}
	var after time.Duration
	for _, entry := range entries {
		after = max(after, entry.At.Sub(entries[0].At)) // a late entry stands where it belongs
		event := result.Event{After: after, Who: entry.Source}
		switch what := entry.What.(type) {
		case sim.SessionEvent:
			t.spoken(event, what)
		case sim.ClientEvent:
			t.said(event, what)
		case evidence.HostAttempt:
			t.tried(event, what)
		default:
			t.other(event, what)
		}
	}
	return t.events
}

// trail is the events of a world under way.
type trail struct {
	events []result.Event
	// Of the attempt at the present host: which events settle it, if they do; -1: none.
	matched, rejected int
}

// other notes what may settle the attempt at the present host.
func (t *trail) other(event result.Event, what any) {
	switch what := what.(type) {
	case evidence.Plan:
		t.matched, t.rejected = -1, -1
	case evidence.Comparison:
		if what.Match {
			t.matched = len(t.events)
		}
	case evidence.Validation:
		if !what.Accepted() {
			t.rejected = len(t.events)
		}
	}
	t.events = append(t.events, told(event, what))
}

// told fills in an event that stands for itself.
func told(event result.Event, what any) result.Event {
	switch what := what.(type) {
	case evidence.MessageSubmitted:
		event.Kind = result.MessageSent
		event.Text = fmt.Sprintf("a message from %s to %s", what.Message.From, strings.Join(what.Message.To, ", "))
	case evidence.TimeAdvanced:
		event.Kind, event.Text = result.TimePassed, what.String()
	case fakedns.Query:
		event.Kind, event.Failed = result.Asked, what.Rcode == ""
		event.Question = &result.Question{Name: what.Name, Type: what.Type, Answers: what.Outcome()}
	case evidence.HTTPRequest:
		event.Kind, event.Failed = result.Fetched, what.Status == 0
		event.Fetch = &result.Fetch{URL: what.URL, Status: what.Status, Answer: what.Outcome()}
	case evidence.Disturbance:
		event.Kind, event.Failed = result.Disturbed, true
		event.Text, event.Host = what.Words(), what.Host.String()
	case evidence.Validation:
		event.Kind, event.Text, event.Failed = result.Validated, what.Finding(), !what.Accepted()
		cite(&event, what.Cause)
	case evidence.Comparison:
		event.Kind, event.Failed = result.Compared, !what.Match
		cite(&event, what.Cause)
		event.Comparison = &result.Comparison{
			Kind: what.Kind, Presented: what.Presented, Reference: what.Reference, Source: what.Source, Match: what.Match, Rule: what.Why.Rule,
		}
		if !what.Match {
			event.Comparison.Why = what.Why.Name
		}
	case evidence.Note:
		event.Kind, event.Text = result.Noted, what.Text
		cite(&event, what.Cause)
	case evidence.Verification:
		event.Kind = result.Noted
		cite(&event, what.Cause)
		what.Cause = evidence.Cause{}
		event.Text = what.String()
	case evidence.Warning:
		event.Kind, event.Text = result.Alerted, what.Text
		cite(&event, what.Cause)
	case evidence.Alert:
		event.Kind, event.Text = result.Alerted, what.Text
	case evidence.Outcome:
		event.Kind, event.Text = result.FateTold, what.Reason
		event.Recipient, event.Fate = what.Recipient, string(what.Fate)
		cite(&event, what.Cause)
	case evidence.Plan:
		cite(&event, what.Cause)
		what.Cause = evidence.Cause{}
		event.Kind, event.Text = result.Noted, what.String()
	default:
		event.Kind, event.Text = result.Noted, fmt.Sprint(what)
	}
	return event
}

// cite tells why something was decided.
func cite(event *result.Event, cause evidence.Cause) {
	event.Cause, event.Rule = cause.Name, cause.Rule
}

// tried ends an attempt at a host, and marks what settled it.
func (t *trail) tried(event result.Event, what evidence.HostAttempt) {
	cite(&event, what.Cause)
	what.Cause = evidence.Cause{}
	event.Kind, event.Text = result.AttemptEnded, what.String()
	decides := t.rejected
	if what.Fate == evidence.DeliveredVerified {
		decides = t.matched
	}
	if decides < 0 {
		decides = len(t.events)
	}
	t.events = append(t.events, event)
	t.events[decides].Decides = true
	t.matched, t.rejected = -1, -1
}

var kinds = map[fakemta.Kind]result.EventKind{
	fakemta.Opened:          result.Opened,
	fakemta.ClientLine:      result.ClientSaid,
	fakemta.ServerLine:      result.ServerSaid,
	fakemta.Handshake:       result.TLSBegun,
	fakemta.HandshakeFailed: result.TLSFailed,
	fakemta.Closed:          result.Closed,
}

// spoken tells of a session of the sender.
func (t *trail) spoken(event result.Event, what sim.SessionEvent) {
	event.Session, event.Encrypted, event.Text = what.Session, what.Encrypted, what.Text
	var known bool
	if event.Kind, known = kinds[what.Kind]; !known {
		event.Kind, event.Text = result.Wire, what.Event.String()
	}
	event.Failed = what.Kind == fakemta.HandshakeFailed || what.Kind == fakemta.Closed && what.Text != fakemta.ByServer
	if event.Kind == result.Opened {
		event.Host, event.Text = what.Host.String(), what.Name
	}
	t.line(event)
}

var clientKinds = map[fakeclient.Kind]result.EventKind{
	fakeclient.Connected:       result.Opened,
	fakeclient.ClientLine:      result.ClientSaid,
	fakeclient.ServerLine:      result.ServerSaid,
	fakeclient.Handshake:       result.TLSBegun,
	fakeclient.HandshakeFailed: result.TLSFailed,
	fakeclient.Closed:          result.Closed,
}

// said tells of a session of a client with the receiver under test.
func (t *trail) said(event result.Event, what sim.ClientEvent) {
	event.Session, event.Encrypted, event.Text = what.Number, what.Encrypted, what.Text
	var known bool
	if event.Kind, known = clientKinds[what.Kind]; !known {
		event.Kind, event.Text = result.Wire, what.Event.String()
	}
	event.Failed = what.Kind == fakeclient.HandshakeFailed || what.Kind == fakeclient.Closed && what.Text != fakeclient.ByListener
	if event.Kind == result.Opened {
		event.Host, event.Text = what.Text, ""
	}
	t.line(event)
}

// line adds what was said; the lines of a reply become one event.
func (t *trail) line(event result.Event) {
	if event.Kind == result.ServerSaid {
		event.Failed = strings.HasPrefix(event.Text, "4") || strings.HasPrefix(event.Text, "5") // RFC 5321 §4.2.1
	}
	if last := len(t.events) - 1; event.Kind == result.ServerSaid && last >= 0 && continues(t.events[last], event) {
		t.events[last].Text += "\n" + event.Text
		return
	}
	t.events = append(t.events, event)
}

// continues says whether a line of a server belongs to the reply before it.
func continues(before, event result.Event) bool {
	if before.Kind != result.ServerSaid || before.Session != event.Session || before.Encrypted != event.Encrypted {
		return false
	}
	line := before.Text[strings.LastIndexByte(before.Text, '\n')+1:]
	return len(line) > 3 && line[3] == '-'
}
