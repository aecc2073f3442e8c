package unbound

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"mtalab/internal/debian"
	"mtalab/sim"
)

// Pool lends unbounds, each in a private network of its own, and keeps them running from world to world: to start one takes
// longer than most deliveries. The zero value is ready for use; close it when the last world is closed. Safe for concurrent use.
type Pool struct {
	mu     sync.Mutex
	idle   []*box
	closed bool
}

var _ sim.Resolver = (*Pool)(nil)

// Lend is one that waits, or a new one.
func (p *Pool) Lend(ctx context.Context) (sim.LentResolver, error) {
	if waiting := p.take(); waiting != nil {
		return &lent{box: waiting, pool: p}, nil
	}
	program, err := Find()
	if errors.Is(err, debian.ErrMissing) {
		return nil, fmt.Errorf("%w: %w", sim.ErrNoResolver, err)
	}
	if err != nil {
		return nil, err
	}
	made, err := start(ctx, program)
	if err != nil {
		return nil, err
	}
	return &lent{box: made, pool: p}, nil
}

// take is one that waits and still runs; nil: none does.
func (p *Pool) take() *box {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.idle) > 0 {
		last := p.idle[len(p.idle)-1]
		p.idle = p.idle[:len(p.idle)-1]
		if last.runs() {
			return last
		}
		_ = last.Close() // somebody has ended it
	}
	return nil
}

// put takes one back, unless the pool is closed.
func (p *Pool) put(b *box) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.idle = append(p.idle, b)
	}
	return !p.closed
}

// Close ends those that wait. One that is still lent ends with its world.
func (p *Pool) Close() error {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	var errs []error
	for _, b := range idle {
		errs = append(errs, b.Close())
	}
	return errors.Join(errs...)
}

// lent is a box in the hands of one world.
type lent struct {
	*box
	pool *Pool
	once sync.Once
}

// Close gives the box back, or ends it if the pool is closed or it has ended.
func (l *lent) Close() (err error) {
	l.once.Do(func() {
		if !l.runs() || !l.pool.put(l.box) {
			err = l.box.Close()
		}
	})
	return err
}
