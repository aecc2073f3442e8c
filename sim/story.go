package sim

import (
	"fmt"
	"io"
	"strings"

	"mtalab/fakedns"
	"mtalab/fakemta"
	"mtalab/internal/fakeclient"
	"mtalab/internal/printable"
	"mtalab/sim/evidence"
)

// Story tells a trail, entry by entry, as a person would. Tell it one at a time.
type Story struct {
	Out io.Writer

	last  any              // whom the latest line is of: a source, a session, or a client by its number
	reply map[any][]string // of a session or client: the lines so far of a server's reply of several lines
}

const indent = "      "

// sessionNumber names a session, as an int names a client.
type sessionNumber int

// Tell writes what happened; a reply of several lines is written with its last one.
func (s *Story) Tell(entry evidence.Entry) {
	switch what := entry.What.(type) {
	case fakedns.Query:
		s.line(entry.Source, what.String())
	case SessionEvent:
		s.session(what)
	case ClientEvent:
		s.client(what)
	case evidence.Treatment:
		s.treatment(what)
	case evidence.MessageSubmitted:
		s.line(entry.Source, fmt.Sprintf("a message from %s to %s", what.Message.From, strings.Join(what.Message.To, ", ")))
	case evidence.Outcome:
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

// treatment writes a line under the heading of its session, which has begun.
func (s *Story) treatment(what evidence.Treatment) {
	if s.last != sessionNumber(what.Session) {
		s.line("smtp", what.String())
		return
	}
	s.mark(false, "-", "treats the sender as "+what.As)
}

// session writes an event under the heading of its session.
func (s *Story) session(spoken SessionEvent) {
	if of := sessionNumber(spoken.Session); s.last != of {
		s.last = of
		fmt.Fprintf(s.Out, "%-*s%s  %s\n", len(indent), "smtp", spoken.Host, printable.Visible(spoken.Name))
	}
	switch spoken.Kind {
	case fakemta.Opened:
	case fakemta.ServerLine:
		if reply, whole := s.replied(sessionNumber(spoken.Session), spoken.Text); whole {
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

func (s *Story) speech(spoken SessionEvent, who, text string) { s.mark(spoken.Encrypted, who, text) }

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

// client writes an event of a client's session under its heading.
func (s *Story) client(said ClientEvent) {
	if s.last != said.Number {
		s.last = said.Number
		fmt.Fprintf(s.Out, "%-*s#%d\n", len(indent)+1, "client", said.Number)
	}
	who, text := "-", said.Kind.String()+": "+said.Text
	switch said.Kind {
	case fakeclient.ServerLine:
		reply, whole := s.replied(said.Number, said.Text)
		if !whole {
			return
		}
		who, text = "S", reply
	case fakeclient.ClientLine:
		who, text = "C", said.Text
	case fakeclient.Handshake:
		who, text = "=", "TLS: "+said.Text
	}
	s.mark(said.Encrypted, who, text)
}
