package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"mtalab/internal/files"
	"mtalab/internal/known"
	"mtalab/internal/printable"
	"mtalab/internal/result"
)

// knownFolder is where the lists lie in a checkout of mtalab.
const knownFolder = "features/known"

// deviations is the list of a run, and the file that it is kept in.
type deviations struct {
	*known.List
	path string // empty: it came with mtalab
}

// listFor reads the list of the one under test: a file, or what comes with mtalab. One that is to be updated is a file,
// which may be there or not.
func listFor(subject string, path string, update bool) (deviations, error) {
	if path == "" && !update {
		list, err := known.Shipped(subject)
		return deviations{list, ""}, err
	}
	if path == "" {
		if info, err := os.Stat(knownFolder); err != nil || !info.IsDir() {
			return deviations{}, fmt.Errorf("--update-known: there is no folder %s here: want --known FILE", knownFolder)
		}
		path = filepath.Join(knownFolder, subject+".txt")
	}
	content, err := files.Read(path)
	if err != nil && !(update && errors.Is(err, fs.ErrNotExist)) {
		return deviations{}, fmt.Errorf("--known: %w", err)
	}
	list, err := known.Parse(path, string(content))
	return deviations{list, path}, err
}

// update writes the list anew from a run, and returns what is left to complain of: what failed is listed by
// now, and what is broken is not.
func (d deviations) update(out io.Writer, run result.Run, problem error) error {
	change := d.Update(run)
	if err := files.Write(d.path, []byte(d.String())); err != nil {
		return fmt.Errorf("--update-known: %w", err)
	}
	printable.Fprintf(out, "%s: %d added, %d removed, %d kept\n", d.path, change.Added, change.Removed, change.Kept)
	if errors.Is(problem, errFailed) {
		return nil
	}
	return problem
}
