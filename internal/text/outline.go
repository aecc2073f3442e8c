package text

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	messages "github.com/cucumber/messages/go/v21"
)

// placeholder is a word for which the rows of an outline have a value each; <bob@example.com>, <http://a.not>, </b> and
// <a href=x> are none.
var placeholder = regexp.MustCompile(`<([^<>\s@:=/][^<>@:=]*)>`)

// word is what a placeholder in a doc string must be: pasted logs and messages have angle brackets of their own.
var word = regexp.MustCompile(`^[\pL\pN_-]+$`)

// Check finds what is wrong with the scenarios of a feature that is one by its grammar: there are no steps, words in angle brackets that nothing replaces, columns that
// replace nothing, examples without rows, and outlines without examples.
func Check(file string, tree *messages.GherkinDocument) []Fault {
	o := outlines{file: file}
	background := func(b *messages.Background) {
		if b != nil {
			o.plain(b.Steps, "the Background, which has no Examples")
		}
	}
	for _, child := range tree.Feature.Children {
		background(child.Background)
		if child.Rule != nil {
			for _, inner := range child.Rule.Children {
				background(inner.Background)
			}
		}
	}
	for _, scenario := range Scenarios(tree, func(*messages.Rule) {}) {
		o.scenario(scenario)
	}
	slices.SortStableFunc(o.faults, func(a, b Fault) int { return a.Line - b.Line })
	return o.faults
}

type outlines struct {
	file   string
	faults []Fault
}

func (o *outlines) fault(line int64, format string, arguments ...any) {
	o.faults = append(o.faults, Fault{o.file, int(line), fmt.Sprintf(format, arguments...)})
}

// isOutline goes by the English keywords, as features are written in English.
func isOutline(scenario *messages.Scenario) bool {
	return strings.Contains(scenario.Keyword, "Outline") || strings.Contains(scenario.Keyword, "Template")
}

func (o *outlines) scenario(scenario *messages.Scenario) {
	switch {
	case len(scenario.Steps) == 0:
		o.fault(scenario.Location.Line, "the scenario has no steps: want Given, When and Then")
	case len(scenario.Examples) > 0:
		o.examples(scenario)
	case isOutline(scenario):
		o.fault(scenario.Location.Line, "the outline has no Examples: want a table of them")
	default:
		o.plain(scenario.Steps, "a scenario without Examples")
	}
}

// plain looks at steps of which no row replaces anything.
func (o *outlines) plain(steps []*messages.Step, where string) {
	for _, step := range steps {
		for _, m := range mentions(step, nil) {
			o.fault(m.line, "<%s> stands in %s: nothing replaces it", m.name, where)
		}
	}
}

// examples looks at an outline and the tables of its examples.
func (o *outlines) examples(scenario *messages.Scenario) {
	used := []mention{}
	for _, found := range placeholder.FindAllStringSubmatch(scenario.Name, -1) {
		used = append(used, mention{scenario.Location.Line, found[1]})
	}
	for _, step := range scenario.Steps {
		used = append(used, mentions(step, word)...)
	}
	for _, examples := range scenario.Examples {
		if len(examples.TableBody) == 0 {
			o.fault(examples.Location.Line, "the Examples have no rows: nothing would run")
			continue
		}
		columns := map[string]bool{}
		for _, cell := range examples.TableHeader.Cells {
			if columns[cell.Value] {
				o.fault(cell.Location.Line, "the column %q stands here twice", cell.Value)
			}
			columns[cell.Value] = true
			if !o.uses(scenario, cell.Value) {
				o.fault(cell.Location.Line, "nothing uses the column %q: want <%s> in the scenario", cell.Value, cell.Value)
			}
		}
		for _, m := range used {
			if !columns[m.name] {
				o.fault(m.line, "no column of the Examples is called %q, for <%s>: there are %s", m.name, m.name, headings(examples))
			}
		}
	}
}

func headings(examples *messages.Examples) string {
	var names []string
	for _, cell := range examples.TableHeader.Cells {
		names = append(names, cell.Value)
	}
	return strings.Join(names, ", ")
}

// uses says whether a column stands anywhere in a scenario.
func (o *outlines) uses(scenario *messages.Scenario, column string) bool {
	in := "<" + column + ">"
	if strings.Contains(scenario.Name, in) {
		return true
	}
	for _, step := range scenario.Steps {
		for _, t := range texts(step) {
			if strings.Contains(t.text, in) {
				return true
			}
		}
	}
	return false
}

// mention is a word in angle brackets, and where it stands.
type mention struct {
	line int64
	name string
}

// mentions are those of a step; in its doc string only words of a certain form, none if that is nil.
func mentions(step *messages.Step, inDocString *regexp.Regexp) []mention {
	var all []mention
	for _, t := range texts(step) {
		for _, found := range placeholder.FindAllStringSubmatch(t.text, -1) {
			if strings.Contains(t.text, "</"+found[1]+">") {
				continue // markup
			}
			if !t.pasted || inDocString != nil && inDocString.MatchString(found[1]) {
				all = append(all, mention{t.line, found[1]})
			}
		}
	}
	return all
}

// piece is a part of a step in which a placeholder may stand.
type piece struct {
	line   int64
	text   string
	pasted bool // it is a doc string
}

func texts(step *messages.Step) []piece {
	all := []piece{{step.Location.Line, step.Text, false}}
	if step.DataTable != nil {
		for _, row := range step.DataTable.Rows {
			for _, cell := range row.Cells {
				all = append(all, piece{cell.Location.Line, cell.Value, false})
			}
		}
	}
	if step.DocString != nil {
		all = append(all, piece{step.DocString.Location.Line, step.DocString.Content, true})
	}
	return all
}

// tooMuch says whether a file comes to more than can be run: each row of examples is a scenario with all its steps.
func tooMuch(file string, tree *messages.GherkinDocument) error {
	lines := func(steps []*messages.Step) int {
		count := 0
		for _, step := range steps {
			count += len(texts(step))
		}
		return count
	}
	background, before, all := 0, 0, 0 // the Background in lines and in steps
	count := func(b *messages.Background) {
		if b != nil {
			background += lines(b.Steps)
			before += len(b.Steps)
		}
	}
	for _, child := range tree.Feature.Children {
		count(child.Background)
		if child.Rule != nil {
			for _, inner := range child.Rule.Children {
				count(inner.Background)
			}
		}
	}
	for _, scenario := range Scenarios(tree, func(*messages.Rule) {}) {
		rows := max(1, rowsOf(scenario))
		all += rows * (background + lines(scenario.Steps))
		if steps := before + len(scenario.Steps); steps > maxSteps {
			return Fault{file, int(scenario.Location.Line), fmt.Sprintf("the scenario has %d steps with its Background: want at most %d", steps, maxSteps)}
		}
		if rows > maxRows {
			return Fault{file, int(scenario.Location.Line), fmt.Sprintf("the outline has %d rows of examples: want at most %d", rows, maxRows)}
		}
		if all > maxRun {
			return Fault{file, int(scenario.Location.Line), fmt.Sprintf("the scenarios up to this one come to %d lines, row by row of their examples: want at most %d in a file", all, maxRun)}
		}
	}
	return nil
}

func rowsOf(scenario *messages.Scenario) int {
	rows := 0
	for _, examples := range scenario.Examples {
		rows += len(examples.TableBody)
	}
	return rows
}
