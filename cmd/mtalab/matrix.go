package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mtalab/features/suite"
	"mtalab/internal/files"
	"mtalab/internal/known"
	"mtalab/internal/printable"
	"mtalab/internal/result"
	"mtalab/report"
	"mtalab/sim"
	"mtalab/sim/senders"
)

func matrixCommand() *cobra.Command {
	var options suite.Options
	var chosen []string
	var program programFlags
	var format, output string
	var strict bool
	var reporter reporter
	command := &cobra.Command{
		Use:   "matrix [PATH[:LINE]...]",
		Short: "Run scenarios against every sender that is here, and lay what they did side by side",
		Long: "Run scenarios against the model of the ESA and each real MTA that is found, with its list of known deviations,\n" +
			"and write one table: same fate, other fate, known, not supported. A sender that is not here is named on the\n" +
			"standard error; one that --senders names must be here.",
		Example: "  mtalab matrix\n  mtalab matrix --senders esa,postfix --format markdown senders\n  mtalab matrix --format json --output matrix.json",
		RunE: func(command *cobra.Command, arguments []string) error {
			if err := chooseSuite(&options, arguments); err != nil {
				return err
			}
			if !slices.Contains(report.MatrixFormats, format) {
				return fmt.Errorf("--format %s: want one of %s", format, strings.Join(report.MatrixFormats, ", "))
			}
			if err := program.check(command, slices.ContainsFunc(chosen, isProgram)); err != nil {
				return err
			}
			options.Details = reporter.dir != ""
			aside := command.ErrOrStderr()
			here, err := present(command.Context(), aside, chosen, command.Flags().Changed("senders"), program)
			if err != nil {
				return err
			}
			if err := reporter.prepare(subjects(here)...); err != nil {
				return err
			}
			runs, err := runEach(command.Context(), aside, options, here)
			if err != nil {
				return err
			}
			if err := writeMatrix(command.OutOrStdout(), runs, format, output); err != nil {
				return err
			}
			if err := reporter.write(aside, runs...); err != nil {
				return err
			}
			return verdictOf(runs, strict)
		},
	}
	reporter.flags(command)
	program.add(command)
	command.Flags().StringSliceVar(&chosen, "senders", senders.Names(func(entry senders.Entry) bool { return entry.Compared }), "who is compared, in this order; names and paths as for run --sender")
	suiteFlags(command, &options)
	strictFlag(command, &strict)
	command.Flags().StringVar(&format, "format", "text", "text, markdown or json")
	command.Flags().StringVar(&output, "output", "", "a file to write to; the default is the standard output")
	return command
}

// present are the senders that are here, with all that they need. Those that are not are said on the side;
// one that was chosen is an error.
func present(ctx context.Context, aside io.Writer, names []string, chosen bool, program programFlags) ([]suite.Options, error) {
	var all []suite.Options
	for _, name := range names {
		var found suite.Options
		err := withSender(ctx, &found, name, "", program)
		if versioned, ok := found.Sender.(sim.Versioned); ok && err == nil {
			_, err = versioned.Version(ctx)
		}
		if !chosen && isAbsence(err) {
			printable.Fprintf(aside, "%s is left out: %v\n", name, err)
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, found)
	}
	return all, nil
}

func subjects(all []suite.Options) []string {
	var names []string
	for _, options := range all {
		names = append(names, options.Subject())
	}
	return names
}

// runEach runs the scenarios against one sender after the other, each with the list that comes with mtalab,
// and says on the side how it goes.
func runEach(ctx context.Context, aside io.Writer, options suite.Options, subjects []suite.Options) ([]result.Run, error) {
	var runs []result.Run
	bound := options.Bound
	for _, sender := range subjects {
		var err error
		options.Sender, options.Network = sender.Sender, sender.Network
		options.Bound, options.SessionTimeout = max(bound, sender.Bound), sender.SessionTimeout
		if options.Known, err = known.Shipped(options.Sender.Name()); err != nil {
			return nil, err
		}
		run, err := suite.Run(ctx, options)
		if err != nil {
			return nil, err
		}
		printable.Fprintf(aside, "%s: %s\n", run.Sender, run.Summary())
		for _, s := range run.Scenarios {
			if s.Status == result.Failed || s.Status == result.Broken {
				printable.Fprintf(aside, "  %s: %s  %s\n%s\n", s.Status, s.Place(), s.Name, printable.Indented(s.Problem.Text, "    "))
			}
		}
		runs = append(runs, run)
	}
	return runs, context.Cause(ctx)
}

func writeMatrix(out io.Writer, runs []result.Run, format, path string) error {
	matrix, err := report.NewMatrix(runs)
	if err != nil {
		return err
	}
	if path == "" {
		return matrix.Write(out, format)
	}
	var content bytes.Buffer
	if err := matrix.Write(&content, format); err != nil {
		return err
	}
	if err := files.Write(path, content.Bytes()); err != nil {
		return fmt.Errorf("--output: %w", err)
	}
	return nil
}

// verdictOf says whether anything ended as nobody expects.
func verdictOf(runs []result.Run, strict bool) error {
	var worst error
	for _, run := range runs {
		if err := verdict(run, strict); errors.Is(err, errBroken) || worst == nil {
			worst = err
		}
	}
	return worst
}
