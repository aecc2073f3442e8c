package sim

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"mtalab/sim/evidence"
)

// Retrier is a SenderInstance whose queue goes by a clock of its own: it does not see the world's time pass, and can be
// asked to try at once. The world asks half an hour after the last attempt, and every half hour from then on.
type Retrier interface {
	// Retry has another attempt made at a message that was deferred, whenever the sender itself would make it, and
	// returns one outcome for each of its recipients: message.To are those that still wait.
	Retry(ctx context.Context, message evidence.Message) ([]evidence.Outcome, error)
}

const (
	// retryInterval is after how long a sender may try again (RFC 5321 §4.5.4.1: at least 30 minutes).
	retryInterval = 30 * time.Minute
	// keptByAll is how long every sender keeps mail that waits. How long it keeps it beyond that, it counts by its own
	// clock: two days (Exchange), three (the ESA), four or five (RFC 5321 §4.5.4.1).
	keptByAll = 48 * time.Hour
)

// asked is the queue of a Retrier.
type asked struct {
	Retrier
	world *Running
}

var _ Queue = asked{}

// queue is the sender's, for a period. ErrNotSupported says that it has none that can be run through it.
func (r *Running) queue(period time.Duration) (Queue, error) {
	if queue, ok := r.outbox.(Queue); ok {
		return queue, nil
	}
	retrier, ok := r.outbox.(Retrier)
	if !ok {
		return nil, fmt.Errorf("%w: %s has no queue that runs by the world's clock, or that can be asked to try now", ErrNotSupported, r.sender.Name())
	}
	end := r.Clock.Now().Add(period)
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, waiting := range r.outcomes {
		if waiting.Fate == evidence.Deferred && !end.Before(waiting.sent.Add(keptByAll)) {
			return nil, fmt.Errorf("%w: how long the queue of %s keeps a message goes by its own clock, and not by the world's", ErrNotSupported, r.sender.Name())
		}
	}
	return asked{retrier, r}, nil
}

// Due is when it is asked again.
func (a asked) Due() (due time.Time, waits bool) {
	a.world.mu.Lock()
	defer a.world.mu.Unlock()
	for _, waiting := range a.world.outcomes {
		if next := waiting.tried.Add(retryInterval); waiting.Fate == evidence.Deferred && (!waits || next.Before(due)) {
			due, waits = next, true
		}
	}
	return due, waits
}

// Run asks for an attempt at each message that is due, in the order in which they were sent.
func (a asked) Run(ctx context.Context) ([]Attempt, error) {
	var attempts []Attempt
	for _, message := range a.due() {
		a.world.Trail.add("world", evidence.Note{Text: fmt.Sprintf("%s is asked to try again what is for %s: its queue goes by its own clock",
			a.world.sender.Name(), strings.Join(message.To, ", "))})
		outcomes, err := a.Retry(ctx, message)
		if err != nil {
			return nil, err
		}
		for _, outcome := range outcomes {
			attempts = append(attempts, Attempt{message.ID, outcome})
		}
		if untold := a.world.triedAgain(message, outcomes); untold != "" {
			return nil, fmt.Errorf("%s does not tell the fate of the message to %s", a.world.sender.Name(), untold)
		}
	}
	return attempts, nil
}

// due are the messages that it is time for, each for those who wait.
func (a asked) due() []evidence.Message {
	a.world.mu.Lock()
	defer a.world.mu.Unlock()
	var due []evidence.Message
	for _, message := range a.world.messages {
		message.To = nil
		for _, waiting := range a.world.outcomes {
			if waiting.message == message.ID && waiting.Fate == evidence.Deferred && !a.world.Clock.Now().Before(waiting.tried.Add(retryInterval)) {
				message.To = append(message.To, waiting.Recipient)
			}
		}
		if len(message.To) > 0 {
			due = append(due, message)
		}
	}
	return due
}

// triedAgain notes when the last attempt was made, and names a recipient of whom nothing is told; empty: there is none.
func (r *Running) triedAgain(message evidence.Message, outcomes []evidence.Outcome) (untold string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, said := range r.outcomes {
		if said.message != message.ID || !slices.Contains(message.To, said.Recipient) {
			continue
		}
		r.outcomes[i].tried = r.Clock.Now()
		if !slices.ContainsFunc(outcomes, func(o evidence.Outcome) bool { return o.Recipient == said.Recipient }) {
			untold = said.Recipient
		}
	}
	return untold
}
