package text

import (
	messages "github.com/cucumber/messages/go/v21"
)

// Extent is the lines of one scenario, its tags included, and those of its rows of examples.
type Extent struct {
	First, Title, Last int
	Rows               []int
}

// Extents lists the scenarios of a document in order.
func Extents(tree *messages.GherkinDocument, lineCount int) []Extent {
	var all []Extent
	var ends []int // lines at which something begins that belongs to no scenario before it
	for _, scenario := range Scenarios(tree, func(rule *messages.Rule) { ends = append(ends, RuleStart(rule)) }) {
		e := Extent{First: int(scenario.Location.Line), Title: int(scenario.Location.Line)}
		for _, tag := range scenario.Tags {
			e.First = min(e.First, int(tag.Location.Line))
		}
		for _, examples := range scenario.Examples {
			for _, row := range examples.TableBody {
				e.Rows = append(e.Rows, int(row.Location.Line))
			}
		}
		all = append(all, e)
		ends = append(ends, e.First)
	}
	for i := range all {
		all[i].Last = lineCount
		for _, end := range ends {
			if end > all[i].First {
				all[i].Last = min(all[i].Last, end-1)
			}
		}
	}
	return all
}

func RuleStart(rule *messages.Rule) int {
	start := int(rule.Location.Line)
	for _, tag := range rule.Tags {
		start = min(start, int(tag.Location.Line))
	}
	return start
}

// Scenarios lists the scenarios of a document, those of its rules included; each rule is shown to
// onRule first.
func Scenarios(tree *messages.GherkinDocument, onRule func(*messages.Rule)) []*messages.Scenario {
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

// Rules maps the scenarios that stand in a Rule to its name.
func Rules(tree *messages.GherkinDocument) map[string]string {
	rules := map[string]string{}
	for _, child := range tree.Feature.Children {
		if child.Rule == nil {
			continue
		}
		for _, inner := range child.Rule.Children {
			if inner.Scenario != nil {
				rules[inner.Scenario.Id] = child.Rule.Name
			}
		}
	}
	return rules
}

// Lines maps the nodes of a document that scenarios and steps come from to their lines.
func Lines(tree *messages.GherkinDocument) map[string]int {
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

func TagNames(pickle *messages.Pickle) []string {
	var names []string
	for _, tag := range pickle.Tags {
		names = append(names, tag.Name)
	}
	return names
}
