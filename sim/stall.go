package sim

import "sync"

// stallSignal begins when an MTA falls silent for good. The zero value is ready for use.
type stallSignal struct {
	made, rung sync.Once
	channel    chan struct{}
}

// begun is closed once it has begun.
func (s *stallSignal) begun() <-chan struct{} {
	s.made.Do(func() { s.channel = make(chan struct{}) })
	return s.channel
}

func (s *stallSignal) begin() {
	s.begun()
	s.rung.Do(func() { close(s.channel) })
}
