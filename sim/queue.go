package sim

import (
	"context"
	"fmt"
	"slices"
	"time"

	"mtalab/sim/evidence"
)

// Pass lets time pass, and the sender's queue run whenever something in it is due: see Queue and Retrier. ErrNotSupported
// says that the sender has neither, or that what would happen hangs on a clock of its own.
func (r *Running) Pass(ctx context.Context, d time.Duration) error {
	queue, err := r.queue(d)
	if err != nil {
		return err
	}
	end := r.Clock.Now().Add(d)
	for {
		due, err := r.due(ctx, queue)
		if err != nil {
			return err
		}
		if due.IsZero() || due.After(end) {
			break
		}
		r.passUntil(due)
		if err := r.runQueue(ctx, queue); err != nil {
			return err
		}
	}
	r.passUntil(end)
	return nil
}

// due is when the next attempt is due; zero: nothing waits.
func (r *Running) due(ctx context.Context, queue Queue) (time.Time, error) {
	return returned(ctx, &r.site, r.sender.Name(), "Due", nil, func() (time.Time, error) {
		due, waiting := queue.Due()
		if !waiting {
			due = time.Time{}
		}
		return due, nil
	})
}

// passUntil moves the clock, unless the sender has waited so long for an answer that it is later already.
func (r *Running) passUntil(instant time.Time) {
	if d := instant.Sub(r.Clock.Now()); d > 0 {
		r.Trail.add("world", evidence.TimeAdvanced{Duration: d})
		r.Clock.Pass(d)
	}
}

func (r *Running) runQueue(ctx context.Context, queue Queue) error {
	attempts, err := returned(ctx, &r.site, r.sender.Name(), "Run", nil, func() ([]Attempt, error) { return queue.Run(ctx) })
	if err != nil {
		return fmt.Errorf("%s cannot run its queue: %w", r.sender.Name(), err)
	}
	due, err := r.due(ctx, queue)
	if err != nil {
		return err
	}
	if !due.IsZero() && !due.After(r.Clock.Now()) {
		return fmt.Errorf("%s has run its queue, and something in it is still due", r.sender.Name())
	}
	if err := r.waitForSessions(ctx); err != nil {
		return err
	}
	if err := r.byItsOwnClock(); err != nil {
		return err
	}
	for _, attempt := range attempts {
		if err := r.updateOutcome(attempt); err != nil {
			return err
		}
		if err := r.undecided(attempt.Message); err != nil {
			return err
		}
	}
	return nil
}

// updateOutcome takes a later word of the sender.
func (r *Running) updateOutcome(attempt Attempt) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.IndexFunc(r.outcomes, func(o outcome) bool {
		return o.message == attempt.Message && o.Recipient == attempt.Outcome.Recipient
	})
	if i < 0 {
		return fmt.Errorf("%s tells the fate of message %s to %s, which it was never given", r.sender.Name(), attempt.Message, attempt.Outcome.Recipient)
	}
	told := r.observed(attempt.Message, attempt.Outcome)
	r.Trail.add("fate", told)
	r.outcomes[i].Outcome = told
	return nil
}
