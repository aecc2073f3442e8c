package text

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	gherkin "github.com/cucumber/gherkin/go/v26"
	messages "github.com/cucumber/messages/go/v21"
)

// ErrInput is a fault of the command line or of a feature file; the message of the error that is one
// names the file and line.
var ErrInput = errors.New("bad input")

type inputError struct{ error }

func (inputError) Is(target error) bool { return target == ErrInput }

func (e inputError) Unwrap() error { return e.error }

func Input(format string, arguments ...any) error {
	return inputError{fmt.Errorf(format, arguments...)}
}

// Selection names scenarios of one feature file.
type Selection struct {
	Path string
	// Lines pick scenarios by a line of theirs, or single rows of their examples; none: all.
	Lines []int
}

// ParseSelection reads PATH or PATH:LINE[:LINE…].
func ParseSelection(text string) (Selection, error) {
	parts := strings.Split(text, ":")
	selection := Selection{Path: parts[0]}
	for _, part := range parts[1:] {
		line, err := strconv.Atoi(part)
		if err != nil || line < 1 {
			return Selection{}, Input("%s: want PATH or PATH:LINE, and %q is no line number", text, part)
		}
		selection.Lines = append(selection.Lines, line)
	}
	return selection, nil
}

// Wanted says of a scenario by its tags and its result.Scenario.ID whether it is to be kept.
type Wanted func(tags []string, id string) bool

// Document is one parsed feature file, reduced to what was selected.
type Document struct {
	Path    string
	Content []byte
	Tree    *messages.GherkinDocument
	Pickles []*messages.Pickle // the scenarios that are left in it
	Whole   []byte             // the file as it is
}

// NewDocument parses a feature and numbers what is in it behind what was numbered before, as godog will.
func NewDocument(file string, content []byte, number *messages.Incrementing) (Document, error) {
	document, err := newDocument(file, content, number)
	if err != nil {
		return Document{}, err
	}
	var faults []error
	for _, fault := range Check(file, document.Tree) {
		faults = append(faults, fault)
	}
	return document, errors.Join(faults...)
}

// newDocument may have outlines of which rows were taken out.
func newDocument(file string, content []byte, number *messages.Incrementing) (Document, error) {
	tree, err := Parse(file, content, number.NewId)
	if err != nil {
		return Document{}, err
	}
	return Document{Path: file, Content: content, Tree: tree, Pickles: gherkin.Pickles(*tree, file, number.NewId), Whole: content}, nil
}

// Load reads the selected files, folders included, in the order given, each once, and keeps of them
// the scenarios that are wanted; wanted is asked for each once, in order. Files without any are
// left out. Files with faults are left out as well: faults are all that is wrong with all of them; err is a fault of the
// selection, and nothing was read.
func Load(files fs.FS, selections []Selection, wanted Wanted) (documents []Document, faults, err error) {
	lines, paths, err := Expand(files, selections)
	if err != nil {
		return nil, nil, err
	}
	var wrong []error
	var number messages.Incrementing
	for _, file := range paths {
		content, err := Read(files, file)
		if err != nil {
			wrong = append(wrong, Input("%w", err))
			continue
		}
		before := number
		document, err := reduce(file, content, lines[file], wanted, &number)
		if err != nil {
			wrong = append(wrong, err)
			number = before // godog does not see it
			continue
		}
		if len(document.Pickles) > 0 {
			documents = append(documents, document)
		}
	}
	return documents, errors.Join(wrong...), nil
}

// Expand lists the files of the selections, and for each the lines picked in it; none: all of it.
func Expand(files fs.FS, selections []Selection) (lines map[string][]int, paths []string, err error) {
	lines = map[string][]int{}
	for _, selection := range selections {
		found, err := featureFiles(files, selection.Path)
		if err != nil {
			return nil, nil, err
		}
		if len(selection.Lines) > 0 && (len(found) != 1 || found[0] != path.Clean(selection.Path)) {
			return nil, nil, Input("%s is a folder: a line number goes with a file", selection.Path)
		}
		for _, file := range found {
			earlier, again := lines[file]
			if !again {
				paths = append(paths, file)
			}
			if len(selection.Lines) == 0 || (again && len(earlier) == 0) {
				lines[file] = nil
			} else {
				lines[file] = append(earlier, selection.Lines...)
			}
		}
	}
	return lines, paths, nil
}

