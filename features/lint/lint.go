// Package lint looks at the text of features without running them, and gives it its canonical form.
//
//	findings, err := lint.Lint(os.DirFS("."), "my.feature")
//	formatted, err := lint.Format("my.feature", content)
package lint

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	gherkin "github.com/cucumber/gherkin/go/v26"
	messages "github.com/cucumber/messages/go/v21"

	"mtalab/internal/text"
	"mtalab/sim/receivers"
	"mtalab/sim/senders"
	"mtalab/sim/senders/esa"
	"mtalab/steps"
)

// longest is how many lines a feature may have outside tables and doc strings, without empty lines and
// comments: about 60.
const longest = 65

// Finding is something in a feature file that a reader will stumble over.
type Finding struct {
	Path string
	Line int
	Text string
}

func (f Finding) String() string { return fmt.Sprintf("%s:%d: %s", f.Path, f.Line, f.Text) }

// Find lists the feature files among paths and below those that are folders, each once.
func Find(files fs.FS, paths ...string) ([]string, error) {
	var selections []text.Selection
	for _, path := range paths {
		selections = append(selections, text.Selection{Path: path})
	}
	_, found, err := text.Expand(files, selections)
	return found, err
}

// Lint looks for what can be known to be wrong without running: all that a run would refuse, scenarios with more than one
// claim, things given that nothing uses. With shipped it also asks for what the features that come with mtalab have: the
// tag of a rule for each scenario, and no more than one screen. An error is one of reading (ErrInput) and tells of all
// files that cannot be read; the findings are those of the others.
func Lint(files fs.FS, shipped bool, paths ...string) ([]Finding, error) {
	found, err := Find(files, paths...)
	if err != nil {
		return nil, err
	}
	laboratory := steps.Laboratory{
		Sender: esa.Sender{}, Models: steps.Models{Senders: senders.Models(), Receivers: receivers.Models()}, Dialect: senders.Dialect(),
	}
	vocabulary := steps.Vocabulary()
	var findings []Finding
	var unread []error
	for _, path := range found {
		l := linter{path: path, shipped: shipped, laboratory: laboratory, vocabulary: vocabulary, seen: map[Finding]bool{}, given: map[unusedKey]bool{}, known: map[string]said{}, unmet: map[int]string{}, met: map[int]bool{}}
		if err := l.file(files); err != nil {
			unread = append(unread, err)
			continue
		}
		slices.SortStableFunc(l.findings, func(a, b Finding) int { return a.Line - b.Line })
		findings = append(findings, l.findings...)
	}
	return findings, errors.Join(unread...)
}

// file looks at one file; an error says that it cannot be read.
func (l *linter) file(files fs.FS) error {
	content, err := text.Read(files, l.path)
	if err != nil {
		return text.Input("%w", err)
	}
	newID := (&messages.Incrementing{}).NewId
	tree, err := text.Parse(l.path, content, newID)
	if err != nil {
		return err
	}
	if faults := text.Check(l.path, tree); len(faults) > 0 {
		for _, fault := range faults {
			l.find(fault.Line, "%s", fault.Text)
		}
		return nil // what the steps say is not known
	}
	l.lines = text.Lines(tree)
	if l.shipped {
		l.length(string(content))
	}
	name, named := text.Identities(tree), map[string]int{}
	for _, pickle := range gherkin.Pickles(*tree, l.path, newID) {
		l.scenario(pickle)
		line := l.lines[pickle.AstNodeIds[len(pickle.AstNodeIds)-1]]
		if first, twice := named[name(pickle)]; twice {
			l.find(line, "it has the name of the one in line %d: lists of known deviations cannot tell them apart", first)
		}
		named[name(pickle)] = line
	}
	l.unused()
	return nil
}

// linter looks at one file.
type linter struct {
	path       string
	shipped    bool
	laboratory steps.Laboratory
	vocabulary []steps.Topic
	lines      map[string]int
	findings   []Finding
	seen       map[Finding]bool
	given      map[unusedKey]bool // whether any scenario uses it
	known      map[string]said    // steps that were recognised before, by keyword and text
	unmet      map[int]string     // by line: what has no effect in some scenario
	met        map[int]bool       // and has one in another
}

