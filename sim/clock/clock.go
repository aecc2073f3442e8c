// Package clock is the time of a simulated world: it moves when it is told to, so that days of waiting cost nothing.
//
//	c := clock.NewClock(time.Now())
//	c.Pass(72 * time.Hour)
package clock

import (
	"sync"
	"time"
)

// Clock is the time of one world. It stands still but for Pass and AdvanceToNextDeadline, so that
// three days of queueing and a peer that never answers cost no waiting. Certificates, queues and
// the deadlines of the built-in senders read it. Safe for concurrent use.
type Clock struct {
	mu     sync.Mutex
	now    time.Time
	alarms map[*Alarm]struct{}

	// connecting is held for reading while time stands still: see HoldStill.
	connecting sync.RWMutex
}

// Alarm is a deadline that somebody waits for.
type Alarm struct {
	at   time.Time
	ring func()
}

// NewClock makes a clock that shows start.
func NewClock(start time.Time) *Clock {
	return &Clock{now: start, alarms: map[*Alarm]struct{}{}}
}

// Now is the world's present.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Pass lets d pass; whoever waited for less is told so, and it says whether anybody was.
func (c *Clock) Pass(d time.Duration) bool {
	c.connecting.Lock()
	defer c.connecting.Unlock()
	c.mu.Lock()
	due := c.advance(c.now.Add(d))
	c.mu.Unlock()
	ring(due)
	return len(due) > 0
}

// AdvanceToNextDeadline lets time pass until the first deadline that somebody set; without any it
// does nothing. A fake calls it where it stays silent: its peer is waiting by then.
func (c *Clock) AdvanceToNextDeadline() {
	c.connecting.Lock()
	defer c.connecting.Unlock()
	c.mu.Lock()
	var first *Alarm
	for a := range c.alarms {
		if first == nil || a.at.Before(first.at) {
			first = a
		}
	}
	var due []*Alarm
	if first != nil {
		due = c.advance(first.at)
	}
	c.mu.Unlock()
	ring(due)
}

// advance moves the clock forward and takes out the alarms that are due; c.mu is held.
func (c *Clock) advance(to time.Time) []*Alarm {
	if to.After(c.now) {
		c.now = to
	}
	var due []*Alarm
	for a := range c.alarms {
		if !a.at.After(c.now) {
			due = append(due, a)
			delete(c.alarms, a)
		}
	}
	return due
}

func ring(due []*Alarm) {
	for _, a := range due {
		a.ring()
	}
}

// HoldStill keeps time from passing until it is released: from before a connection is made until its first
// deadline is set, or a peer that is silent from the start would let it pass before anybody waits.
func (c *Clock) HoldStill() (release func()) {
	c.connecting.RLock()
	return c.connecting.RUnlock
}

// SetAlarm replaces an alarm; a zero instant only clears it. It reports whether the instant has passed
// already, in which case nothing will ring.
func (c *Clock) SetAlarm(old *Alarm, at time.Time, ring func()) (a *Alarm, passed bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.alarms, old)
	if at.IsZero() || !at.After(c.now) {
		return nil, !at.IsZero()
	}
	a = &Alarm{at: at, ring: ring}
	c.alarms[a] = struct{}{}
	return a, false
}
