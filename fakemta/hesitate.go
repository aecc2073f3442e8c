package fakemta

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"
)

// hesitationTime is long for a client that has nothing to wait for.
const hesitationTime = 250 * time.Millisecond

// hesitate waits, inside TLS, whether the client goes on without the reply to
// what, if it has to wait for that. Of a reply of several lines it says the
// first and waits once more: whoever takes the end of an injected line and our
// first one for a whole reply goes on as well. It returns the lines still to be
// said.
func (c *conn) hesitate(what, text string) (rest string) {
	if !c.hesitates || !c.encrypted || c.mayGoOn(what) {
		return text
	}
	ahead := c.goesOn(what)
	first, rest, several := strings.Cut(text, "\n")
	if ahead || !several || c.over {
		return text
	}
	c.write(c.recordReply(first), 0)
	c.goesOn(what)
	return rest
}

// mayGoOn tells whether a client need not wait for the reply to what: to the
// commands that may stand within a group, where there is PIPELINING (RFC 2920
// §3.1), and to the last one. Nobody waits for a greeting inside TLS.
func (c *conn) mayGoOn(what string) bool {
	switch what {
	case "the connection", "QUIT":
		return true
	case "MAIL", "RCPT", "RSET", EndOfData:
		return slices.Contains(c.capabilities(), "PIPELINING")
	}
	return false
}

// goesOn waits whether the client says more before it has the whole reply to
// what, and records it.
func (c *conn) goesOn(what string) bool {
	c.raw.SetReadDeadline(time.Now().Add(hesitationTime))
	c.in.Peek(1) // its error comes again
	c.raw.SetReadDeadline(c.deadline)
	said, _ := c.in.Peek(c.in.Buffered())
	if len(said) == 0 {
		return false
	}
	line, _, _ := bytes.Cut(said, []byte("\n"))
	c.event(Ahead, fmt.Sprintf("before the reply to %s: %s", what, printable(bytes.TrimRight(line, "\r"))))
	return true
}
