package outbound

import (
	"math"
	"time"

	"mtalab/sim/evidence"
)

// Schedule is when a message that is deferred is tried again, and until when.
type Schedule struct {
	// First is the wait before the first retry, and Longest the longest before any. Each is twice as long as the one
	// before or, with Linear, longer by First.
	First, Longest time.Duration
	Linear         bool
	// Retries is how often it is tried again at most; negative: until the end of its lifetime.
	Retries int
	// Lifetime is how long it is kept. There is no attempt at its end.
	Lifetime time.Duration
	// EndsWithLastAttempt lets it bounce after the last attempt that its lifetime has room for, and not at the end of that.
	EndsWithLastAttempt bool
	// Ended is why it bounces.
	Ended evidence.Cause
}

// Every tries again at an interval, until mail is too old (RFC 5321 §4.5.4.1).
func Every(interval, lifetime time.Duration) Schedule {
	return Schedule{First: interval, Longest: interval, Retries: -1, Lifetime: lifetime, Ended: LifetimeEnded}
}

// wait is how long a message waits for a retry, the first of which is 1.
func (s Schedule) wait(retry int) time.Duration {
	wait := time.Duration(math.MaxInt64)
	switch {
	case s.Linear && retry < int(wait/s.First):
		wait = s.First * time.Duration(retry)
	case !s.Linear && retry <= 62 && s.First <= wait>>(retry-1):
		wait = s.First << (retry - 1)
	}
	return min(wait, s.Longest)
}

// next is what follows a failed attempt, the retry-th retry or, if that is 0, the first attempt, at a message that came at
// since: the instant of another one, or of its end without one. Over means that it ends now, and why is the reason.
func (s Schedule) next(retry int, since, now time.Time) (at time.Time, attempt bool, over string) {
	end := since.Add(s.Lifetime)
	at = now.Add(s.wait(retry + 1))
	switch {
	case s.Retries >= 0 && retry >= s.Retries:
		return now, false, "the last retry has failed"
	case !now.Before(end):
		return now, false, lifetimeOver
	case at.Before(end):
		return at, true, ""
	case s.EndsWithLastAttempt:
		return now, false, "no other attempt falls into the queue lifetime"
	}
	return end, false, ""
}

const lifetimeOver = "the queue lifetime has ended"
