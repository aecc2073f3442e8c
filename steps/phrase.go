package steps

import (
	"fmt"
	"regexp"
	"sync"
)

// keyword is the word that a phrase is used with. "And" and "But" take that of the step before.
type keyword string

const (
	given keyword = "Given"
	when  keyword = "When"
	then  keyword = "Then"
)

// phrase is one thing that can be said in a feature.
type phrase struct {
	keyword keyword
	// text is the phrase as a person writes it, with {placeholders}.
	text string
	// argument is what it wants below it.
	argument argument
	help     string
	// example is a use of the phrase, with its table or text if it has one.
	example string
	// do is a function of the values of the placeholders, strings or ints, and of what stands below the phrase: a
	// *godog.Table or a *godog.DocString. Where that can be either it takes neither, and looks at scenario.current.
	do any
}

var placeholder = regexp.MustCompile(`\\\{(\w+)\\\}`)

// compiled holds the expression of every phrase: godog compiles those that it is given as strings
// anew for every scenario.
var compiled sync.Map // text → *regexp.Regexp

func (p phrase) expression() *regexp.Regexp {
	if known, ok := compiled.Load(p.text); ok {
		return known.(*regexp.Regexp)
	}
	expression := regexp.MustCompile("^" + pattern(p.text) + "$")
	compiled.Store(p.text, expression)
	return expression
}

// pattern is a phrase, or a part of one, as a regular expression.
func pattern(text string) string {
	return placeholder.ReplaceAllStringFunc(regexp.QuoteMeta(text), func(found string) string {
		name := placeholder.FindStringSubmatch(found)[1]
		recognised, ok := placeholders[name]
		if !ok {
			panic(fmt.Sprintf("steps: %q has the unknown placeholder {%s}", text, name))
		}
		return recognised.pattern
	})
}

// placeholders are the names of those of a phrase, in order.
func (p phrase) placeholders() []string {
	var names []string
	for _, found := range placeholder.FindAllStringSubmatch(regexp.QuoteMeta(p.text), -1) {
		names = append(names, found[1])
	}
	return names
}