func (l *linter) find(line int, format string, arguments ...any) {
	finding := Finding{Path: l.path, Line: line, Text: fmt.Sprintf(format, arguments...)}
	if !l.seen[finding] { // the rows of an outline have their steps in common
		l.seen[finding] = true
		l.findings = append(l.findings, finding)
	}
}

func (l *linter) length(content string) {
	count, pasted := 0, false
	for line := range strings.Lines(content) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, `"""`) {
			pasted = !pasted // a doc string is somebody else's table
			continue
		}
		if !pasted && line != "" && line[0] != '|' && line[0] != '#' {
			count++
		}
	}
	if count > longest {
		l.find(1, "%d lines outside tables: want at most %d, one claim a feature", count, longest)
	}
}

// said is a step of a scenario and the phrase that it says.
type said struct {
	*messages.PickleStep
	line   int
	phrase steps.Phrase
	values []string
}

// keyword is the word that a step is said with, or would be in place of its star.
func (s said) keyword() string {
	if word := keywordOf[s.Type]; word != "" {
		return word
	}
	return s.phrase.Keyword
}

var keywordOf = map[messages.PickleStepType]string{
	messages.PickleStepType_CONTEXT: "Given", messages.PickleStepType_ACTION: "When", messages.PickleStepType_OUTCOME: "Then",
}

func (l *linter) scenario(pickle *messages.Pickle) {
	var all []said
	for _, step := range pickle.Steps {
		s := said{PickleStep: step, line: l.lines[step.AstNodeIds[0]]}
		l.recognise(&s)
		all = append(all, s)
	}
	unmet := map[int]bool{}
	for _, fault := range l.laboratory.Check(context.Background(), pickle) {
		if line := l.lines[fault.Step.AstNodeIds[0]]; fault.Unmet {
			unmet[line], l.unmet[line] = true, fault.Text
			continue
		}
		l.find(l.lines[fault.Step.AstNodeIds[0]], "%s", strings.ReplaceAll(fault.Text, "\n", "\n  "))
	}
	for _, s := range all {
		if !unmet[s.line] {
			l.met[s.line] = true
		}
	}
	l.tags(pickle, all)
	l.claims(all)
	l.uses(all)
	l.names(all)
}

// recognise finds the phrase of a step, if it says one. A step that begins with a star may be any.
func (l *linter) recognise(s *said) {
	key := keywordOf[s.Type] + " " + s.Text
	if before, again := l.known[key]; again {
		s.phrase, s.values = before.phrase, before.values
		return
	}
	defer func() { l.known[key] = *s }()
	for _, topic := range l.vocabulary {
		for _, phrase := range topic.Phrases {
			if values, ok := phrase.Values(s.Text); ok && (phrase.Keyword == keywordOf[s.Type] || keywordOf[s.Type] == "") {
				s.phrase, s.values = phrase, values
				return
			}
		}
	}
}

// claims holds a scenario to one arc from When to Then. After what became of a message was stated, time
// may pass and the world may change, and what is sent then is a second attempt; but a message sent just so
// begins another claim.
func (l *linter) claims(all []said) {
	began, sent, stated, changed := false, false, false, false
	for _, s := range all {
		switch s.keyword() {
		case "When":
			sends := strings.Contains(s.phrase.Text, "sent to")
			if sends && sent && stated && !changed {
				l.find(s.line, "a second claim: nothing changed since the Then before, so make it a scenario of its own")
			}
			began, sent, changed = true, sent || sends, !sends
		case "Then":
			if !began {
				l.find(s.line, "a Then before any When: nothing has happened yet")
			}
			stated, changed = true, false
		}
	}
	if began && !stated {
		l.find(all[len(all)-1].line, "no Then: the scenario claims nothing")
	}
}
