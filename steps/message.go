package steps

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cucumber/godog"

	"mtalab/fakemta"
	"mtalab/internal/names"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

// messagePhrases are about what a message says, and what of it arrives.
func (s *scenario) messagePhrases() []phrase {
	return []phrase{
		{when, "this message is sent to {recipient}:", aText,
			"Lines of its header, an empty line, and its text, each line as it stands. Message-ID, From, To and Subject come of themselves.",
			"When this message is sent to bob@example.com:\n  \"\"\"\n  X-Colour: blue\n\n  . begins this line\n  \"\"\"",
			s.sendThis},
		{when, "a message of {bytes} is sent to {recipient}", nothing,
			"So large with its header, in lines of text.",
			"When a message of 100000 bytes is sent to bob@example.com",
			s.sendLarge},
		{then, "the message arrives {times}", nothing,
			"So many copies of the latest message were accepted, by all MTAs together; one for several recipients is one.",
			"Then the message arrives once",
			s.arrives},
		{then, "the message arrives as it was sent", nothing,
			"Each copy that was accepted has the envelope sender and the text that were sent, octet by octet, and every line of the header. Lines that MTAs put into a header do not matter.",
			"Then the message arrives as it was sent",
			s.arrivesUnchanged},
		{then, "the text that arrives at {address} is:", aText,
			"What stands behind the header of each message that the MTA there accepted, octet by octet; each line ends in CRLF.",
			"Then the text that arrives at 192.0.2.1 is:\n  \"\"\"\n  . begins this line\n  \"\"\"",
			s.textArrives},
		{then, "nothing of the message is sent", nothing,
			"The sender spoke to a server, and no line of the latest message went over the wire.",
			"Then nothing of the message is sent",
			s.nothingOfMessage},
	}
}

// ownFields are the fields of a header that every message has already.
var ownFields = []string{"Message-ID", "From", "To", "Subject"}

func (s *scenario) sendThis(ctx context.Context, recipient string, text *godog.DocString) error {
	header, body, parted := strings.Cut(text.Content, "\n\n")
	if strings.HasPrefix(text.Content, "\n") {
		header, body, parted = "", text.Content[1:], true
	}
	if !parted {
		return badText("no empty line parts the header from the text: want lines of a header, an empty line, and the text")
	}
	for line := range strings.Lines(header) {
		field, _, isField := strings.Cut(line, ":")
		switch {
		case strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t"): // of the field before
		case !isField || field == "" || strings.ContainsAny(field, " \t"):
			return badText("%q is no field of a header: want a name, a colon and its value", strings.TrimSpace(line))
		case slices.ContainsFunc(ownFields, func(own string) bool { return strings.EqualFold(own, field) }):
			return badText("every message has a field %s already: leave it out", field)
		}
	}
	if header != "" {
		header += "\n"
	}
	return s.sendText(ctx, []byte(strings.ReplaceAll(header+"\n"+body+"\n", "\n", "\r\n")), envelopeSender, recipient)
}

const (
	// maxMessage bounds a message that a scenario sends.
	maxMessage = 8 << 20
	// headerRoom is what the header of every message takes at most.
	headerRoom = 1000
)

func (s *scenario) sendLarge(ctx context.Context, size int, recipient string) error {
	if size < headerRoom || size > maxMessage {
		return badText("a message of %d bytes: want a number from %d to %d", size, headerRoom, maxMessage)
	}
	if err := s.run(ctx); err != nil {
		return err
	}
	const line = 70
	left := size - s.running.HeaderSize(envelopeSender, recipient) - len("\r\n")
	text := "\r\n" + strings.Repeat(strings.Repeat("x", line-2)+"\r\n", left/line)
	if rest := left % line; rest > 0 {
		text = text[:len(text)-2] + strings.Repeat("x", rest) + "\r\n"
	}
	return s.sendText(ctx, []byte(text), envelopeSender, recipient)
}

