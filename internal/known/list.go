// Package known reads and updates the lists of what senders are known to do otherwise than the scenarios state, each with
// its reason: features/known/<sender>.txt, whose README.md tells their form.
package known

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"mtalab/features"
)

// List is one file, line by line.
type List struct{ lines []line }

// line is one line of a file; entry is nil for an empty one and for a comment.
type line struct {
	text  string
	entry *Entry
}

// Entry says that a scenario is known to fail.
type Entry struct {
	// Scenario is its identity, as in result.Scenario.
	Scenario string
	// Versions are those of the sender that fail.
	Versions Versions
	// Reason is why, in one sentence.
	Reason string
	// Documented is where the program's own documentation says so, or how it was found out.
	Documented string
	// Place is FILE:LINE.
	Place string
}

// Shipped is the list that comes with mtalab for a sender; an empty one if there is none.
func Shipped(sender string) (*List, error) {
	name := "known/" + sender + ".txt"
	content, err := fs.ReadFile(features.Known(), name)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return &List{}, nil
	}
	if err != nil {
		return nil, err
	}
	return Parse("features/"+name, string(content))
}

// Senders are those with a list that comes with mtalab.
func Senders() []string {
	files, err := fs.Glob(features.Known(), "known/*.txt")
	if err != nil {
		panic(err) // the pattern is wrong
	}
	for i := range files {
		files[i] = strings.TrimSuffix(path.Base(files[i]), ".txt")
	}
	return files
}

// SyntaxError is a line that is no entry.
type SyntaxError struct {
	Place string // FILE:LINE
	Err   error  // what was expected
}

func (e SyntaxError) Error() string { return e.Place + ": " + e.Err.Error() }

func (e SyntaxError) Unwrap() error { return e.Err }

// Parse reads a list; name stands in the places of the entries. The error is a SyntaxError.
func Parse(name, text string) (*List, error) {
	list := &List{}
	text = strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	if text == "" {
		return list, nil
	}
	for i, content := range strings.Split(text, "\n") {
		parsed := line{text: content}
		if trimmed := strings.TrimSpace(content); trimmed != "" && trimmed[0] != '#' {
			place := fmt.Sprintf("%s:%d", name, i+1)
			entry, err := parseEntry(trimmed)
			if err != nil {
				return nil, SyntaxError{place, err}
			}
			entry.Place = place
			parsed.entry = &entry
		}
		list.lines = append(list.lines, parsed)
	}
	return list, nil
}

func parseEntry(text string) (Entry, error) {
	cells := split(text)
	if len(cells) != 4 {
		return Entry{}, fmt.Errorf(`want "PATH: SCENARIO | VERSIONS | REASON | WHERE IT IS DOCUMENTED", and there are %d parts`, len(cells))
	}
	for i, what := range []string{"scenario", "range of versions", "reason", "place where it is documented"} {
		if cells[i] == "" {
			return Entry{}, fmt.Errorf("want a %s in part %d, and it is empty", what, i+1)
		}
	}
	if !strings.Contains(cells[0], ".feature: ") {
		return Entry{}, fmt.Errorf(`%q: want a scenario as "PATH.feature: NAME"`, cells[0])
	}
	versions, err := ParseVersions(cells[1])
	if err != nil {
		return Entry{}, err
	}
	return Entry{Scenario: cells[0], Versions: versions, Reason: cells[2], Documented: cells[3]}, nil
}

// split cuts a line at each bar that no backslash stands before; \\, \| and \n are as in a table of Gherkin.
func split(text string) []string {
	var cells []string
	var cell strings.Builder
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '|':
			cells = append(cells, strings.TrimSpace(cell.String()))
			cell.Reset()
		case text[i] == '\\' && i+1 < len(text) && strings.IndexByte(`\|n`, text[i+1]) >= 0:
			i++
			cell.WriteString(map[byte]string{'\\': `\`, '|': "|", 'n': "\n"}[text[i]])
		default:
			cell.WriteByte(text[i])
		}
	}
	return append(cells, strings.TrimSpace(cell.String()))
}

var escapes = strings.NewReplacer(`\`, `\\`, "|", `\|`, "\n", `\n`)

// String is the entry as a line of a list.
func (e Entry) String() string {
	cells := []string{e.Scenario, e.Versions.String(), e.Reason, e.Documented}
	for i := range cells {
		cells[i] = escapes.Replace(cells[i])
	}
	return strings.Join(cells, " | ")
}

// Entries are all of the list, in order.
func (l *List) Entries() []Entry {
	var all []Entry
	for _, line := range l.lines {
		if line.entry != nil {
			all = append(all, *line.entry)
		}
	}
	return all
}

// For are the entries that apply to a version of the sender, by the identity of their scenario. An error
// names two that are about the same scenario.
func (l *List) For(version string) (map[string]Entry, error) {
	applicable := map[string]Entry{}
	for _, entry := range l.Entries() {
		if !entry.Versions.Include(version) {
			continue
		}
		if first, twice := applicable[entry.Scenario]; twice {
			return nil, fmt.Errorf("%s: %s has the same scenario for the same version %s", entry.Place, first.Place, version)
		}
		applicable[entry.Scenario] = entry
	}
	return applicable, nil
}

// String is the text of the file.
func (l *List) String() string {
	var text strings.Builder
	for _, line := range l.lines {
		text.WriteString(line.text + "\n")
	}
	return text.String()
}
