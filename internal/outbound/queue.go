package outbound

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"mtalab/internal/names"
	"mtalab/sim"
	"mtalab/sim/clock"
	"mtalab/sim/evidence"
)

// Queue delivers messages and tries again, by the world's clock, what is deferred: the sending half of a
// sim.SenderInstance, and a sim.Queue. Set its fields before use; it is safe for concurrent use.
type Queue struct {
	Clock *clock.Clock
	// Interval is how long a message waits for its next attempt. The last attempt is at the end of
	// Lifetime; what fails then bounces, and Ended is why.
	Interval, Lifetime time.Duration
	Ended              evidence.Cause
	// Attempt tries to deliver to the recipients of one domain and returns one outcome for each. An
	// error means that the laboratory broke. It is called by one goroutine at a time.
	Attempt func(context.Context, QueueEntry) ([]evidence.Outcome, error)

	mu      sync.Mutex // one delivery at a time: the trail tells one story
	waiting []queued
}

// QueueEntry is a message for one recipient domain: the recipients are those that it is neither delivered to
// nor bounced for.
type QueueEntry struct {
	Message    evidence.Message
	Domain     string // in ASCII and lower case; or an address literal
	Recipients []string
}

// queued is an entry that waits for its next attempt.
type queued struct {
	QueueEntry
	since time.Time // when the message came
	due   time.Time // the next attempt; the last is at the end of the lifetime
}

// Send makes the first attempt: one delivery for each recipient domain (ESA-3).
func (q *Queue) Send(ctx context.Context, message evidence.Message) ([]evidence.Outcome, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	entries, err := q.enqueue(message)
	if err != nil {
		return nil, err
	}
	var outcomes []evidence.Outcome
	for _, entry := range entries {
		made, err := q.attempt(ctx, entry)
		if err != nil {
			return nil, err
		}
		outcomes = append(outcomes, made...)
	}
	return outcomes, nil
}

// enqueue splits a message by recipient domain, in the order in which the domains first appear: each
// has a queue of its own (ESA-3).
func (q *Queue) enqueue(message evidence.Message) ([]queued, error) {
	var entries []queued
	for _, recipient := range message.To {
		_, domain, err := names.Mailbox(recipient)
		if err != nil {
			return nil, fmt.Errorf("recipient: %w", err)
		}
		i := slices.IndexFunc(entries, func(entry queued) bool { return entry.Domain == domain })
		if i < 0 {
			i = len(entries)
			entries = append(entries, queued{QueueEntry: QueueEntry{Message: message, Domain: domain}, since: q.Clock.Now()})
		}
		entries[i].Recipients = append(entries[i].Recipients, recipient)
	}
	return entries, nil
}

// Due is when the next attempt is due.
func (q *Queue) Due() (time.Time, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.byDue()
	if len(q.waiting) == 0 {
		return time.Time{}, false
	}
	return q.waiting[0].due, true
}

// Run attempts what is due by the world's clock, and what becomes due meanwhile: hosts that do not
// answer cost time.
func (q *Queue) Run(ctx context.Context) ([]sim.Attempt, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	var attempts []sim.Attempt
	for q.byDue(); len(q.waiting) > 0 && !q.Clock.Now().Before(q.waiting[0].due); q.byDue() {
		entry := q.waiting[0]
		q.waiting = q.waiting[1:]
		outcomes, err := q.attempt(ctx, entry)
		if err != nil {
			return nil, err
		}
		for _, outcome := range outcomes {
			attempts = append(attempts, sim.Attempt{Message: entry.Message.ID, Outcome: outcome})
		}
	}
	return attempts, nil
}

// byDue sorts the queue, what is due at the same time as it came; q.mu is held.
func (q *Queue) byDue() {
	slices.SortStableFunc(q.waiting, func(a, b queued) int { return a.due.Compare(b.due) })
}

// attempt tries to deliver to the recipients of one domain and queues those that must wait; at the
// end of the queue lifetime these bounce (ESA-16).
func (q *Queue) attempt(ctx context.Context, entry queued) ([]evidence.Outcome, error) {
	outcomes, err := q.Attempt(ctx, entry.QueueEntry)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("delivery to %s: %w", entry.Domain, context.Cause(ctx))
	}
	now, end := q.Clock.Now(), entry.since.Add(q.Lifetime)
	var waiting []string
	for i, outcome := range outcomes {
		switch {
		case outcome.Fate != evidence.Deferred:
		case now.Before(end):
			waiting = append(waiting, outcome.Recipient)
		default:
			outcomes[i].Fate, outcomes[i].Cause = evidence.Bounced, q.Ended
			outcomes[i].Reason = "the queue lifetime has ended; last: " + outcome.Reason
		}
	}
	if len(waiting) > 0 {
		entry.Recipients, entry.due = waiting, earlier(now.Add(q.Interval), end)
		q.waiting = append(q.waiting, entry)
	}
	return outcomes, nil
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
