package steps

import (
	"strings"
	"time"

	"mtalab/fakemta"
)

func (s *scenario) answersTooLate(address, answer string) error {
	if err := s.replies(address, answer, func(r *fakemta.Reply) { r.Delayed = true }); err != nil {
		return err
	}
	return s.byPatience("a late reply")
}

// replies changes one reply of the MTA at an address, and leaves the rest of it as it is. answer names
// it as {answers} and {answering} do.
func (s *scenario) replies(address, answer string, how func(*fakemta.Reply)) error {
	if mta, err := s.at(address); err == nil {
		s.answersOtherwise(mta, answer, 0)
	}
	return s.change(address, func(b *fakemta.Behaviour) {
		what, inside := strings.CutSuffix(answer, " inside TLS")
		dialogue := &b.Plain
		if inside {
			dialogue = &b.Encrypted
		}
		switch what {
		case "greets", "a greeting":
			how(&dialogue.Greeting)
		case "answers the TLS handshake", "a TLS handshake":
			how(&b.ServerHello)
		default:
			_, verb, _ := strings.Cut(what, " ")
			reply := dialogue.Replies[verb]
			how(&reply)
			if dialogue.Replies == nil {
				dialogue.Replies = map[string]fakemta.Reply{}
			}
			dialogue.Replies[verb] = reply
		}
	})
}

// asAnswer puts {answering} into the words of {answers}.
func asAnswer(answering string) string {
	return strings.NewReplacer("answering", "answers", "a greeting", "greets", "a TLS handshake", "answers the TLS handshake").Replace(answering)
}

// actions are what an MTA may do in place of an answer or after it.
var actions = map[string]fakemta.Action{
	"stays silent":          fakemta.Silence,
	"closes the connection": fakemta.Close,
	"resets the connection": fakemta.Reset,
}

// unquoted puts the line breaks into a reply of several lines.
func unquoted(text string) string { return strings.ReplaceAll(text, `\n`, "\n") }

func (s *scenario) adds(address, answer, text, segment string) error {
	return s.replies(address, answer, func(r *fakemta.Reply) {
		added := strings.ReplaceAll(unquoted(text), "\n", "\r\n")
		if segment == "same" {
			r.SameSegment = added
		} else {
			r.NextSegment = added
		}
	})
}

func (s *scenario) answersInSegments(address, answer string, size int) error {
	if answer == "answers the TLS handshake" {
		return badText("a TLS handshake is not cut into segments by itself: say that the MTA says everything in segments")
	}
	return s.replies(address, answer, func(r *fakemta.Reply) { r.SegmentSize = size })
}

func (s *scenario) speaksInSegments(address string, size int) error {
	return s.change(address, func(b *fakemta.Behaviour) { b.SegmentSize = size })
}

// answersAfter lets an answer come late, by the world's clock.
func (s *scenario) answersAfter(address, answer, period string) error {
	late, err := duration(period)
	if err != nil {
		return err
	}
	if answer == "answers the TLS handshake" {
		return badText("a TLS handshake comes at once: want a greeting or the answer to a command")
	}
	if err := s.replies(address, answer, func(r *fakemta.Reply) { r.LateSeconds = int(late / time.Second) }); err != nil {
		return err
	}
	return s.byPatience("a late reply")
}
