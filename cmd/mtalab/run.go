package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mtalab/features"
	"mtalab/features/suite"
	"mtalab/internal/files"
	"mtalab/internal/printable"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/sim"
)

func runCommand() *cobra.Command {
	var options suite.Options
	var reporter reporter
	var verbose, quiet, strict bool
	var sender, network, shard, knownFile string
	var updateKnown bool
	var receiving receiverFlags
	var program programFlags
	command := &cobra.Command{
		Use:   "run [PATH[:LINE]...]",
		Short: "Run scenarios and say what became of the mail",
		Long: "Run the scenarios of the given feature files, of all below the given folders, or those that\n" +
			"come with mtalab. A line picks a scenario, or a single row of its examples.\n\n" +
			"The exit status is 0 if everything was as stated, 1 if a scenario failed, 2 if the laboratory, the text of a\n" +
			"feature or the command line is at fault, and 3 if nothing was tried: no scenario is supported, or the shard is empty.",
		Example: "  mtalab run\n  mtalab run --tags @ESA-70\n  mtalab run my.feature:25",
		RunE: func(command *cobra.Command, arguments []string) error {
			err := chooseSuite(&options, arguments)
			if err == nil {
				err = program.check(command, isProgram(sender))
			}
			if err != nil {
				return err
			}
			if command.Flags().Changed("shard") {
				if options.Shard, err = result.ParseShard(shard); err != nil {
					return fmt.Errorf("--%w", err)
				}
			}
			receiving.force = reporter.force
			asked, err := receiving.choose(command, &options, network)
			if err == nil && !asked {
				err = withSender(command.Context(), &options, sender, network, program)
			}
			if err != nil {
				return err
			}
			list, err := listFor(options.Subject(), knownFile, updateKnown)
			if err != nil {
				return err
			}
			options.Known = list.List
			options.Details = reporter.dir != ""
			if err := reporter.prepare(options.Subject()); err != nil {
				return err
			}
			printer := &printer{out: command.OutOrStdout(), verbose: verbose, quiet: quiet, strict: strict}
			options.OnScenario = printer.scenario
			if err := printer.showProgress(command.ErrOrStderr(), &options); err != nil {
				return err
			}
			record, err := suite.Run(command.Context(), options)
			printer.progress.clear()
			if command.Context().Err() != nil {
				_ = printer.summary(record) // the interruption is what counts
			}
			unread := errors.Is(err, text.ErrInput) && len(record.Scenarios) > 0 // the others ran
			if err != nil && !unread {
				return err
			}
			verdict := printer.summary(record)
			if err := reporter.write(command.OutOrStdout(), record); err != nil {
				return err
			}
			if unread {
				return err
			}
			if updateKnown {
				return list.update(command.OutOrStdout(), record, verdict)
			}
			return verdict
		},
	}
	suiteFlags(command, &options)
	command.Flags().StringVar(&sender, "sender", "esa", "who is under test: esa, exchange, exim, postfix, sendmail, opensmtpd, faulty=MISTAKE, or the path of a program")
	program.add(command)
	receiving.add(command)
	command.Flags().StringVar(&network, "network", "", "memory, loopback or private; the default is memory for the models and private for real programs")
	command.Flags().StringVar(&shard, "shard", "", "run only this part of the scenarios: 2/5 is the second of five; see mtalab merge")
	command.Flags().StringVar(&knownFile, "known", "", "a list of the scenarios in which the sender is known to fail; the default is the one that\ncomes with mtalab for a sender of this name, or a program of this file name, if there is one")
	command.Flags().BoolVar(&updateKnown, "update-known", false, "make that list agree with this run: reasons are kept, those of new lines are to be filled in;\nwithout --known the file is features/known/SENDER.txt")
	command.Flags().BoolVar(&options.Withheld, "withheld", false, "run also what is withheld of the sender, and tell what comes of it; see docs/demands.md")
	strictFlag(command, &strict)
	command.Flags().Int64Var(&options.Shuffle, "shuffle", 0, "run each feature's scenarios in the random order of this seed; 0 is as written")
	command.Flags().BoolVarP(&quiet, "quiet", "q", false, "say only what did not pass, and the summary")
	command.Flags().BoolVarP(&verbose, "verbose", "v", false, "tell the story of every scenario")
	reporter.flags(command)
	force := command.Flags().Lookup("force")
	force.Usage = "let --receiver HOST:PORT be any address, and --report write into a folder that holds other files"
	return command
}

// suiteFlags are about which scenarios run, and how.
func suiteFlags(command *cobra.Command, options *suite.Options) {
	command.Flags().StringVar(&options.Tags, "tags", "", `run only scenarios with these tags, such as "@ESA-70 && ~@inferred"`)
	command.Flags().IntVar(&options.Jobs, "jobs", runtime.GOMAXPROCS(0), "how many scenarios run at once")
	command.Flags().DurationVar(&options.Bound, "timeout", 5*time.Minute, "how long one scenario may take")
}

