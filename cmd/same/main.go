// Command same says whether the present mtalab does what an older commit of it did. It builds both, runs the
// scenarios that each of them ships on every network, and compares what the records and the stories tell.
//
// It ends with 0 if nothing differs but the rules that are cited and scenarios that were added, with 1 if
// anything else does, and with 2 if the comparison could not be made.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

// errDiffers says that the comparison was made and found what must not be: all has been said already.
var errDiffers = errors.New("they differ")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, ".", os.Args[1:], os.Stdout, os.Stderr)
	stop()
	switch {
	case errors.Is(err, errDiffers):
		os.Exit(1)
	case err != nil && !errors.Is(err, flag.ErrHelp):
		fmt.Fprintln(os.Stderr, "same:", err)
		os.Exit(2)
	}
}

// options are what the command line chooses.
type options struct {
	commit   string
	suites   []suite
	networks []string
	matrix   bool
	verbose  bool
}

func parse(arguments []string, usage io.Writer) (options, error) {
	chosen := options{suites: suites, networks: networks}
	flags := flag.NewFlagSet("same", flag.ContinueOnError)
	flags.SetOutput(usage)
	flags.StringVar(&chosen.commit, "commit", "b263c6a", "the older commit")
	only := flags.String("only", "", "run only this suite: "+strings.Join(suiteNames(), ", "))
	network := flags.String("network", "", "run on this network only: "+strings.Join(networks, ", "))
	flags.BoolVar(&chosen.matrix, "matrix", false, "compare what mtalab matrix says of the real MTAs, too")
	flags.BoolVar(&chosen.verbose, "verbose", false, "print each difference in full")
	if err := flags.Parse(arguments); err != nil {
		return options{}, err
	}
	if flags.NArg() > 0 {
		return options{}, fmt.Errorf("%s: want flags only", flags.Arg(0))
	}
	if *only != "" {
		i := slices.Index(suiteNames(), *only)
		if i < 0 {
			return options{}, fmt.Errorf("--only %s: want one of %s", *only, strings.Join(suiteNames(), ", "))
		}
		chosen.suites = suites[i : i+1]
	}
	if *network != "" {
		if !slices.Contains(networks, *network) {
			return options{}, fmt.Errorf("--network %s: want one of %s", *network, strings.Join(networks, ", "))
		}
		chosen.networks = []string{*network}
	}
	return chosen, nil
}

// run makes the whole comparison, with the source that a folder is in, and prints it.
func run(ctx context.Context, source string, arguments []string, out, usage io.Writer) (err error) {
	chosen, err := parse(arguments, usage)
	if err != nil {
		return err
	}
	workshop, err := newWorkshop(ctx, source)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, workshop.Close()) }()
	before, err := workshop.buildCommit(ctx, chosen.commit)
	if err != nil {
		return err
	}
	now, err := workshop.buildPresent(ctx)
	if err != nil {
		return err
	}
	found, err := compareAll(ctx, out, chosen, before, now)
	if err != nil {
		return err
	}
	printDifferences(out, found, chosen.verbose)
	if slices.ContainsFunc(found, difference.matters) {
		return errDiffers
	}
	return nil
}

// compareAll runs the suites with both builds, network by network, and prints a line for each.
func compareAll(ctx context.Context, out io.Writer, chosen options, before, now build) ([]difference, error) {
	var all []difference
	compared := false
	for _, network := range chosen.networks {
		for _, suite := range chosen.suites {
			where := suite.name + " on " + network
			old, errBefore := before.runSuite(ctx, suite, network)
			new, errNow := now.runSuite(ctx, suite, network)
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			if network == "private" && errBefore != nil && errNow != nil {
				fmt.Fprintf(out, "private is left out, as neither can run there: %v\n", errBefore)
				break
			}
			if err := errors.Join(errBefore, errNow); err != nil {
				return nil, fmt.Errorf("%s: %w", where, err)
			}
			differences := compareRuns(where, old, new)
			fmt.Fprintf(out, "%-30s %s, now %s: %s\n", where, counted(old), counted(new), verdict(differences))
			all, compared = append(all, differences...), true
		}
	}
	if !compared {
		return nil, errors.New("nothing was compared")
	}
	if !chosen.matrix {
		return all, nil
	}
	differences, err := compareMatrices(ctx, out, before, now)
	return append(all, differences...), err
}
