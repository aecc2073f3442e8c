package network

import (
	"sync"
	"time"
)

// deadline ends a wait on a condition: whoever waits looks at passed, under the lock of the condition.
type deadline struct {
	passed bool
	timer  *time.Timer
	turn   int // counts settings, so that an earlier timer cannot end a later wait
}

// set replaces the deadline; zero means none. The lock of changed is not held.
func (d *deadline) set(changed *sync.Cond, at time.Time) {
	changed.L.Lock()
	defer changed.L.Unlock()
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
	d.turn++
	turn, left := d.turn, time.Until(at)
	d.passed = !at.IsZero() && left <= 0
	if !at.IsZero() && left > 0 {
		d.timer = time.AfterFunc(left, func() {
			changed.L.Lock()
			defer changed.L.Unlock()
			d.passed = d.passed || d.turn == turn
			changed.Broadcast()
		})
	}
	changed.Broadcast()
}
