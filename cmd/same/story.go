package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// addStories finds the story of each scenario in what mtalab run --verbose prints: a line with the feature's
// path, a line with the scenario's line and name, and the story four columns to the right, until the next
// scenario. A record does not hold the stories of scenarios that went well.
func addStories(scenarios []scenario, told string) error {
	paths, at := map[string]bool{}, map[string]*scenario{}
	for i := range scenarios {
		s := &scenarios[i]
		paths[s.Path] = true
		at[fmt.Sprintf("%s:%d", s.Path, s.Line)] = s
	}
	var path string
	var current *scenario
	found, lines := 0, 0
	for line := range strings.Lines(told) {
		line = strings.TrimSuffix(line, "\n")
		if first, _, _ := strings.Cut(line, "  "); paths[first] {
			path, current = first, nil
			continue
		}
		if s := headed(at, path, line); s != nil {
			current, found = s, found+1
			continue
		}
		text, indented := strings.CutPrefix(line, "    ")
		if text = steady(text); indented && current != nil && text != "" && !current.tellsApart(text) {
			current.story = append(current.story, text)
			lines++
		}
	}
	if found != len(scenarios) {
		return fmt.Errorf("read the stories that run --verbose prints: %d scenarios of %d are there", found, len(scenarios))
	}
	if lines == 0 {
		return errors.New("read the stories that run --verbose prints: all are empty")
	}
	return nil
}

// headed is the scenario whose line and name a line begins with, or nil.
func headed(at map[string]*scenario, path, line string) *scenario {
	number, rest, _ := strings.Cut(strings.TrimLeft(line, " "), "  ")
	s := at[path+":"+number]
	if s == nil || !strings.HasPrefix(rest, s.Name) {
		return nil
	}
	return s
}

// tellsApart says whether a line, four columns to the left, is no part of the story: it is the reason, or of
// the problem.
func (s *scenario) tellsApart(line string) bool {
	return line == "    "+s.Reason || slices.Contains(strings.Split(s.Problem.Text, "\n"), "  "+line)
}
