package fakemta

import (
	"slices"
	"time"
)

// Rate bounds how many connections a server takes in a time; whoever comes beyond that is greeted with Reply, and the connection
// is closed. The zero value bounds nothing.
type Rate struct {
	Connections int    `json:"connections"`
	Seconds     int    `json:"seconds"`
	Reply       string `json:"reply"` // such as "421 4.7.0 Too many connections"
}

// exceeds counts a connection, by the time of the server, if it is within a rate.
func (s *Server) exceeds(rate Rate) bool {
	if rate.Connections == 0 {
		return false
	}
	now := time.Now()
	if s.Now != nil {
		now = s.Now()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	since := now.Add(-time.Duration(rate.Seconds) * time.Second)
	s.taken = slices.DeleteFunc(s.taken, func(at time.Time) bool { return !at.After(since) })
	if len(s.taken) >= rate.Connections {
		return true
	}
	s.taken = append(s.taken, now)
	return false
}

// greeting is what a client is greeted with.
func (p *phase) greeting() Reply {
	if !p.encrypted && p.server.exceeds(p.behaviour.Rate) {
		return Reply{Text: p.behaviour.Rate.Reply, After: Close}
	}
	return p.dialogue.Greeting
}