// strictFlag is about what an RFC says that a sender SHOULD do.
func strictFlag(command *cobra.Command, strict *bool) {
	command.Flags().BoolVar(strict, "strict", true, "let a scenario that is tagged @should count as the others do; with --strict=false it may fail")
}

// mostJobs is more than any machine runs at once; each has a world of its own.
const mostJobs = 1000

// chooseSuite checks these flags, and chooses the scenarios that the arguments name.
func chooseSuite(options *suite.Options, arguments []string) (err error) {
	if options.Select, err = choose(arguments); err != nil {
		return err
	}
	if len(arguments) > 0 {
		options.Files = library{}
	}
	if options.Jobs < 1 || options.Jobs > mostJobs {
		return fmt.Errorf("--jobs %d: want from 1 to %d", options.Jobs, mostJobs)
	}
	if options.Bound <= 0 {
		return fmt.Errorf("--timeout %s: want more than 0", options.Bound)
	}
	return nil
}

// choose reads the arguments; without any, all that comes with mtalab is chosen.
func choose(arguments []string) ([]text.Selection, error) {
	var selections []text.Selection
	for _, argument := range arguments {
		if suite.IsSaved(argument) {
			return nil, text.Input("%s: a world states no Then, and nothing in it can pass or fail: want features; up, shell and explain take a world", argument)
		}
		selection, err := text.ParseSelection(argument)
		if err != nil {
			return nil, err
		}
		selections = append(selections, selection)
	}
	return selections, nil
}

// library is the disk by the paths that a person gives, absolute or not; behind it stand the features
// that come with mtalab, by their paths with or without "features/".
type library struct{}

func (library) Open(name string) (fs.File, error) {
	file, err := files.Open(filepath.FromSlash(name))
	if err == nil {
		return file, nil
	}
	if name == "." || !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if shipped, inside := features.Shipped().Open(strings.TrimPrefix(name, "features/")); inside == nil {
		return shipped, nil
	}
	return nil, err
}

// printer writes a run for a person to read.
type printer struct {
	out     io.Writer
	verbose bool // the story of every scenario
	quiet   bool // only what did not pass
	strict  bool // what an RFC says that a sender SHOULD do counts
	feature string
	rule    string // of the feature, in which the latest scenario stands
	told    bool   // the latest scenario was told at length
	// progress is nil where nobody looks.
	progress *progress
}

// showProgress shows on a terminal how far the run is, unless it is to be quiet.
func (p *printer) showProgress(terminal io.Writer, options *suite.Options) error {
	if p.quiet {
		return nil
	}
	p.progress = newProgress(terminal)
	if p.progress == nil {
		return nil
	}
	all, err := suite.List(*options)
	if err != nil && len(all) == 0 {
		return err
	}
	p.progress.total = len(all)
	options.OnWorld = func(s result.Scenario, _ *sim.Running) { p.progress.count(s) }
	return nil
}

// scenario writes one line, and the story of what did not pass.
func (p *printer) scenario(s result.Scenario) {
	if p.quiet && s.Status != result.Failed && s.Status != result.Broken {
		return
	}
	p.progress.clear()
	if p.feature != s.Path {
		p.feature, p.rule = s.Path, ""
		printable.Fprintf(p.out, "\n%s  %s\n", s.Path, s.Feature)
	} else if p.told {
		fmt.Fprintln(p.out)
	}
	p.told = false
	if p.rule != s.Rule {
		p.rule = s.Rule
		printable.Fprintf(p.out, "  Rule: %s\n", s.Rule)
	}
	fate := s.FatesInShort()
	if s.Status != result.Passed {
		fate = strings.ToUpper(string(s.Status))
	}
	printable.Fprintf(p.out, "  %4d  %-48s  %-22s  %s\n", s.Line, s.Name, fate, s.Duration.Round(100*time.Microsecond))
	if s.Status == result.Known {
		printable.Fprintf(p.out, "        %s [%s]\n", s.Deviation.Reason, s.Deviation.Documented)
	}
	if s.Status == result.Passed && s.Reason != "" {
		printable.Fprintf(p.out, "        %s\n", s.Reason)
	}
	for _, note := range s.Notes {
		printable.Fprintf(p.out, "        %s\n", note)
	}
	if s.Problem != nil && (p.verbose || s.Status != result.Known) {
		printable.Fprintf(p.out, "\n%s:%d: %s\n%s\n", s.Path, s.Problem.Line, s.Problem.Step, printable.Indented(s.Problem.Text, "  "))
		p.clauses(s)
		p.told = true
	}
	if s.Story != "" && (p.verbose || s.Status == result.Failed || s.Status == result.Broken) {
		printable.Fprintf(p.out, "\n%s\n", printable.Indented(s.Story, "    "))
		p.told = true
	}
}
