package main

import (
	"cmp"
	"fmt"
	"reflect"
	"strings"
)

// kind is what a difference is about.
type kind string

// The kinds, in the order in which they are printed.
const (
	ruleDiffers       kind = "rules that are cited"
	fateDiffers       kind = "status and fates"
	reasonDiffers     kind = "reasons and problems"
	comparisonDiffers kind = "comparisons"
	worldDiffers      kind = "what the sender met"
	trailDiffers      kind = "the trail"
	storyDiffers      kind = "the story"
	scenarioRemoved   kind = "scenarios that are no more"
	scenarioAdded     kind = "scenarios that were added"
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
	if !reflect.DeepEqual(before.Detail.World, now.Detail.World) {
		note(worldDiffers, fmt.Sprintf("%+v", before.Detail.World), fmt.Sprintf("%+v", now.Detail.World))
	}
	all = append(all, compareTrails(place, before.Detail.Trail, now.Detail.Trail)...)
	_, changes := align(before.story, now.story)
	for _, c := range changes {
		for i := range max(len(c.before), len(c.now)) {
			note(storyDiffers, lineAt(before.story, c.before, i), lineAt(now.story, c.now, i))
		}
	}
	return all
}

func outcome(s scenario) string { return s.Status + ": " + strings.Join(s.Fates, ", ") }

// lineAt is the line with the i-th of some indexes, or none.
func lineAt(lines []string, indexes []int, i int) string {
	if i < len(indexes) {
		return lines[indexes[i]]
	}
	return ""
}

// compareTrails compares the events without their rules, and the rules where the events are the same.
func compareTrails(place string, before, now []event) []difference {
	var all []difference
	old, new := eventLines(before), eventLines(now)
	pairs, changes := align(old, new)
	for _, pair := range pairs {
		if a, b := before[pair[0]].Rule, now[pair[1]].Rule; a != b {
			all = append(all, difference{ruleDiffers, place + "\n" + old[pair[0]], cmp.Or(a, "none"), cmp.Or(b, "none")})
		}
	}
	for _, c := range changes {
		for i := range max(len(c.before), len(c.now)) {
			kind := trailDiffers
			if comparisonAt(before, c.before, i) || comparisonAt(now, c.now, i) {
				kind = comparisonDiffers
			}
			all = append(all, difference{kind, place, lineAt(old, c.before, i), lineAt(new, c.now, i)})
		}
	}
	return all
}

func comparisonAt(trail []event, indexes []int, i int) bool {
	return i < len(indexes) && trail[indexes[i]].Comparison != nil
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
