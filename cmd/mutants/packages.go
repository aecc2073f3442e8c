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
	path  string   // below the module
	files []string // none: all
}

// parsePackages reads packages.txt: a package a line, with its files if not all of them are meant.
func parsePackages(table string) ([]mutated, error) {
	var all []mutated
	for line := range strings.Lines(table) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		path, files, some := strings.Cut(line, ":")
		m := mutated{strings.TrimSpace(path), strings.Fields(files)}
		if some && len(m.files) == 0 {
			return nil, fmt.Errorf("packages.txt: %q: want files after the colon", line)
		}
		if slices.ContainsFunc(all, func(other mutated) bool { return other.path == m.path }) {
			return nil, fmt.Errorf("packages.txt: %s stands there twice", m.path)
		}
		all = append(all, m)
	}
	return all, nil
}

// has says whether a file of the package is mutated.
func (m mutated) has(file string) bool { return len(m.files) == 0 || slices.Contains(m.files, file) }