// sent is the latest message, as the sender was given it.
func (s *scenario) sent() (evidence.Message, error) {
	all := sim.Of[evidence.MessageSubmitted](s.trail())
	if len(all) == 0 {
		return evidence.Message{}, badText("%w", sim.ErrNothingSent)
	}
	return all[len(all)-1].Message, nil
}

// copies are those of a message that MTAs accepted.
func (s *scenario) copies(of evidence.Message) []fakemta.Message {
	var copies []fakemta.Message
	for _, session := range s.running.Sessions() {
		for _, message := range session.Messages() {
			if header, _ := parted(message.Data); message.Accepted && bytes.Contains(header, []byte(of.ID)) {
				copies = append(copies, message)
			}
		}
	}
	return copies
}

// parted is a message before and behind the empty line that ends its header.
func parted(data []byte) (header, text []byte) {
	header, text, _ = bytes.Cut(data, []byte("\r\n\r\n"))
	return header, text
}

func (s *scenario) arrives(times string) error {
	message, err := s.sent()
	if err != nil {
		return err
	}
	if got := len(s.copies(message)); got != count(times) {
		return mismatch("the message arrives %d times, and not %d", got, count(times))
	}
	return nil
}

func (s *scenario) arrivesUnchanged() error {
	message, err := s.sent()
	if err != nil {
		return err
	}
	copies := s.copies(message)
	if len(copies) == 0 {
		return mismatch("no copy of the message was accepted")
	}
	header, text := parted(message.Data)
	for _, arrived := range copies {
		if !names.SameMailbox(arrived.From, message.From) {
			return mismatch("the message was sent from <%s>, and comes from <%s>", message.From, arrived.From)
		}
		gotHeader, got := parted(arrived.Data)
		lines := bytes.Split(gotHeader, []byte("\r\n"))
		for _, line := range bytes.Split(header, []byte("\r\n")) {
			if !slices.ContainsFunc(lines, func(l []byte) bool { return bytes.Equal(l, line) }) {
				return mismatch("the header that arrives lacks the line %q", line)
			}
		}
		if whole := int64(len(arrived.Data)) == arrived.Size; whole && !bytes.Equal(got, text) || !whole && !bytes.HasPrefix(text, got) {
			return mismatch("another text arrives: %s", firstDifference(got, text))
		}
	}
	return nil
}

// firstDifference tells where two texts part.
func firstDifference(got, want []byte) string {
	at := 0
	for at < min(len(got), len(want)) && got[at] == want[at] {
		at++
	}
	excerpt := func(text []byte) []byte { return text[at:min(at+40, len(text))] }
	return fmt.Sprintf("%q in place of %q", excerpt(got), excerpt(want))
}

func (s *scenario) textArrives(address string, want *godog.DocString) error {
	sessions, err := s.sessionsAt(address)
	if err != nil {
		return err
	}
	arrived := false
	for _, session := range sessions {
		for _, message := range session.Messages() {
			if !message.Accepted {
				continue
			}
			arrived = true
			_, got := parted(message.Data)
			if wanted := []byte(strings.ReplaceAll(want.Content+"\n", "\n", "\r\n")); !bytes.Equal(got, wanted) {
				return mismatch("another text arrives: %s", firstDifference(got, wanted))
			}
		}
	}
	if !arrived {
		return mismatch("the MTA at %s accepted no message", address)
	}
	return nil
}

func (s *scenario) nothingOfMessage() error {
	message, err := s.sent()
	if err != nil {
		return err
	}
	var lines []string
	for line := range bytes.Lines(message.Data) {
		if text := strings.TrimSpace(string(line)); text != "" {
			lines = append(lines, text)
		}
	}
	for _, session := range s.running.Sessions() {
		for _, event := range session.Events() {
			said := event.Kind == fakemta.ClientLine || event.Kind == fakemta.ClientBytes
			if event.Kind == fakemta.MessageReceived || said && (event.Text == "." || slices.Contains(lines, strings.TrimSpace(event.Text))) {
				return mismatch("this was sent: %s", event)
			}
		}
	}
	return s.spoke()
}
