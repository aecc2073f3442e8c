package sim

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Pass lets time pass, and the sender's queue run whenever something in it is due. ErrNotSupported
// says that the sender has none that goes by the world's clock.
func (w *World) Pass(ctx context.Context, d time.Duration) error {
	queue, ok := w.outbox.(Queue)
	if !ok {
		return fmt.Errorf("%w: %s has no queue that runs by the world's clock", ErrNotSupported, w.sender.Name())
	}
	end := w.Clock.Now().Add(d)
	for {
		due, err := w.due(ctx, queue)
		if err != nil {
			return err
		}
		if due.IsZero() || due.After(end) {
			break
		}
		w.passUntil(due)
		if err := w.runQueue(ctx, queue); err != nil {
			return err
		}
	}
	w.passUntil(end)
	return nil
}

// due is when the next attempt is due; zero: nothing waits.
func (w *World) due(ctx context.Context, queue Queue) (time.Time, error) {
	return returned(ctx, w, w.sender.Name(), "Due", nil, func() (time.Time, error) {
		due, waiting := queue.Due()
		if !waiting {
			due = time.Time{}
		}
		return due, nil
	})
}

// passUntil moves the clock, unless the sender has waited so long for an answer that it is later already.
func (w *World) passUntil(instant time.Time) {
	if d := instant.Sub(w.Clock.Now()); d > 0 {
		w.trail.add("world", Passed{d})
		w.Clock.Pass(d)
	}
}

func (w *World) runQueue(ctx context.Context, queue Queue) error {
	attempts, err := returned(ctx, w, w.sender.Name(), "Run", nil, func() ([]Attempt, error) { return queue.Run(ctx) })
	if err != nil {
		return fmt.Errorf("%s cannot run its queue: %w", w.sender.Name(), err)
	}
	due, err := w.due(ctx, queue)
	if err != nil {
		return err
	}
	if !due.IsZero() && !due.After(w.Clock.Now()) {
		return fmt.Errorf("%s has run its queue, and something in it is still due", w.sender.Name())
	}
	if err := w.settle(ctx); err != nil {
		return err
	}
	for _, attempt := range attempts {
		if err := w.relearn(attempt); err != nil {
			return err
		}
	}
	return nil
}

// relearn takes a later word of the sender.
func (w *World) relearn(attempt Attempt) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	i := slices.IndexFunc(w.outcomes, func(o outcome) bool {
		return o.message == attempt.Message && o.Recipient == attempt.Outcome.Recipient
	})
	if i < 0 {
		return fmt.Errorf("%s tells the fate of message %s to %s, which it was never given", w.sender.Name(), attempt.Message, attempt.Outcome.Recipient)
	}
	w.trail.add("fate", attempt.Outcome)
	w.outcomes[i].Outcome = attempt.Outcome
	return nil
}
