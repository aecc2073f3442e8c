package sim

import (
	"context"
	"fmt"
	"mtalab/sim/evidence"
	"slices"
	"time"
)

// Pass lets time pass, and the sender's queue run whenever something in it is due. ErrNotSupported
// says that the sender has none that goes by the world's clock.
func (r *Running) Pass(ctx context.Context, d time.Duration) error {
	queue, ok := r.outbox.(Queue)
	if !ok {
		return fmt.Errorf("%w: %s has no queue that runs by the world's clock", ErrNotSupported, r.sender.Name())
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
	for _, attempt := range attempts {
		if err := r.updateOutcome(attempt); err != nil {
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
	r.Trail.add("fate", attempt.Outcome)
	r.outcomes[i].Outcome = attempt.Outcome
	return nil
}
