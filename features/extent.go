package features

import (
	messages "github.com/cucumber/messages/go/v21"
)

// extent is the lines of one scenario, its tags included, and those of its rows of examples.
type extent struct {
	first, title, last int
	rows               []int
}

// extents lists the scenarios of a document in order.
func extents(tree *messages.GherkinDocument, lineCount int) []extent {
	var all []extent
	var ends []int // lines at which something begins that belongs to no scenario before it
	for _, scenario := range scenarios(tree, func(rule *messages.Rule) { ends = append(ends, ruleStart(rule)) }) {
		e := extent{first: int(scenario.Location.Line), title: int(scenario.Location.Line)}
		for _, tag := range scenario.Tags {
			e.first = min(e.first, int(tag.Location.Line))
		}
		for _, examples := range scenario.Examples {
			for _, row := range examples.TableBody {
				e.rows = append(e.rows, int(row.Location.Line))
			}
		}
		all = append(all, e)
		ends = append(ends, e.first)
	}
	for i := range all {
		all[i].last = lineCount
		for _, end := range ends {
			if end > all[i].first {
				all[i].last = min(all[i].last, end-1)
			}
		}
	}
	return all
}

func ruleStart(rule *messages.Rule) int {
	start := int(rule.Location.Line)
	for _, tag := range rule.Tags {
		start = min(start, int(tag.Location.Line))
	}
	return start
}

// scenarios lists the scenarios of a document, those of its rules included; each rule is shown to
// onRule first.
func scenarios(tree *messages.GherkinDocument, onRule func(*messages.Rule)) []*messages.Scenario {
	var found []*messages.Scenario
	for _, child := range tree.Feature.Children {
		if child.Scenario != nil {
			found = append(found, child.Scenario)
		}
		if child.Rule == nil {
			continue
		}
		onRule(child.Rule)
		for _, inner := range child.Rule.Children {
			if inner.Scenario != nil {
				found = append(found, inner.Scenario)
			}
		}
	}
	return found
}

// linesOf maps the nodes of a document that scenarios and steps come from to their lines.
func linesOf(tree *messages.GherkinDocument) map[string]int {
	lines := map[string]int{}
	note := func(background *messages.Background, scenario *messages.Scenario) {
		var steps []*messages.Step
		if background != nil {
			steps = background.Steps
		}
		if scenario != nil {
			steps = scenario.Steps
			lines[scenario.Id] = int(scenario.Location.Line)
			for _, examples := range scenario.Examples {
				for _, row := range examples.TableBody {
					lines[row.Id] = int(row.Location.Line)
				}
			}
		}
		for _, step := range steps {
			lines[step.Id] = int(step.Location.Line)
		}
	}
	for _, child := range tree.Feature.Children {
		note(child.Background, child.Scenario)
		if child.Rule != nil {
			for _, inner := range child.Rule.Children {
				note(inner.Background, inner.Scenario)
			}
		}
	}
	return lines
}

func tagNames(pickle *messages.Pickle) []string {
	var names []string
	for _, tag := range pickle.Tags {
		names = append(names, tag.Name)
	}
	return names
}
