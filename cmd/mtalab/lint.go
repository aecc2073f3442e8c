package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/spf13/cobra"

	"mtalab/features/lint"
	"mtalab/internal/files"
	"mtalab/internal/printable"
)

func lintCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "lint [PATH...]",
		Short: "Look for what is wrong with features, without running them",
		Long: "Look through feature files, and those below folders, for unknown phrases, scenarios with more than one\n" +
			"claim or without the tag of a rule, things that are given and not used, and features that are too long.\n" +
			"Without a path: the current folder. The exit status is 1 if anything was found.",
		Example: "  mtalab lint\n  mtalab lint my.feature",
		RunE: func(command *cobra.Command, paths []string) error {
			findings, err := lint.Lint(library{}, orHere(paths)...)
			if err != nil {
				return err
			}
			for _, finding := range findings {
				printable.Fprintf(command.OutOrStdout(), "%s:%d: %s\n", finding.Path, finding.Line, printable.Indented(finding.Text, ""))
			}
			if len(findings) > 0 {
				return errFailed
			}
			return nil
		},
	}
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
			for _, path := range found {
				before, after, err := formatted(path)
				if err != nil {
					return err
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
