// Package text reads the text of features: it parses them, finds the scenarios that are asked for by path, line and tag, and
// knows where each of them stands and what it is called.
//
//	selection, err := text.ParseSelection("esa/contrast.feature:25")
//	wanted, err := text.ParseTags("not @inferred")
//	documents, err := text.Load(features.Shipped(), []text.Selection{selection}, wanted)
package text

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"sync"

	gherkin "github.com/cucumber/gherkin/go/v26"
	messages "github.com/cucumber/messages/go/v21"
)

// ByteOrderMark is what some editors put in front, and the Gherkin parser takes for a word.
var ByteOrderMark = []byte("\uFEFF")

// Read reads a feature.
func Read(files fs.FS, name string) ([]byte, error) {
	content, err := fs.ReadFile(files, name)
	return bytes.TrimPrefix(content, ByteOrderMark), err
}

// matchers recognise the lines of features. Each compiles an expression when it is made.
var matchers = sync.Pool{New: func() any { return gherkin.NewMatcher(gherkin.DialectsBuiltin()) }}

// Parse reads the text of a feature. What is wrong with it is one Fault, or several joined.
func Parse(file string, content []byte, newID func() string) (*messages.GherkinDocument, error) {
	if err := readable(file, content); err != nil {
		return nil, err
	}
	builder := &bounded{AstBuilder: gherkin.NewAstBuilder(newID), file: file}
	matcher := matchers.Get().(gherkin.Matcher)
	defer matchers.Put(matcher)
	err := gherkin.NewParser(builder).Parse(gherkin.NewScanner(bytes.NewReader(content)), matcher)
	if err := errors.Join(builder.faults...); err != nil {
		return nil, err
	}
	if err != nil {
		return nil, placed(file, err)
	}
	tree := builder.GetGherkinDocument()
	if tree.Feature == nil {
		return nil, Fault{file, 0, "want a Feature, and there is none"}
	}
	if err := tooMuch(file, tree); err != nil {
		return nil, err
	}
	return tree, nil
}

// The errors of the Gherkin parser, one a line; those behind the first follow from it, most likely.
var (
	grammarError = regexp.MustCompile(`(?m)^\((\d+):\d+\): (.*)$`)
	misplaced    = regexp.MustCompile(`^expected: .*, got '\s*(.*)'$`)
	tooShort     = regexp.MustCompile(`^unexpected end of file, expected: .*$`)
)

// placed words the first error of the Gherkin parser as FILE:LINE: what is wrong. What it says that it
// expects is its own names for some of what can stand there.
func placed(file string, err error) Fault {
	found := grammarError.FindStringSubmatch(err.Error())
	if found == nil {
		return Fault{file, 0, err.Error()}
	}
	line, _ := strconv.Atoi(found[1]) // digits
	wrong := found[2]
	if where := misplaced.FindStringSubmatch(wrong); where != nil {
		wrong = fmt.Sprintf("%q cannot stand here: want a line that begins with Given, When, Then, And, Scenario: or another "+
			"keyword, with | for a row of a table, with @ for a tag, or with # for a comment", strings.TrimSpace(where[1]))
	} else if tooShort.MatchString(wrong) {
		wrong = "the file ends too early"
	}
	return Fault{file, line, wrong}
}
