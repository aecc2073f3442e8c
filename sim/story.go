package sim

import (
	"fmt"
	"io"
	"strings"

	"mtalab/fakedns"
	"mtalab/fakemta"
)

// String tells the trail as a person would: who asked what, who said what to whom, what was compared
// with what, and what became of the message.
func (w *World) String() string {
	var text strings.Builder
	story := Story{Out: &text}
	for _, entry := range w.trail.all() {
		story.Tell(entry)
	}
	return text.String()
}

// Story tells a trail, entry by entry, as a person would. Tell it one at a time.
type Story struct {
	Out io.Writer

	last  string              // the heading that the latest line stands under
	reply map[string][]string // by heading: the lines so far of a server's reply of several lines
}

const indent = "      "

// Tell writes what happened; a reply of several lines is written with its last one.
func (s *Story) Tell(entry Entry) {
	switch what := entry.What.(type) {
	case fakedns.Query:
		s.line(entry.Source, what.String())
	case Spoken:
		s.session(what)
	case Said:
		s.client(what)
	case Sent:
		s.line(entry.Source, fmt.Sprintf("a message from %s to %s", what.Message.From, strings.Join(what.Message.To, ", ")))
	case Outcome:
		s.line(entry.Source, fmt.Sprintf("%s: %s", what.Recipient, what))
	default:
		s.line(entry.Source, fmt.Sprint(what))
	}
}

// line writes one line under the name of its source, which is not repeated.
func (s *Story) line(source, text string) {
	if s.last == source {
		fmt.Fprintf(s.Out, "%s%s\n", indent, text)
		return
	}
	s.last = source
	fmt.Fprintf(s.Out, "%-*s %s\n", len(indent)-1, source, text)
}

// session writes an event under the heading of its session.
func (s *Story) session(spoken Spoken) {
	heading := fmt.Sprintf("%s #%d", spoken.MTA.AddrPort(), spoken.Session.Number())
	if s.last != heading {
		s.last = heading
		fmt.Fprintf(s.Out, "%-*s%s  %s\n", len(indent), "smtp", spoken.MTA.AddrPort(), spoken.MTA.Server.Name)
	}
	switch spoken.Kind {
	case fakemta.Opened:
	case fakemta.ServerLine:
		if reply, whole := s.replied(heading, spoken.Text); whole {
			s.speech(spoken, "S", reply)
		}
	case fakemta.ClientLine:
		s.speech(spoken, "C", spoken.Text)
	case fakemta.Handshake:
		s.speech(spoken, "=", "TLS: "+spoken.Text)
	default:
		s.speech(spoken, "-", spoken.Kind.String()+": "+spoken.Text)
	}
}

func (s *Story) speech(spoken Spoken, who, text string) { s.mark(spoken.Encrypted, who, text) }

// mark writes one line of a dialogue; what is said inside TLS is marked.
func (s *Story) mark(encrypted bool, who, text string) {
	mark := " "
	if encrypted {
		mark = "|"
	}
	fmt.Fprintf(s.Out, "%s%s%s %s\n", indent, who, mark, text)
}

// replied adds a line to a server's reply, and tells all of it with its last one.
func (s *Story) replied(heading, line string) (reply string, whole bool) {
	lines := append(s.reply[heading], line)
	if len(line) > 3 && line[3] == '-' {
		if s.reply == nil {
			s.reply = map[string][]string{}
		}
		s.reply[heading] = lines
		return "", false
	}
	delete(s.reply, heading)
	return strings.Join(lines, " / "), true
}
