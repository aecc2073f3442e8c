package report

import (
	_ "embed"
	"fmt"
	"iter"
	"strings"
)

// Rule is one rule that a sender is judged by, in one sentence, with its source. In sources, S stands for
// the Cisco document 213197 and the book chapter on Exchange, C for other Cisco documents, R for an
// RFC, M for a measurement, I for an inference of the project.
type Rule struct{ ID, Sentence, Source string }

// rulesTable has one rule a line: identifier, sentence, source, with tabs between.
//
//go:embed rules.tsv
var rulesTable string

// Rules yields every rule, in the order of the table.
func Rules() iter.Seq[Rule] {
	return func(yield func(Rule) bool) {
		for line := range strings.Lines(rulesTable) {
			cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			if len(cells) != 3 {
				panic(fmt.Sprintf("report: rules.tsv: %q: want an identifier, a sentence and a source", line))
			}
			if !yield(Rule{cells[0], cells[1], cells[2]}) {
				return
			}
		}
	}
}

// RuleOf finds a rule by its identifier, such as "ESA-43".
func RuleOf(id string) (Rule, bool) {
	for rule := range Rules() {
		if rule.ID == id {
			return rule, true
		}
	}
	return Rule{}, false
}

// Sources says how to read the sources of the rules.
const Sources = "In the sources, S is Cisco document 213197 (EN, NL, PT, JA: its versions and their lines) or a book chapter on " +
	"Exchange (EX), C another Cisco document, R an RFC, M a measurement, and I an inference of this project."
