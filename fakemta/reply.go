package fakemta

import (
	"bytes"
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
)

const (
	endlessLines = 1_000_000
	endlessBytes = 64 << 20
)

// send says r, or the honest reply where r does not say otherwise. Both have
// their lines separated by "\n"; an empty honest reply is none. what is replied
// to is for the transcript.
//
// On a connection that is over nothing is said, and nothing recorded.
func (c *conn) send(what string, r Reply, honest string) {
	if c.over {
		return
	}
	c.isLate(what, r)
	if c.over {
		return
	}
	if r.Instead != Continue {
		c.act(r.Instead, "in place of a reply to "+what)
		return
	}
	text := cmp.Or(r.Text, honest)
	if text != "" {
		c.say(what, text, r)
	}
	if r.NextSegment != "" && !c.over {
		c.event(ServerBytes, printable([]byte(r.NextSegment)))
		c.write([]byte(r.NextSegment), 0)
	}
	if r.After == Silence && whole([]byte(text+"\r\n")) {
		c.listen() // so that the client waits for us when OnSilence is called
	}
	if !c.over {
		c.act(r.After, "after the reply to "+what)
	}
}

// say puts one reply to what on the wire.
func (c *conn) say(what, text string, r Reply) {
	if r.EndlessLines || r.EndlessLine {
		c.endless(text, r)
	}
	text = c.hesitate(what, text)
	if c.over {
		return
	}
	b := c.recordReply(text)
	if r.SameSegment != "" {
		c.event(ServerBytes, printable([]byte(r.SameSegment)))
		b = append(b, r.SameSegment...)
	}
	c.write(b, cmp.Or(r.SegmentSize, c.behaviour.SegmentSize))
}

// recordReply records the lines of a reply, and returns them as they are sent.
func (c *conn) recordReply(text string) []byte {
	for line := range strings.SplitSeq(text, "\n") {
		c.event(ServerLine, printable([]byte(line)))
	}
	return []byte(strings.ReplaceAll(text, "\n", "\r\n") + "\r\n")
}

// endless writes, in front of the reply, more than a client should take.
func (c *conn) endless(text string, r Reply) {
	unit := code(text) + "-X-ENDLESS\r\n"
	total := endlessLines * len(unit)
	if r.EndlessLine {
		unit, total = "xxxxxxxxxxxxxxxx", endlessBytes
		c.write([]byte(code(text)+"-"), 0)
	}
	block := bytes.Repeat([]byte(unit), 1000)
	written := 0
	for ; written < total && !c.over; written += len(block) {
		c.write(block, 0)
	}
	c.event(ServerBytes, fmt.Sprintf("%q … (%d bytes)", unit, written))
	if r.EndlessLine {
		c.write([]byte("\r\n"), 0)
	}
}

// write writes b in segments of size bytes; 0: in one.
func (c *conn) write(b []byte, size int) {
	if size <= 0 {
		size = max(len(b), 1)
	}
	c.session.wait("the client to take a reply")
	first := true
	for segment := range slices.Chunk(b, size) {
		if c.over {
			return
		}
		if !first && c.server.OnTick != nil {
			c.server.OnTick()
		}
		first = false
		if _, err := c.out.Write(segment); err != nil {
			c.fail(err)
		}
	}
}

// whole tells whether a reply's last line is there (RFC 5321 §4.2.1).
func whole(reply []byte) bool {
	rest, ok := bytes.CutSuffix(reply, []byte("\r\n"))
	last := rest[bytes.LastIndexByte(rest, '\n')+1:]
	return ok && (len(last) < 4 || last[3] != '-')
}

// isLines tells whether b is text, cut at the end of a line.
func isLines(b []byte) bool {
	if !bytes.HasSuffix(b, []byte("\n")) {
		return false
	}
	for _, c := range b {
		if (c < ' ' && c != '\r' && c != '\n' && c != '\t') || c == 0x7f {
			return false
		}
	}
	return true
}

// lines yields the lines of b without their ends.
func lines(b []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for line := range bytes.Lines(b) {
			if !yield(bytes.TrimRight(line, "\r\n")) {
				return
			}
		}
	}
}
