package sim

import "sync"

// silence begins when an MTA falls silent for good. The zero value is ready for use.
type silence struct {
	made, begun sync.Once
	channel     chan struct{}
}

// fallen is closed once it has begun.
func (s *silence) fallen() <-chan struct{} {
	s.made.Do(func() { s.channel = make(chan struct{}) })
	return s.channel
}

func (s *silence) fall() {
	s.fallen()
	s.begun.Do(func() { close(s.channel) })
}
