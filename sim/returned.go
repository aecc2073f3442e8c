package sim

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"
)

// Bounds on an MTA under test, by the wall clock.
const (
	// graceTime is how long a call may take to return once its context has ended.
	graceTime = 5 * time.Second
	// closeTime is how long Close may take.
	closeTime = time.Minute
)

// errVanished says that a call ended its goroutine, as (*testing.T).FailNow does, and did not return.
var errVanished = errors.New("it ended its goroutine and did not return")

// result is what a call of an MTA under test came to.
type result[T any] struct {
	value    T
	err      error
	panicked any
}

// returned calls a method of the MTA under test and waits until it returns, but no longer than until ctx and
// graceTime are over: one that ignores its context is abandoned, and named. What it returns after that goes to
// late, if there is one.
func returned[T any](ctx context.Context, s *site, who, method string, late func(T), call func() (T, error)) (T, error) {
	began := time.Now()
	ended := make(chan result[T], 1)
	go func() {
		r := result[T]{err: errVanished}
		defer func() {
			if r.panicked = recover(); r.panicked != nil {
				r.panicked = fmt.Sprintf("%v\n%s", r.panicked, debug.Stack())
			}
			ended <- r
		}()
		r.value, r.err = call()
	}()
	r, ok := await(ctx, ended)
	if r.panicked != nil {
		panic(r.panicked) // here, where it can be recovered from
	}
	if ok {
		return r.value, r.err
	}
	s.abandoned.Store(true)
	if late != nil {
		go func() {
			if r := <-ended; r.err == nil {
				late(r.value)
			}
		}()
	}
	return r.value, fmt.Errorf("%s: %s did not return within %s and is abandoned: %w",
		who, method, time.Since(began).Round(100*time.Millisecond), context.Cause(ctx))
}

// await receives a result until ctx and graceTime are over.
func await[T any](ctx context.Context, ended <-chan result[T]) (r result[T], ok bool) {
	select {
	case r = <-ended:
		return r, true
	case <-ctx.Done():
	}
	timer := time.NewTimer(graceTime)
	defer timer.Stop()
	select {
	case r = <-ended:
		return r, true
	case <-timer.C:
		return r, false
	}
}

// closeBounded closes what an MTA under test is at work with. One that was abandoned has graceTime alone.
func (s *site) closeBounded(who string, close func() error) error {
	bound := closeTime
	if s.abandoned.Load() {
		bound = 0
	}
	ctx, cancel := context.WithTimeoutCause(context.Background(), bound, errors.New("it was told to close"))
	defer cancel()
	_, err := returned(ctx, s, who, "Close", nil, func() (struct{}, error) { return struct{}{}, close() })
	return err
}
