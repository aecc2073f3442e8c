// Package report keeps the record of a run and shows it to people and machines.
package report

import (
	"fmt"
	"strings"
	"time"
)

// Status is how a scenario ended. The words are kept apart on purpose: what the sender did wrong is
// never mixed with what the laboratory or its user did.
type Status string

// The ways in which a scenario ends.
const (
	Passed       Status = "passed"
	Failed       Status = "failed"        // the sender did not do what the scenario states
	Broken       Status = "broken"        // the laboratory or the scenario's text is at fault
	NotSupported Status = "not supported" // the sender cannot be told to do this
)

// Run is the record of one run.
type Run struct {
	Sender    string        `json:"sender"`
	Started   time.Time     `json:"started"`
	Duration  time.Duration `json:"duration"`
	Shard     Shard         `json:"shard,omitzero"` // which part of the suite this is
	Scenarios []Scenario    `json:"scenarios"`
}

// Scenario is the record of one scenario.
type Scenario struct {
	Path     string        `json:"path"`
	Line     int           `json:"line"` // of the scenario, or of its row in the examples
	Feature  string        `json:"feature"`
	Name     string        `json:"name"`
	Tags     []string      `json:"tags,omitempty"`
	Status   Status        `json:"status"`
	Fates    []string      `json:"fates,omitempty"` // what became of each message, in the order of sending
	Reason   string        `json:"reason,omitempty"`
	Problem  *Problem      `json:"problem,omitempty"` // why it did not pass
	Duration time.Duration `json:"duration"`
	Story    string        `json:"story,omitempty"`
}

// Problem is what stopped a scenario, and where.
type Problem struct {
	Step string `json:"step"`
	Line int    `json:"line"`
	Text string `json:"text"`
}

// Place is where a scenario stands, as PATH:LINE.
func (s Scenario) Place() string { return fmt.Sprintf("%s:%d", s.Path, s.Line) }

// FatesInShort tells the fates in a few words: one that follows itself is told once, with its number.
func (s Scenario) FatesInShort() string {
	var told []string
	for i := 0; i < len(s.Fates); {
		fate, first := s.Fates[i], i
		for i < len(s.Fates) && s.Fates[i] == fate {
			i++
		}
		if i > first+1 {
			fate = fmt.Sprintf("%s (%d)", fate, i-first)
		}
		told = append(told, fate)
	}
	return strings.Join(told, ", ")
}

// Count is how many scenarios ended in a status.
func (r Run) Count(status Status) int {
	n := 0
	for _, scenario := range r.Scenarios {
		if scenario.Status == status {
			n++
		}
	}
	return n
}

// Summary is one line that counts the scenarios by status.
func (r Run) Summary() string {
	parts := []string{fmt.Sprintf("%d passed", r.Count(Passed)), fmt.Sprintf("%d failed", r.Count(Failed))}
	for _, status := range []Status{Broken, NotSupported} {
		if n := r.Count(status); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, status))
		}
	}
	scenarios := "scenarios"
	if len(r.Scenarios) == 1 {
		scenarios = "scenario"
	}
	return fmt.Sprintf("%d %s: %s, in %s", len(r.Scenarios), scenarios, strings.Join(parts, ", "), r.Duration.Round(time.Millisecond))
}
