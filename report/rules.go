package report

import (
	_ "embed"
	"fmt"
	"iter"
	"regexp"
	"strings"
)

// Rule is one rule that a sender is judged by, in one sentence, with its source. In sources, S stands for
// the Cisco document 213197 and the book chapter on Exchange, C for other Cisco documents, R for an
// RFC, M for a measurement, I for an inference of the project.
type Rule struct{ ID, Sentence, Source string }

// level is the word of RFC 2119 that a rule ends with, in parentheses.
var level = regexp.MustCompile(`\(([A-Z /]+)\)$`)

// Binds says whether every sender owes what the rule says: a clause of an RFC, unless it has no more than a SHOULD or a MAY,
// or the promise of a setting.
func (r Rule) Binds() bool {
	found := level.FindStringSubmatch(r.Sentence)
	binding := found == nil || strings.Contains(found[1], "MUST")
	return strings.HasPrefix(r.Source, "RFC ") && binding || strings.HasPrefix(r.ID, "POLICY-")
}

// Advises says whether it is a clause of an RFC that has a SHOULD.
func (r Rule) Advises() bool {
	found := level.FindStringSubmatch(r.Sentence)
	return strings.HasPrefix(r.Source, "RFC ") && found != nil && strings.Contains(found[1], "SHOULD")
}

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