// featureFiles lists a file, or all features below a folder.
func featureFiles(files fs.FS, name string) ([]string, error) {
	name = path.Clean(name)
	info, err := fs.Stat(files, name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, Input("%w", err)
	}
	if err != nil {
		if _, err := fs.Stat(files, name+".feature"); err == nil {
			return nil, Input("no feature file or folder %s; there is %s.feature", name, name)
		}
		return nil, Input("no feature file or folder %s", name)
	}
	if !info.IsDir() {
		return []string{name}, nil
	}
	var found []string
	err = fs.WalkDir(files, name, func(file string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && path.Ext(file) == ".feature" {
			found = append(found, file)
		}
		return err
	})
	if err != nil {
		return nil, Input("%w", err)
	}
	if len(found) == 0 {
		return nil, Input("no .feature file below %s", name)
	}
	return found, nil
}

// reduce parses a file and blanks the lines of what is not selected, so that every line number
// stays true: godog itself can select one line of a file only, and numbers what it leaves out.
func reduce(file string, content []byte, selected []int, wanted Wanted, number *messages.Incrementing) (Document, error) {
	before := *number
	whole, err := NewDocument(file, content, number)
	if err != nil {
		return Document{}, err
	}
	lineCount := bytes.Count(content, []byte("\n")) + 1
	all := Extents(whole.Tree, lineCount)
	for _, line := range selected {
		if !slices.ContainsFunc(all, func(e Extent) bool { return e.First <= line && line <= e.Last }) {
			return Document{}, Input("%s:%d: no scenario at this line%s", file, line, nearestTo(line, all))
		}
	}
	lines := Lines(whole.Tree)
	name, chosen := Identities(whole.Tree), map[int]bool{}
	for _, pickle := range whole.Pickles {
		line := lines[pickle.AstNodeIds[len(pickle.AstNodeIds)-1]]
		if picked(all, selected, line) && wanted(TagNames(pickle), name(pickle)) {
			chosen[line] = true
		}
	}
	rest := blank(content, all, chosen)
	if len(chosen) > 0 && bytes.Equal(rest, content) {
		return whole, nil
	}
	*number = before // nothing of the whole is given to godog
	if len(chosen) == 0 {
		return Document{}, nil
	}
	reduced, err := newDocument(file, rest, number)
	reduced.Whole = content
	return reduced, err
}

// nearestTo says where the scenario nearest to a line stands.
func nearestTo(line int, all []Extent) string {
	if len(all) == 0 {
		return ""
	}
	nearest := slices.MinFunc(all, func(a, b Extent) int {
		return cmp.Compare(max(a.Title-line, line-a.Title), max(b.Title-line, line-b.Title))
	})
	return fmt.Sprintf("; the nearest is at line %d", nearest.Title)
}

// picked says whether the selected lines pick the scenario, or the row of examples, at a line: by the
// line itself, or by a line of the scenario that is none of its rows. Without any all are picked.
func picked(all []Extent, selected []int, line int) bool {
	for _, e := range all {
		for _, s := range selected {
			if e.First <= s && s <= e.Last && e.First <= line && line <= e.Last && (s == line || !slices.Contains(e.Rows, s)) {
				return true
			}
		}
	}
	return len(selected) == 0
}

// blank empties the lines of every scenario, and of every row of examples, that is not chosen.
func blank(content []byte, all []Extent, chosen map[int]bool) []byte {
	lines := bytes.Split(content, []byte("\n"))
	for _, e := range all {
		left := chosen[e.Title]
		for _, row := range e.Rows {
			left = left || chosen[row]
			if !chosen[row] {
				lines[row-1] = nil
			}
		}
		if !left {
			for line := e.First; line <= e.Last; line++ {
				lines[line-1] = nil
			}
		}
	}
	return bytes.Join(lines, []byte("\n"))
}
