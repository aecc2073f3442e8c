package text

import (
	"fmt"
	"strings"

	gherkin "github.com/cucumber/gherkin/go/v26"
)

// bounded builds the tree of a feature, and tells of the doc strings that are too long. It gives the builder each of them
// as one line, for which nothing is copied again and again.
type bounded struct {
	gherkin.AstBuilder
	file   string
	faults []error
	copied int // bytes that godog will copy for the doc strings so far

	docString bool // the tokens are of one
	start     int  // its line
	first     *gherkin.Token
	lines     []string
	bytes     int
	tooLong   bool
}

func (b *bounded) StartRule(rule gherkin.RuleType) (bool, error) {
	if rule == gherkin.RuleTypeDocString {
		b.docString, b.start, b.first, b.lines, b.bytes, b.tooLong = true, 0, nil, nil, 0, false
	}
	return b.AstBuilder.StartRule(rule)
}

func (b *bounded) Build(token *gherkin.Token) (bool, error) {
	if b.docString && token.Type == gherkin.TokenTypeOther {
		b.add(token)
		return true, nil
	}
	if b.docString && b.start == 0 {
		b.start = token.Location.Line
	}
	return b.AstBuilder.Build(token)
}

func (b *bounded) EndRule(rule gherkin.RuleType) (bool, error) {
	if rule == gherkin.RuleTypeDocString {
		b.docString = false
		if b.first != nil {
			whole := *b.first
			whole.Text = strings.Join(b.lines, "\n")
			if ok, err := b.AstBuilder.Build(&whole); err != nil {
				return ok, err
			}
		}
	}
	return b.AstBuilder.EndRule(rule)
}

// add takes another line of a doc string, unless it is too long already.
func (b *bounded) add(token *gherkin.Token) {
	if b.tooLong {
		return
	}
	if b.first == nil {
		b.first = token
	}
	b.lines = append(b.lines, token.Text)
	b.bytes += len(token.Text) + len("\n")
	b.copied += b.bytes
	switch {
	case len(b.lines) > maxDocStringLines || b.bytes > maxDocString:
		b.fault("the doc string goes on: want at most %d lines and %d bytes", maxDocStringLines, maxDocString)
	case b.copied > maxCopied:
		b.fault("the doc strings of the file come to too much with line %d of this one: want fewer lines, or shorter ones", len(b.lines))
	}
}

func (b *bounded) fault(format string, arguments ...any) {
	b.tooLong = true
	b.faults = append(b.faults, Fault{b.file, b.start, fmt.Sprintf(format, arguments...)})
}
