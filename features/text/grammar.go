// Package text reads the text of features: it parses them, finds the scenarios that are asked for by path, line and tag, and
// knows where each of them stands and what it is called.
//
//	selection, err := text.ParseSelection("esa/contrast.feature:25")
//	wanted, err := text.ParseTags("not @inferred")
//	documents, err := text.Load(features.Shipped(), []text.Selection{selection}, wanted)
package text

import (
	"bytes"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

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

func Parse(file string, content []byte, newID func() string) (*messages.GherkinDocument, error) {
	if err := checkUTF8(file, content); err != nil {
		return nil, err
	}
	builder := gherkin.NewAstBuilder(newID)
	matcher := matchers.Get().(gherkin.Matcher)
	defer matchers.Put(matcher)
	if err := gherkin.NewParser(builder).Parse(gherkin.NewScanner(bytes.NewReader(content)), matcher); err != nil {
		return nil, Input("%s", placed(file, err))
	}
	tree := builder.GetGherkinDocument()
	if tree.Feature == nil {
		return nil, Input("%s: want a Feature, and there is none", file)
	}
	return tree, nil
}

// checkUTF8 names the line of the first byte that is no UTF-8, as which Gherkin takes every file.
func checkUTF8(file string, content []byte) error {
	if utf8.Valid(content) {
		return nil
	}
	number := 0
	for line := range bytes.Lines(content) {
		number++
		for at, r := range string(line) {
			if r == utf8.RuneError && !bytes.HasPrefix(line[at:], []byte(string(utf8.RuneError))) {
				return Input("%s:%d: want UTF-8, and the byte 0x%02X is none (column %d)", file, number, line[at], utf8.RuneCount(line[:at])+1)
			}
		}
	}
	return nil
}

// The errors of the Gherkin parser, one a line; those behind the first follow from it, most likely.
var (
	grammarError = regexp.MustCompile(`(?m)^\((\d+):\d+\): (.*)$`)
	misplaced    = regexp.MustCompile(`^expected: .*, got '\s*(.*)'$`)
	tooShort     = regexp.MustCompile(`^unexpected end of file, expected: .*$`)
)

// placed words the first error of the Gherkin parser as FILE:LINE: what is wrong. What it says that it
// expects is its own names for some of what can stand there.
func placed(file string, err error) string {
	found := grammarError.FindStringSubmatch(err.Error())
	if found == nil {
		return file + ": " + err.Error()
	}
	wrong := found[2]
	if line := misplaced.FindStringSubmatch(wrong); line != nil {
		wrong = fmt.Sprintf("%q cannot stand here: want a line that begins with Given, When, Then, And, Scenario: or another "+
			"keyword, with | for a row of a table, with @ for a tag, or with # for a comment", strings.TrimSpace(line[1]))
	} else if tooShort.MatchString(wrong) {
		wrong = "the file ends too early"
	}
	return fmt.Sprintf("%s:%s: %s", file, found[1], wrong)
}
