package sim

import (
	"fmt"
	"strings"

	"mtalab/fakedns"
	"mtalab/fakemta"
)

// String tells the trail as a person would: who asked what, who said what to whom, what was compared
// with what, and what became of the message.
func (w *World) String() string {
	var story story
	for _, entry := range w.trail.all() {
		story.tell(entry)
	}
	return story.String()
}

// story is the text of a trail under way.
type story struct {
	strings.Builder
	last  string   // the heading that the latest line stands under
	reply []string // the lines so far of a server's reply of several lines
}

const indent = "      "

func (s *story) tell(entry Entry) {
	switch what := entry.What.(type) {
	case fakedns.Query:
		s.line(entry.Source, what.String())
	case Spoken:
		s.session(what)
	case Sent:
		s.line(entry.Source, fmt.Sprintf("a message from %s to %s", what.Message.From, strings.Join(what.Message.To, ", ")))
	case Outcome:
		s.line(entry.Source, fmt.Sprintf("%s: %s", what.Recipient, what))
	default:
		s.line(entry.Source, fmt.Sprint(what))
	}
}

// line writes one line under the name of its source, which is not repeated.
func (s *story) line(source, text string) {
	if s.last == source {
		fmt.Fprintf(s, "%s%s\n", indent, text)
		return
	}
	s.last = source
	fmt.Fprintf(s, "%-*s %s\n", len(indent)-1, source, text)
}

// session writes an event under the heading of its session.
func (s *story) session(spoken Spoken) {
	heading := fmt.Sprintf("%s #%d", spoken.MTA.AddrPort(), spoken.Session.Number())
	if s.last != heading {
		s.last = heading
		fmt.Fprintf(s, "%-*s%s  %s\n", len(indent), "smtp", spoken.MTA.AddrPort(), spoken.MTA.Server.Name)
	}
	switch spoken.Kind {
	case fakemta.Opened:
	case fakemta.ServerLine:
		if len(spoken.Text) > 3 && spoken.Text[3] == '-' {
			s.reply = append(s.reply, spoken.Text)
			return
		}
		s.speech(spoken, "S", strings.Join(append(s.reply, spoken.Text), " / "))
		s.reply = nil
	case fakemta.ClientLine:
		s.speech(spoken, "C", spoken.Text)
	case fakemta.Handshake:
		s.speech(spoken, "=", "TLS: "+spoken.Text)
	default:
		s.speech(spoken, "-", spoken.Kind.String()+": "+spoken.Text)
	}
}

// speech writes one line of a dialogue; what is said inside TLS is marked.
func (s *story) speech(spoken Spoken, who, text string) {
	mark := " "
	if spoken.Encrypted {
		mark = "|"
	}
	fmt.Fprintf(s, "%s%s%s %s\n", indent, who, mark, text)
}
