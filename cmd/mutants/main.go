// Command mutants breaks mtalab on purpose, one small fault at a time, and asks the shipped scenarios
// to notice. It builds each fault with go build -overlay, so that no source is touched, runs every
// scenario against the built-in models, and says which ones turned red. A fault that none of them
// notices must be explained in the table, or the run fails.
//
// "mutants operators" alters each place of the decision code at which something is compared, returned, left out and so on
// (packages.txt), all in one build. What no scenario notices is put to the package's tests, and what these do not notice either must
// be explained in survivors.txt.
package main

import (
	"context"
	_ "embed"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"sync"
	"syscall"
)

//go:embed mutants.txt
var table string

func main() {
	only := flag.String("only", "", "run only the mutants whose name contains this")
	jobs := flag.Int("jobs", runtime.GOMAXPROCS(0), "how many mutants are built and run at once")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	var err error
	switch flag.Arg(0) {
	case "":
		err = run(ctx, os.Stdout, *only, *jobs)
	case "operators":
		var options byOperators
		if options, err = parseByOperators(flag.Args()[1:]); err == nil {
			err = options.run(ctx, os.Stdout)
		}
	default:
		err = fmt.Errorf("%q: want nothing, for the mutants of the table, or operators", flag.Arg(0))
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

// run tries the mutants of the table and prints what became of each, in the order of the table.
func run(ctx context.Context, out io.Writer, only string, jobs int) error {
	all, err := parse(table)
	if err != nil {
		return err
	}
	var chosen []mutant
	for _, m := range all {
		if strings.Contains(m.name, only) {
			chosen = append(chosen, m)
		}
	}
	workshop, err := os.MkdirTemp("", "mtalab-mutants-")
	if err != nil {
		return fmt.Errorf("make a folder for the mutants: %w", err)
	}
	defer os.RemoveAll(workshop)
	if killers, err := original(ctx, workshop); err != nil || len(killers) > 0 {
		return fmt.Errorf("the code as it is must pass every scenario before it is broken: %d do not: %w", len(killers), err)
	}
	verdicts := try(ctx, workshop, chosen, max(jobs, 1))
	return report(out, chosen, verdicts)
}

// verdict is what the scenarios said to a mutant.
type verdict struct {
	killers []string // the scenarios that turned red
	err     error    // it could not be tried
}

// try builds and runs the mutants, several at once.
func try(ctx context.Context, workshop string, mutants []mutant, jobs int) []verdict {
	verdicts := make([]verdict, len(mutants))
	places := make(chan struct{}, jobs)
	var done sync.WaitGroup
	for i, m := range mutants {
		places <- struct{}{}
		done.Go(func() {
			defer func() { <-places }()
			verdicts[i].killers, verdicts[i].err = m.try(ctx, workshop)
		})
	}
	done.Wait()
	return verdicts
}

// report says which scenario killed which mutant, and fails on a survivor that nobody has explained,
// on one that is explained and was killed, and on one that could not be tried.
func report(out io.Writer, mutants []mutant, verdicts []verdict) error {
	killed, explained, wrong := 0, 0, 0
	for i, m := range mutants {
		switch v := verdicts[i]; {
		case v.err != nil:
			wrong++
			fmt.Fprintf(out, "BROKEN    %s\n          %v\n", m.name, v.err)
		case len(v.killers) > 0 && m.equivalent != "":
			wrong++
			fmt.Fprintf(out, "KILLED, though the table calls it equivalent  %s\n          by %s\n", m.name, v.killers[0])
		case len(v.killers) > 0:
			killed++
			fmt.Fprintf(out, "killed    %s\n          by %s%s\n", m.name, v.killers[0], others(len(v.killers)-1))
		case m.equivalent != "":
			explained++
			fmt.Fprintf(out, "survives  %s\n          %s\n", m.name, m.equivalent)
		default:
			wrong++
			fmt.Fprintf(out, "SURVIVES  %s\n          no scenario notices\n", m.name)
		}
	}
	fmt.Fprintf(out, "\n%d mutants: %d killed, %d explained, %d to look at\n", len(mutants), killed, explained, wrong)
	if wrong > 0 {
		return fmt.Errorf("%d mutants to look at", wrong)
	}
	return nil
}

func others(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" and %d others", n)
}
