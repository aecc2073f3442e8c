package outbound_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/outbound"
	"mtalab/sim/clock"
	"mtalab/sim/evidence"
)

// waiting is an attempt at which everybody has to wait, and that notes the domain.
func waiting(attempts *[]string) func(context.Context, outbound.QueueEntry) ([]evidence.Outcome, error) {
	return func(_ context.Context, entry outbound.QueueEntry) ([]evidence.Outcome, error) {
		*attempts = append(*attempts, entry.Domain)
		return []evidence.Outcome{{Recipient: entry.Recipients[0], Fate: evidence.Deferred, Reason: "not now"}}, nil
	}
}

// hourly tries again every hour, as long as the lifetime lasts.
func hourly(lifetime time.Duration) func(string) (outbound.Schedule, error) {
	return func(string) (outbound.Schedule, error) {
		return outbound.Schedule{First: time.Hour, Longest: time.Hour, Retries: -1, Lifetime: lifetime}, nil
	}
}

func messageTo(recipient string) evidence.Message {
	return evidence.Message{From: "alice@sender.test", To: []string{recipient}}
}

func TestTheQueueTriesFirstWhatIsDueFirst(t *testing.T) {
	t.Parallel()
	var attempts []string
	world := clock.NewClock(start)
	queue := &outbound.Queue{Clock: world, Schedule: hourly(90 * time.Minute), Attempt: waiting(&attempts)}
	_, due := queue.Due()
	assert.False(t, due, "nothing waits")

	_, err := queue.Send(t.Context(), messageTo("u@first.not")) // due after 60 minutes, and at its end after 90
	require.NoError(t, err)
	world.Pass(50 * time.Minute)
	_, err = queue.Send(t.Context(), messageTo("u@second.not")) // due after 110 minutes
	require.NoError(t, err)
	world.Pass(10 * time.Minute)
	tried, err := queue.Run(t.Context())
	require.NoError(t, err)
	require.Len(t, tried, 1)
	at, due := queue.Due()
	assert.True(t, due)
	assert.Equal(t, start.Add(90*time.Minute), at, "the end of the lifetime of the first comes before the next attempt at the second")

	world.Pass(2 * time.Hour)
	tried, err = queue.Run(t.Context())
	require.NoError(t, err)
	require.Len(t, tried, 2)
	assert.Equal(t, []string{"first.not", "second.not", "first.not", "second.not"}, attempts, "nothing is tried at the end")
	for _, attempt := range tried {
		assert.Equal(t, evidence.Bounced, attempt.Outcome.Fate)
		assert.Equal(t, "the queue lifetime has ended; last: not now", attempt.Outcome.Reason)
	}
	_, due = queue.Due()
	assert.False(t, due, "all have ended")
}

func TestWhatIsDueNextIsKnownWhateverCameFirst(t *testing.T) {
	t.Parallel()
	var attempts []string
	queue := &outbound.Queue{Clock: clock.NewClock(start), Attempt: waiting(&attempts)}
	queue.Schedule = func(domain string) (outbound.Schedule, error) {
		wait := map[string]time.Duration{"slow.not": time.Hour, "quick.not": time.Minute}[domain]
		return outbound.Schedule{First: wait, Longest: wait, Retries: -1, Lifetime: 24 * time.Hour}, nil
	}
	for _, recipient := range []string{"u@slow.not", "u@quick.not"} {
		_, err := queue.Send(t.Context(), messageTo(recipient))
		require.NoError(t, err)
	}
	at, due := queue.Due()
	assert.True(t, due)
	assert.Equal(t, start.Add(time.Minute), at)
}

func TestTheQueueStopsWhereTheLaboratoryBreaks(t *testing.T) {
	t.Parallel()
	broken := errors.New("it broke")
	var attempts []string
	fails := false
	world := clock.NewClock(start)
	queue := &outbound.Queue{Clock: world, Schedule: hourly(24 * time.Hour)}
	queue.Attempt = func(ctx context.Context, entry outbound.QueueEntry) ([]evidence.Outcome, error) {
		if fails {
			return nil, broken
		}
		return waiting(&attempts)(ctx, entry)
	}
	_, err := queue.Send(t.Context(), messageTo("u@example.com"))
	require.NoError(t, err)
	fails = true
	_, err = queue.Send(t.Context(), messageTo("u@example.com"))
	assert.ErrorIs(t, err, broken)
	world.Pass(time.Hour)
	_, err = queue.Run(t.Context())
	assert.ErrorIs(t, err, broken)
}

func TestTheQueueStopsWithItsContext(t *testing.T) {
	t.Parallel()
	var attempts []string
	queue := &outbound.Queue{Clock: clock.NewClock(start), Schedule: hourly(24 * time.Hour), Attempt: waiting(&attempts)}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, err := queue.Send(ctx, messageTo("u@example.com"))
	assert.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, []string{"example.com"}, attempts)
}
