// Package result is the record of a run: how each scenario ended, and what a page tells of it. Package report writes and reads it.
package result

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
	Known        Status = "known"         // it failed, and a list says why: see Deviation
)

// Run is the record of one run.
type Run struct {
	Sender    string        `json:"sender"`
	Version   string        `json:"version,omitempty"` // of the sender; empty: it does not tell
	Started   time.Time     `json:"started"`
	Duration  time.Duration `json:"duration" least:"0"`
	Shard     Shard         `json:"shard,omitzero"`     // which part of the suite this is
	LeftOut   LeftOut       `json:"leftOut,omitzero"`   // of the whole suite, if this is a shard
	Features  []Feature     `json:"features,omitempty"` // only with Details
	Scenarios []Scenario    `json:"scenarios"`
}

// Scenario is the record of one scenario.
type Scenario struct {
	// ID names the scenario whatever lines are put in before it: "PATH: NAME", with the row's values behind
	// it if the name holds none of them. The path is that below the folder features, if there is one.
	ID       string        `json:"id"`
	Path     string        `json:"path"`
	Line     int           `json:"line" least:"1"` // of the scenario, or of its row in the examples
	Feature  string        `json:"feature"`
	Rule     string        `json:"rule,omitempty"` // of the feature, in which it stands
	Name     string        `json:"name"`
	Tags     []string      `json:"tags,omitempty"`
	Status   Status        `json:"status"`
	Fates    []string      `json:"fates,omitempty"` // what became of each message, in the order of sending
	Reason   string        `json:"reason,omitempty"`
	Problem  *Problem      `json:"problem,omitempty"` // why it did not pass
	Duration time.Duration `json:"duration" least:"0"`
	Story    string        `json:"story,omitempty"`
	Notes    []string      `json:"notes,omitempty"`   // what was not observable, and what never came into play
	Choices  []Choice      `json:"choices,omitempty"` // where the scenario lists several outcomes as sound, in the order of its steps
	// Deviation is what a list of known deviations says of the scenario. One that is listed and passed has
	// failed: the list is wrong.
	Deviation *Deviation `json:"deviation,omitempty"`
	Detail    *Detail    `json:"detail,omitempty"` // nil if nobody asked for it
	Was       *Was       `json:"was,omitempty"`    // nil if it is as in an earlier run, or compared with none
}

// Choice is what the sender did where several outcomes are sound.
type Choice struct {
	Sound []string `json:"sound"` // as the scenario lists them
	Made  []string `json:"made"`  // those that came about, each once
}

// Deviation is why a sender is known to do otherwise.
type Deviation struct {
	Reason     string `json:"reason"`
	Documented string `json:"documented"` // where the program says so, or how it was found out
	Place      string `json:"place"`      // FILE:LINE of the list
}

// Problem is what stopped a scenario, and where.
type Problem struct {
	Step string `json:"step"`
	Line int    `json:"line" least:"1"`
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

// countShoulds is how many of those that failed are a SHOULD.
func (r Run) countShoulds() int {
	n := 0
	for _, scenario := range r.Scenarios {
		if scenario.Status == Failed && scenario.Demand() == Should {
			n++
		}
	}
	return n
}

// Breaks says whether a scenario failed that counts: where strict is false, one that is a SHOULD does not.
func (r Run) Breaks(strict bool) bool {
	failed := r.Count(Failed)
	return failed > 0 && (strict || failed > r.countShoulds())
}

// Summary is one line that counts the scenarios by status, after the sender's version if it tells one.
func (r Run) Summary() string {
	failed := fmt.Sprintf("%d failed", r.Count(Failed))
	if n := r.countShoulds(); n > 0 {
		failed += fmt.Sprintf(" (%d of them a SHOULD)", n)
	}
	parts := []string{fmt.Sprintf("%d passed", r.Count(Passed)), failed}
	for _, status := range []Status{Broken, Known, NotSupported} {
		if n := r.Count(status); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, status))
		}
	}
	if r.LeftOut.Withheld > 0 {
		parts = append(parts, fmt.Sprintf("%d withheld", r.LeftOut.Withheld))
	}
	scenarios, sender := "scenarios", ""
	if len(r.Scenarios) == 1 {
		scenarios = "scenario"
	}
	if r.Version != "" {
		sender = r.Sender + " " + r.Version + ", "
	}
	return fmt.Sprintf("%s%d %s: %s, in %s", sender, len(r.Scenarios), scenarios, strings.Join(parts, ", "), r.Duration.Round(time.Millisecond))
}

// Was is how a scenario ended in an earlier run, where it ended otherwise or was not there.
type Was struct {
	Status Status   `json:"status"` // empty: it was not there
	Fates  []string `json:"fates,omitempty"`
}
