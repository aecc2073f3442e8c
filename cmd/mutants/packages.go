package main

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed packages.txt
var packageTable string

// module is what the paths of its packages begin with.
const module = "mtalab/"

// mutated is a package that is mutated by operators.
type mutated struct {
	path    string   // below the module
	files   []string // none: all
	without []string // files that are not
	words   []string // functions that only word what is said
	tests   []string // packages whose tests may notice what its own do not
}

// parsePackages reads packages.txt: a package a line, and indented below it lists of what is special about it.
func parsePackages(table string) ([]mutated, error) {
	var all []mutated
	for line := range strings.Lines(table) {
		text := strings.TrimSpace(line)
		switch {
		case text == "" || strings.HasPrefix(text, "#"):
		case !strings.HasPrefix(line, " "):
			if slices.ContainsFunc(all, func(other mutated) bool { return other.path == text }) {
				return nil, fmt.Errorf("packages.txt: %s stands there twice", text)
			}
			all = append(all, mutated{path: text})
		case len(all) == 0:
			return nil, fmt.Errorf("packages.txt: %q: want a package before it", text)
		default:
			if err := all[len(all)-1].list(text); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// list adds to a list.
func (m *mutated) list(text string) error {
	name, items, _ := strings.Cut(text, ":")
	lists := map[string]*[]string{"files": &m.files, "without": &m.without, "words": &m.words, "tests": &m.tests}
	list, known := lists[name]
	if !known || strings.TrimSpace(items) == "" {
		return fmt.Errorf("packages.txt: %q: want files, without, words or tests, a colon, and what is meant", text)
	}
	*list = append(*list, strings.Fields(items)...)
	return nil
}

// spared says why a function of the package is not mutated; empty: it is.
func (m mutated) spared(file, function string) string {
	switch {
	case len(m.files) > 0 && !slices.Contains(m.files, file), slices.Contains(m.without, file):
		return "its file decides nothing that packages.txt is about"
	case slices.Contains(m.words, function):
		return "it only words what is said (packages.txt)"
	}
	return ""
}
