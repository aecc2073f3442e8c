// Package lint looks at the text of features without running them, and gives it its canonical form.
//
//	findings, err := lint.Lint(os.DirFS("."), "my.feature")
//	formatted, err := lint.Format("my.feature", content)
package lint

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	gherkin "github.com/cucumber/gherkin/go/v26"
	messages "github.com/cucumber/messages/go/v21"

	"mtalab/features/text"
	"mtalab/report"
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

// Lint looks for what can be known to be wrong without running: phrases that nobody knows, scenarios with
// more than one claim or without the tag of a rule, things given that nothing uses, features that are too
// long. An error is one of reading (ErrInput).
func Lint(files fs.FS, paths ...string) ([]Finding, error) {
	found, err := Find(files, paths...)
	if err != nil {
		return nil, err
	}
	vocabulary := steps.Vocabulary()
	var findings []Finding
	for _, path := range found {
		content, err := text.Read(files, path)
		if err != nil {
			return nil, text.Input("%w", err)
		}
		newID := (&messages.Incrementing{}).NewId
		tree, err := text.Parse(path, content, newID)
		if err != nil {
			return nil, err
		}
		l := linter{vocabulary: vocabulary, lines: text.Lines(tree), seen: map[Finding]bool{}, given: map[unusedKey]bool{}}
		l.length(string(content))
		name, named := text.Identities(tree), map[string]int{}
		for _, pickle := range gherkin.Pickles(*tree, path, newID) {
			l.scenario(pickle)
			line := l.lines[pickle.AstNodeIds[len(pickle.AstNodeIds)-1]]
			if first, twice := named[name(pickle)]; twice {
				l.find(line, "it has the name of the one in line %d: lists of known deviations cannot tell them apart", first)
			}
			named[name(pickle)] = line
		}
		l.unused()
		slices.SortStableFunc(l.findings, func(a, b Finding) int { return a.Line - b.Line })
		for _, finding := range l.findings {
			finding.Path = path
			findings = append(findings, finding)
		}
	}
	return findings, nil
}

// linter looks at one file.
type linter struct {
	vocabulary []steps.Topic
	lines      map[string]int
	findings   []Finding // without their path
	seen       map[Finding]bool
	given      map[unusedKey]bool // whether any scenario uses it
}

func (l *linter) find(line int, format string, arguments ...any) {
	finding := Finding{Line: line, Text: fmt.Sprintf(format, arguments...)}
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

var keywordOf = map[messages.PickleStepType]string{
	messages.PickleStepType_CONTEXT: "Given", messages.PickleStepType_ACTION: "When", messages.PickleStepType_OUTCOME: "Then",
}

func (l *linter) scenario(pickle *messages.Pickle) {
	var all []said
	for _, step := range pickle.Steps {
		s := said{PickleStep: step, line: l.lines[step.AstNodeIds[0]]}
		if !l.recognise(&s) {
			l.find(s.line, "unknown phrase %q; the nearest known ones are:\n    %s", step.Text, strings.Join(steps.Nearest(step.Text), "\n    "))
		}
		all = append(all, s)
	}
	l.tags(pickle)
	l.claims(all)
	l.uses(all)
}

func (l *linter) recognise(s *said) bool {
	for _, topic := range l.vocabulary {
		for _, phrase := range topic.Phrases {
			if values, ok := phrase.Values(s.Text); ok && phrase.Keyword == keywordOf[s.Type] {
				s.phrase, s.values = phrase, values
				return true
			}
		}
	}
	return false
}

// ruleTag is a tag that has the form of a rule.
var ruleTag = regexp.MustCompile(`^@((?:ESA|AMB|B3|EXCH|R[0-9]{4}|R[A-Z]{3,})-[0-9]+)$`)

func (l *linter) tags(pickle *messages.Pickle) {
	line := l.lines[pickle.AstNodeIds[0]]
	known := 0
	for _, tag := range text.TagNames(pickle) {
		if found := ruleTag.FindStringSubmatch(tag); found != nil {
			if _, ok := report.RuleOf(found[1]); !ok {
				l.find(line, "the tag %s names no rule that is known", tag)
				continue
			}
			known++
		}
	}
	if known == 0 {
		l.find(line, "no tag names the rule that decides, such as @ESA-43")
	}
}

// claims holds a scenario to one arc from When to Then. After what became of a message was stated, time
// may pass and the world may change, and what is sent then is a second attempt; but a message sent just so
// begins another claim.
func (l *linter) claims(all []said) {
	began, sent, stated, changed := false, false, false, false
	for _, s := range all {
		switch keywordOf[s.Type] {
		case "Given":
			if began {
				l.find(s.line, "a Given after a When comes too late")
			}
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
