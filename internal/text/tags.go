package text

import (
	"fmt"
	"slices"
	"strings"
)

// TagExpression is a condition on the tags of a scenario.
type TagExpression func(tags []string) bool

// signs puts blanks around what a tag expression consists of, in words.
var signs = strings.NewReplacer("(", " ( ", ")", " ) ", "&&", " and ", "||", " or ", ",", " or ", "~", " not ", "!", " not ")

// ParseTags reads a tag expression as Cucumber has it: "@a and not (@b or @c)". godog's own signs are
// understood as well: && for and, a comma for or, ~ for not. Nothing is true of every scenario.
func ParseTags(text string) (TagExpression, error) {
	p := tagParser{tokens: strings.Fields(signs.Replace(text))}
	if len(p.tokens) == 0 {
		return func([]string) bool { return true }, nil
	}
	expression := p.alternatives()
	if p.problem == "" && len(p.tokens) > 0 {
		p.expected("and, or, or the end")
	}
	if p.problem != "" {
		return nil, Input("tags %q: %s", text, p.problem)
	}
	return expression, nil
}

type tagParser struct {
	tokens  []string
	problem string // the first one
}

func (p *tagParser) next() string {
	if len(p.tokens) == 0 {
		return ""
	}
	return p.tokens[0]
}

func (p *tagParser) accept(token string) bool {
	if p.next() != token {
		return false
	}
	p.tokens = p.tokens[1:]
	return true
}

func (p *tagParser) expected(what string) TagExpression {
	if p.problem == "" {
		p.problem = fmt.Sprintf("want %s, and not %q", what, p.next())
	}
	p.tokens = nil
	return func([]string) bool { return false }
}

func (p *tagParser) alternatives() TagExpression {
	left := p.conjunction()
	for p.accept("or") {
		a, b := left, p.conjunction()
		left = func(tags []string) bool { return a(tags) || b(tags) }
	}
	return left
}

func (p *tagParser) conjunction() TagExpression {
	left := p.term()
	for p.accept("and") {
		a, b := left, p.term()
		left = func(tags []string) bool { return a(tags) && b(tags) }
	}
	return left
}

func (p *tagParser) term() TagExpression {
	switch token := p.next(); {
	case p.accept("not"):
		inner := p.term()
		return func(tags []string) bool { return !inner(tags) }
	case p.accept("("):
		inner := p.alternatives()
		if !p.accept(")") {
			return p.expected(`")"`)
		}
		return inner
	case strings.HasPrefix(token, "@"):
		p.accept(token)
		return func(tags []string) bool { return slices.Contains(tags, token) }
	}
	return p.expected("a tag such as @ESA-70")
}
