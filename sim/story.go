package sim

import (
	"fmt"
	"io"
	"strings"

	"mtalab/fakedns"
	"mtalab/fakemta"
	"mtalab/internal/printable"
)

// String tells the trail as a person would: who asked what, who said what to whom, what was compared
// with what, and what became of the message.
func (w *World) String() string {
	entries := w.trail.all()
	var text strings.Builder
	text.Grow(48 * len(entries)) // about a line each
	story := Story{Out: &text}
	for _, entry := range entries {
		story.Tell(entry)
	}
	return text.String()
}

// Story tells a trail, entry by entry, as a person would. Tell it one at a time.
type Story struct {
	Out io.Writer

	last  any              // whom the latest line is of: a source, a session, or a client by its number
	reply map[any][]string // of a session or client: the lines so far of a server's reply of several lines
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
	text = printable.Visible(text)
	if s.last == source {
		io.WriteString(s.Out, indent+text+"\n")
		return
	}
	s.last = source
	fmt.Fprintf(s.Out, "%-*s %s\n", len(indent)-1, source, text)
}

// session writes an event under the heading of its session.
func (s *Story) session(spoken Spoken) {
	if s.last != spoken.Session {
		s.last = spoken.Session
		fmt.Fprintf(s.Out, "%-*s%s  %s\n", len(indent), "smtp", spoken.MTA.AddrPort(), printable.Visible(spoken.MTA.Server.Name))
	}
	switch spoken.Kind {
	case fakemta.Opened:
	case fakemta.ServerLine:
		if reply, whole := s.replied(spoken.Session, spoken.Text); whole {
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
	io.WriteString(s.Out, indent+who+mark+" "+printable.Visible(text)+"\n")
}

// replied adds a line to a server's reply, and tells all of it with its last one.
func (s *Story) replied(by any, line string) (reply string, whole bool) {
	lines := append(s.reply[by], line)
	if len(line) > 3 && line[3] == '-' {
		if s.reply == nil {
			s.reply = map[any][]string{}
		}
		s.reply[by] = lines
		return "", false
	}
	delete(s.reply, by)
	return strings.Join(lines, " / "), true
}
