package fakemta

import (
	"errors"
	"fmt"
	"os"
	"time"
)

// isLate lets time pass before the reply to what, if it is to.
func (c *conn) isLate(what string, r Reply) {
	if late := time.Duration(r.LateSeconds) * time.Second; late > 0 {
		c.event(Silent, fmt.Sprintf("for %s, before the reply to %s", late, what))
		if c.server.OnDelay != nil {
			c.server.OnDelay(late)
		}
		c.isWaitedFor(late)
	}
	if r.Delayed && !c.over {
		c.event(Silent, "for a while, before the reply to "+what)
		if c.server.OnSilence != nil {
			c.server.OnSilence()
		}
		c.isWaitedFor(0)
	}
}

// isWaitedFor waits by the wall clock, unless the client ends the session before.
func (c *conn) isWaitedFor(late time.Duration) {
	if c.server.Lateness == nil {
		return
	}
	wait := c.server.Lateness(late)
	if wait <= 0 {
		return
	}
	c.raw.SetReadDeadline(time.Now().Add(wait))
	var err error
	for err == nil { // more may come, from a client that does not wait
		_, err = c.in.Peek(c.in.Buffered() + 1)
	}
	c.raw.SetReadDeadline(c.deadline)
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		c.drain() // it has gone
	}
}
