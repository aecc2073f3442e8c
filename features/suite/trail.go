package suite

import (
	"fmt"
	"strings"
	"time"

	"mtalab/fakedns"
	"mtalab/fakemta"
	"mtalab/fakemta/fakeclient"
	"mtalab/report"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

// eventsOf are the trail of a world as a report has it.
func eventsOf(of *sim.Trail) []report.Event {
	entries := of.Entries()
	t := trail{events: make([]report.Event, 0, len(entries)), matched: -1, rejected: -1}
	var after time.Duration
	for _, entry := range entries {
		after = max(after, entry.At.Sub(entries[0].At)) // a late entry stands where it belongs
		event := report.Event{After: after, Who: entry.Source}
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
	events []report.Event
	// Of the attempt at the present host: which events settle it, if they do; -1: none.
	matched, rejected int
}

// other notes what may settle the attempt at the present host.
func (t *trail) other(event report.Event, what any) {
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
func told(event report.Event, what any) report.Event {
	switch what := what.(type) {
	case evidence.MessageSubmitted:
		event.Kind = report.MessageSent
		event.Text = fmt.Sprintf("a message from %s to %s", what.Message.From, strings.Join(what.Message.To, ", "))
	case evidence.TimeAdvanced:
		event.Kind, event.Text = report.TimePassed, what.String()
	case fakedns.Query:
		event.Kind, event.Failed = report.Asked, what.Rcode == ""
		event.Question = &report.Question{Name: what.Name, Type: what.Type, Answers: what.Outcome()}
	case evidence.HTTPRequest:
		event.Kind, event.Failed = report.Fetched, what.Status == 0
		event.Fetch = &report.Fetch{URL: what.URL, Status: what.Status, Answer: what.Outcome()}
	case evidence.Disturbance:
		event.Kind, event.Failed = report.Disturbed, true
		event.Text, event.Host = what.Text, what.Host.String()
	case evidence.Validation:
		event.Kind, event.Text, event.Failed = report.Validated, what.Finding(), !what.Accepted()
		cite(&event, what.Cause)
	case evidence.Comparison:
		event.Kind, event.Failed = report.Compared, !what.Match
		cite(&event, what.Cause)
		event.Comparison = &report.Comparison{
			Kind: what.Kind, Presented: what.Presented, Reference: what.Reference, Source: what.Source, Match: what.Match, Rule: what.Why.Rule,
		}
		if !what.Match {
			event.Comparison.Why = what.Why.Name
		}
	case evidence.Note:
		event.Kind, event.Text = report.Noted, what.Text
		cite(&event, what.Cause)
	case evidence.Verification:
		event.Kind = report.Noted
		cite(&event, what.Cause)
		what.Cause = evidence.Cause{}
		event.Text = what.String()
	case evidence.Warning:
		event.Kind, event.Text = report.Alerted, what.Text
		cite(&event, what.Cause)
	case evidence.Alert:
		event.Kind, event.Text = report.Alerted, what.Text
	case evidence.Outcome:
		event.Kind, event.Text = report.FateTold, what.Reason
		event.Recipient, event.Fate = what.Recipient, string(what.Fate)
		cite(&event, what.Cause)
	case evidence.Plan:
		cite(&event, what.Cause)
		what.Cause = evidence.Cause{}
		event.Kind, event.Text = report.Noted, what.String()
	default:
		event.Kind, event.Text = report.Noted, fmt.Sprint(what)
	}
	return event
}

// cite tells why something was decided.
func cite(event *report.Event, cause evidence.Cause) {
	event.Cause, event.Rule = cause.Name, cause.Rule
}

// tried ends an attempt at a host, and marks what settled it.
func (t *trail) tried(event report.Event, what evidence.HostAttempt) {
	cite(&event, what.Cause)
	what.Cause = evidence.Cause{}
	event.Kind, event.Text = report.AttemptEnded, what.String()
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

var kinds = map[fakemta.Kind]report.EventKind{
	fakemta.Opened:          report.Opened,
	fakemta.ClientLine:      report.ClientSaid,
	fakemta.ServerLine:      report.ServerSaid,
	fakemta.Handshake:       report.TLSBegun,
	fakemta.HandshakeFailed: report.TLSFailed,
	fakemta.Closed:          report.Closed,
}

// spoken tells of a session of the sender.
func (t *trail) spoken(event report.Event, what sim.SessionEvent) {
	event.Session, event.Encrypted, event.Text = what.Session, what.Encrypted, what.Text
	var known bool
	if event.Kind, known = kinds[what.Kind]; !known {
		event.Kind, event.Text = report.Wire, what.Event.String()
	}
	event.Failed = what.Kind == fakemta.HandshakeFailed || what.Kind == fakemta.Closed && what.Text != fakemta.ByServer
	if event.Kind == report.Opened {
		event.Host, event.Text = what.Host.String(), what.Name
	}
	t.line(event)
}

var clientKinds = map[fakeclient.Kind]report.EventKind{
	fakeclient.Connected:       report.Opened,
	fakeclient.ClientLine:      report.ClientSaid,
	fakeclient.ServerLine:      report.ServerSaid,
	fakeclient.Handshake:       report.TLSBegun,
	fakeclient.HandshakeFailed: report.TLSFailed,
	fakeclient.Closed:          report.Closed,
}

// said tells of a session of a client with the receiver under test.
func (t *trail) said(event report.Event, what sim.ClientEvent) {
	event.Session, event.Encrypted, event.Text = what.Number, what.Encrypted, what.Text
	var known bool
	if event.Kind, known = clientKinds[what.Kind]; !known {
		event.Kind, event.Text = report.Wire, what.Event.String()
	}
	event.Failed = what.Kind == fakeclient.HandshakeFailed || what.Kind == fakeclient.Closed && what.Text != fakeclient.ByListener
	if event.Kind == report.Opened {
		event.Host, event.Text = what.Text, ""
	}
	t.line(event)
}

// line adds what was said; the lines of a reply become one event.
func (t *trail) line(event report.Event) {
	if event.Kind == report.ServerSaid {
		event.Failed = strings.HasPrefix(event.Text, "4") || strings.HasPrefix(event.Text, "5") // RFC 5321 §4.2.1
	}
	if last := len(t.events) - 1; event.Kind == report.ServerSaid && last >= 0 && continues(t.events[last], event) {
		t.events[last].Text += "\n" + event.Text
		return
	}
	t.events = append(t.events, event)
}

// continues says whether a line of a server belongs to the reply before it.
func continues(before, event report.Event) bool {
	if before.Kind != report.ServerSaid || before.Session != event.Session || before.Encrypted != event.Encrypted {
		return false
	}
	line := before.Text[strings.LastIndexByte(before.Text, '\n')+1:]
	return len(line) > 3 && line[3] == '-'
}
