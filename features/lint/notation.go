package lint

import (
	"regexp"
	"slices"
	"strings"
)

// nothingElse are words that somebody writes who means no name at all.
var nothingElse = []string{"none", "no", "nothing", "empty", "null", "nil", "n/a"}

// escape is how a byte is written in double quotes.
var escape = regexp.MustCompile(`\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[0-7]{3}|[abfnrtv0"])`)

// names looks in the tables of certificates for what is a name there, and hardly meant to be one.
func (l *linter) names(all []said) {
	for _, s := range all {
		l.listed(s)
		if !slices.Equal(s.phrase.Argument.Columns, []string{"kind", "names"}) {
			continue
		}
		for _, row := range cellsOf(s) {
			if len(row) == 2 && !strings.HasPrefix(strings.TrimSpace(row[1]), `"`) {
				l.cell(s.line, row[0], row[1])
			}
		}
	}
}

// listed looks at the names in the text of a step.
func (l *linter) listed(s said) {
	for i, placeholder := range s.phrase.Placeholders() {
		for word := range strings.SplitSeq(s.values[i], ", ") {
			if placeholder.Name == "list" && slices.Contains(nothingElse, strings.ToLower(word)) {
				l.find(s.line, "%q is a name here: want one or more names", word)
			}
		}
	}
}

func (l *linter) cell(line int, kind, cell string) {
	if found := escape.FindString(cell); found != "" {
		l.find(line, "%s | %s: outside double quotes %s is %d characters of the name: want the name in double quotes", kind, cell, found, len(found))
		return
	}
	if kind == "CN" && strings.Contains(cell, ",") {
		l.find(line, "CN | %s: this is one name with a comma: want a row for each name, or the one in double quotes", cell)
		return
	}
	for word := range strings.SplitSeq(cell, ",") {
		if word = strings.TrimSpace(word); slices.Contains(nothingElse, strings.ToLower(word)) {
			l.find(line, `%s | %s: %q is a name: want "-" or nothing for none, or the name in double quotes`, kind, cell, word)
		}
	}
}
