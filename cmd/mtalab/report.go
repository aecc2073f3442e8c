package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mtalab/internal/printable"
	"mtalab/internal/result"
	"mtalab/report"
)

// reporter writes the report of a run, if one is wanted.
type reporter struct {
	dir     string // empty: none
	force   bool   // the folder may hold other files
	since   string
	earlier []result.Run
}

func (r *reporter) flags(command *cobra.Command) {
	command.Flags().StringVar(&r.dir, "report", "", "write a report into this folder: index.html for people, junit.xml, cucumber.json, record.json")
	command.Flags().BoolVar(&r.force, "force", false, "let --report write into a folder that holds other files")
	command.Flags().StringVar(&r.since, "since", "", "with --report: mark what changed since this earlier report, a folder or its record.json")
}

// prepare finds out before anything runs whether a report of these subjects can be written, and compared.
func (r *reporter) prepare(subjects ...string) error {
	if r.dir == "" {
		if r.since != "" {
			return errors.New("--since goes with --report")
		}
		return nil
	}
	var err error
	if r.since != "" {
		if r.earlier, err = report.Load(r.since); err != nil {
			return fmt.Errorf("--since: %w", err)
		}
		if err = r.comparable(subjects); err != nil {
			return err
		}
	}
	err = report.Prepare(r.dir, r.force)
	if errors.Is(err, report.ErrForeign) {
		return fmt.Errorf("--report: %w; --force writes into that folder, and leaves other files alone", err)
	}
	if err != nil {
		return fmt.Errorf("--report: %w", err)
	}
	return nil
}

// comparable refuses a comparison of which nothing could come, as the earlier runs are of others.
func (r *reporter) comparable(subjects []string) error {
	var earlier []string
	for _, run := range r.earlier {
		if slices.Contains(subjects, run.Sender) {
			return nil
		}
		earlier = append(earlier, run.Sender)
	}
	return fmt.Errorf("--since: %s is of %s, and this run is of %s: want a report of the same sender",
		r.since, cmp.Or(strings.Join(earlier, ", "), "nobody"), strings.Join(subjects, ", "))
}

// write writes the report of the runs and says where it is.
func (r *reporter) write(out io.Writer, runs ...result.Run) error {
	if r.dir == "" {
		return nil
	}
	if r.since != "" {
		report.MarkChanges(runs, r.earlier)
	}
	if err := report.Write(r.dir, runs...); err != nil {
		return err
	}
	printable.Fprintf(out, "\nThe report is %s\n", filepath.Join(r.dir, report.PageName))
	return nil
}
