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
	// Schedule is when mail for a domain is tried again; an error says that nobody knows, and is one only if it must be.
	Schedule func(domain string) (Schedule, error)
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
	since    time.Time          // when the message came
	attempts int                // that were made
	due      time.Time          // the next attempt, or the end
	failed   []evidence.Outcome // of the latest attempt, of those who wait
	ends     bool               // due is the end of the lifetime, at which nothing is tried
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

// attempt tries to deliver to the recipients of one domain, unless their time is over, and queues those that must wait
// (ESA-16).
func (q *Queue) attempt(ctx context.Context, entry queued) ([]evidence.Outcome, error) {
	schedule, unknown := q.Schedule(entry.Domain)
	if entry.attempts > 0 && unknown != nil {
		return nil, unknown
	}
	if entry.ends {
		return bounced(entry.failed, lifetimeOver, schedule.Ended), nil
	}
	outcomes, err := q.Attempt(ctx, entry.QueueEntry)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("delivery to %s: %w", entry.Domain, context.Cause(ctx))
	}
	waits := func(o evidence.Outcome) bool { return o.Fate == evidence.Deferred }
	if !slices.ContainsFunc(outcomes, waits) {
		return outcomes, nil
	}
	again := queued{QueueEntry: entry.QueueEntry, since: entry.since, attempts: entry.attempts + 1, due: q.Clock.Now()}
	again.Recipients = nil
	if unknown == nil {
		var attempt bool
		var over string
		again.due, attempt, over = schedule.next(entry.attempts, entry.since, q.Clock.Now())
		if over != "" {
			return bounced(outcomes, over, schedule.Ended), nil
		}
		again.ends = !attempt
	}
	for _, outcome := range outcomes {
		if waits(outcome) {
			again.Recipients, again.failed = append(again.Recipients, outcome.Recipient), append(again.failed, outcome)
		}
	}
	q.waiting = append(q.waiting, again)
	return outcomes, nil
}

// bounced are outcomes of which those that wait have come to their end.
func bounced(outcomes []evidence.Outcome, why string, ended evidence.Cause) []evidence.Outcome {
	outcomes = slices.Clone(outcomes)
	for i, outcome := range outcomes {
		if outcome.Fate == evidence.Deferred {
			outcomes[i].Fate, outcomes[i].Cause, outcomes[i].Reason = evidence.Bounced, ended, why+"; last: "+outcome.Reason
		}
	}
	return outcomes
}
