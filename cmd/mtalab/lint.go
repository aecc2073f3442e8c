package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/spf13/cobra"

	"mtalab/features/lint"
	"mtalab/internal/files"
	"mtalab/internal/printable"
)

func lintCommand() *cobra.Command {
	var shipped bool
	command := &cobra.Command{
		Use:   "lint [PATH...]",
		Short: "Look for what is wrong with features, without running them",
		Long: "Look through feature files, and those below folders, for all that a run would refuse, scenarios with more than\n" +
			"one claim, and things that are given and not used. Without a path: the current folder. The exit status is 1 if\n" +
			"anything was found, and 2 if a file cannot be read.",
		Example: "  mtalab lint\n  mtalab lint my.feature",
		RunE: func(command *cobra.Command, paths []string) error {
			findings, err := lint.Lint(library{}, shipped, orHere(paths)...)
			for _, finding := range findings {
				printable.Fprintf(command.OutOrStdout(), "%s:%d: %s\n", finding.Path, finding.Line, printable.Indented(finding.Text, ""))
			}
			if err == nil && len(findings) > 0 {
				return errFailed
			}
			return err
		},
	}
	command.Flags().BoolVar(&shipped, "shipped", false, "ask for what the features that come with mtalab have as well: in each scenario the tag of a rule,\nand at most 65 lines in a file outside tables")
	return command
}

func fmtCommand() *cobra.Command {
	var check bool
	command := &cobra.Command{
		Use:   "fmt [PATH...]",
		Short: "Align the tables of features and put their indentation in order",
		Long: "Give feature files, and those below folders, their canonical form. Only files that change are written, and\n" +
			"their paths printed. Without a path: the current folder.",
		Example: "  mtalab fmt\n  mtalab fmt --check features",
		RunE: func(command *cobra.Command, paths []string) error {
			found, err := lint.Find(disk{}, orHere(paths)...)
			if err != nil {
				return err
			}
			changed := false
			var unread []error // all of them are told
			for _, path := range found {
				before, after, err := formatted(path)
				if err != nil {
					unread = append(unread, err)
					continue
				}
				if bytes.Equal(before, after) {
					continue
				}
				changed = true
				printable.Fprintf(command.OutOrStdout(), "%s\n", path)
				if !check {
					if err := files.Write(path, after); err != nil {
						return fmt.Errorf("fmt: %w", err)
					}
				}
			}
			if len(unread) > 0 {
				return errors.Join(unread...)
			}
			if check && changed {
				return errFailed
			}
			return nil
		},
	}
	command.Flags().BoolVar(&check, "check", false, "write nothing; the exit status is 1 if a file would change")
	return command
}

func orHere(paths []string) []string {
	if len(paths) == 0 {
		return []string{"."}
	}
	return paths
}

func formatted(path string) (before, after []byte, err error) {
	before, err = files.Read(filepath.FromSlash(path))
	if err != nil {
		return nil, nil, fmt.Errorf("fmt: %w", err)
	}
	after, err = lint.Format(path, before)
	return before, after, err
}

// disk is the disk alone, by the paths that a person gives: what is shipped inside cannot be written.
type disk struct{}

func (disk) Open(name string) (fs.File, error) {
	file, err := files.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, err // and no file that is nil
	}
	return file, nil
}
