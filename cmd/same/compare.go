package main

import (
	"cmp"
	"fmt"
	"iter"
	"strings"
)

// kind is what a difference is about.
type kind string

// The kinds, in the order in which they are printed.
const (
	ruleDiffers       kind = "rules cited otherwise"
	fateDiffers       kind = "status or fates"
	reasonDiffers     kind = "reasons or problems"
	comparisonDiffers kind = "comparisons"
	worldDiffers      kind = "what the sender met"
	trailDiffers      kind = "lines of the trail"
	storyDiffers      kind = "lines of the story"
	scenarioRemoved   kind = "scenarios removed"
	scenarioAdded     kind = "scenarios added"
)

var kinds = []kind{ruleDiffers, fateDiffers, reasonDiffers, comparisonDiffers, worldDiffers, trailDiffers, storyDiffers, scenarioRemoved, scenarioAdded}

// difference is one thing that is otherwise in one scenario.
type difference struct {
	kind        kind
	place       string // suite, network and the scenario's ID
	before, now string
}

// matters says whether behaviour differs.
func (d difference) matters() bool { return d.kind != ruleDiffers && d.kind != scenarioAdded }

// compareRuns compares scenario by scenario; where is the suite and the network.
func compareRuns(where string, before, now record) []difference {
	var all []difference
	left := map[string]scenario{}
	for _, s := range now.Scenarios {
		left[s.ID] = s
	}
	for _, old := range before.Scenarios {
		place := where + ": " + old.ID
		new, there := left[old.ID]
		delete(left, old.ID)
		if !there {
			all = append(all, difference{scenarioRemoved, place, old.ID, ""})
			continue
		}
		all = append(all, compareScenarios(place, old, new)...)
	}
	for _, s := range now.Scenarios {
		if _, added := left[s.ID]; added {
			all = append(all, difference{scenarioAdded, where + ": " + s.ID, "", s.ID})
		}
	}
	return all
}

func compareScenarios(place string, before, now scenario) []difference {
	var all []difference
	note := func(kind kind, before, now string) {
		if before != now {
			all = append(all, difference{kind, place, before, now})
		}
	}
	note(fateDiffers, outcome(before), outcome(now))
	note(reasonDiffers, before.Reason, now.Reason)
	note(reasonDiffers, before.Problem.Text, now.Problem.Text)
	for before, now := range changedLines(before.Detail.World.lines(), now.Detail.World.lines()) {
		note(worldDiffers, before, now)
	}
	all = append(all, compareTrails(place, before.Detail.Trail, now.Detail.Trail)...)
	for before, now := range changedLines(before.story, now.story) {
		note(storyDiffers, before, now)
	}
	return all
}

func outcome(s scenario) string {
	return strings.TrimSuffix(s.Status+": "+strings.Join(s.Fates, ", "), ": ")
}

// changedLines yields what differs between two lists of lines; what is empty stood or stands nowhere.
func changedLines(before, now []string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		_, changes := align(before, now)
		for _, c := range changes {
			old, new := "", ""
			if c.before >= 0 {
				old = before[c.before]
			}
			if c.now >= 0 {
				new = now[c.now]
			}
			if !yield(old, new) {
				return
			}
		}
	}
}

// compareTrails compares the events without their rules, and the rules where the events are the same.
func compareTrails(place string, before, now []event) []difference {
	var all []difference
	old, new := eventLines(before), eventLines(now)
	same, changes := align(old, new)
	for _, pair := range same {
		if a, b := before[pair.before].Rule, now[pair.now].Rule; a != b {
			all = append(all, difference{ruleDiffers, place + "\n" + old[pair.before], cmp.Or(a, "none"), cmp.Or(b, "none")})
		}
	}
	for _, c := range changes {
		d := difference{kind: trailDiffers, place: place}
		if c.before >= 0 {
			d.before = old[c.before]
		}
		if c.now >= 0 {
			d.now = new[c.now]
		}
		if c.before >= 0 && before[c.before].Comparison != nil || c.now >= 0 && now[c.now].Comparison != nil {
			d.kind = comparisonDiffers
		}
		all = append(all, d)
	}
	return all
}

// eventLines tells each event in one line, but for its rule.
func eventLines(trail []event) []string {
	lines := make([]string, len(trail))
	for i, e := range trail {
		told := fmt.Sprintf("%s %s: %q", e.Who, e.Kind, e.Text)
		for _, more := range []struct {
			there bool
			text  string
		}{
			{e.Answer != "", fmt.Sprintf("answer %q", e.Answer)},
			{e.Host != "", "host " + e.Host},
			{e.Session != 0, fmt.Sprintf("session %d", e.Session)},
			{e.Encrypted, "encrypted"},
			{e.Comparison != nil, e.Comparison.String()},
			{e.Decides, "decides"},
		} {
			if more.there {
				told += ", " + more.text
			}
		}
		lines[i] = told
	}
	return lines
}

// String tells every field.
func (c *comparison) String() string {
	if c == nil {
		return ""
	}
	verdict := "no"
	if c.Match {
		verdict = "yes"
	}
	return fmt.Sprintf("%s %q ~= %q (%s): %s %s", c.Kind, c.Presented, c.Reference, c.Source, verdict, c.Why)
}
