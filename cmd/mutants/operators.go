package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"mtalab/internal/mutation/operators"
	"mtalab/internal/mutation/trial"
	"mtalab/sim/receivers"
	"mtalab/sim/senders"
)

// byOperators are the flags of a run with mutants by operators.
type byOperators struct {
	packages string // those whose path contains this, or one of several with commas between
	since    string // a commit: only functions that changed since then
	perKind  int    // scenarios; 0: all
	jobs     int
}

func parseByOperators(arguments []string) (byOperators, error) {
	var options byOperators
	flags := flag.NewFlagSet("mutants operators", flag.ContinueOnError)
	flags.StringVar(&options.packages, "only", "", "only packages whose path contains this, or one of several with commas between")
	flags.StringVar(&options.since, "since", "", "only functions that changed since this commit")
	flags.IntVar(&options.perKind, "per-kind", 0, "of the scenarios that meet the same places of a function try only so many; 0 is all")
	flags.IntVar(&options.jobs, "jobs", runtime.GOMAXPROCS(0), "how many mutants are tried at once")
	return options, flags.Parse(arguments)
}

// run makes the mutants, tries them and prints what became of them.
func (o byOperators) run(ctx context.Context, out io.Writer) error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	reasons, err := parseKept(keptTable)
	if err != nil {
		return err
	}
	packages, err := parsePackages(packageTable)
	if err != nil {
		return err
	}
	packages = slices.DeleteFunc(packages, func(p mutated) bool { return !matches(o.packages, p.path) })
	made, err := rewrite(root, packages)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "mtalab-mutants-")
	if err != nil {
		return fmt.Errorf("make a folder for the mutants: %w", err)
	}
	defer os.RemoveAll(folder)
	workshop, err := trial.NewWorkshop(root, folder, made.Files)
	if err != nil {
		return err
	}
	mutants, err := o.choose(root, made.Mutants)
	if err != nil {
		return err
	}
	if len(mutants) == 0 {
		fmt.Fprintln(out, "no mutants: no function of the decision code changed")
		return nil
	}
	verdicts, err := o.try(ctx, out, workshop, packages, mutants)
	if err != nil {
		return err
	}
	return reportOperators(out, verdicts, reasons, made, o.packages == "" && o.since == "")
}

// rewrite makes the mutants of packages.
func rewrite(root string, packages []mutated) (operators.Result, error) {
	var paths []string
	byPath := map[string]mutated{}
	for _, p := range packages {
		paths = append(paths, module+p.path)
		byPath[module+p.path] = p
	}
	return operators.Rewrite(root, paths, func(path, file, function string) string { return byPath[path].spared(file, function) })
}

// choose leaves out the functions that did not change.
func (o byOperators) choose(root string, mutants []operators.Mutant) ([]operators.Mutant, error) {
	if o.since == "" {
		return mutants, nil
	}
	changed, err := changedLines(root, o.since)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(mutants), func(m operators.Mutant) bool {
		relative, err := filepath.Rel(root, m.File)
		return err != nil || !changed.touches(filepath.ToSlash(relative), m.FirstLine, m.LastLine)
	}), nil
}

// try runs the scenarios, and the tests of the packages for what no scenario notices.
func (o byOperators) try(ctx context.Context, out io.Writer, workshop *trial.Workshop, packages []mutated, mutants []operators.Mutant) ([]trial.Verdict, error) {
	started := time.Now()
	step := func(format string, arguments ...any) {
		fmt.Fprintf(out, "%5s  %s\n", time.Since(started).Round(time.Second), fmt.Sprintf(format, arguments...))
	}
	worker, err := workshop.Build("worker", module+"cmd/mutants/worker")
	if err != nil {
		return nil, err
	}
	step("one build holds %d mutants", len(mutants))
	trials := &trial.Trials{Program: worker, Subjects: subjects(), Jobs: o.jobs, Floor: 3 * time.Second, PerKind: o.perKind, Counts: counts()}
	if err := trials.Survey(ctx); err != nil {
		return nil, err
	}
	step("%d scenarios ran with the original", trials.Cases())
	var verdicts []trial.Verdict
	for part := range packagesOf(mutants) {
		some, err := trials.Try(ctx, part)
		if err != nil {
			return nil, err
		}
		path := strings.TrimPrefix(part[0].Package, module)
		i := slices.IndexFunc(packages, func(p mutated) bool { return p.path == path })
		for _, tested := range append([]string{path}, packages[i].tests...) {
			if err := trial.TryTests(ctx, workshop, o.jobs, module+tested, tested, some); err != nil {
				return nil, err
			}
		}
		verdicts = append(verdicts, some...)
		step("%d of %s, with the scenarios that meet them and the tests", len(some), path)
	}
	return verdicts, nil
}

// packagesOf are the mutants of one package after another.
func packagesOf(mutants []operators.Mutant) iter.Seq[[]operators.Mutant] {
	return func(yield func([]operators.Mutant) bool) {
		for len(mutants) > 0 {
			end := slices.IndexFunc(mutants, func(m operators.Mutant) bool { return m.Package != mutants[0].Package })
			if end < 0 {
				end = len(mutants)
			}
			if !yield(mutants[:end]) {
				return
			}
			mutants = mutants[end:]
		}
	}
}

// subjects are whom scenarios are run against: the models, and those with one mistake.
func subjects() []string {
	names := senders.Names(func(e senders.Entry) bool { return e.Kind == senders.Model })
	for _, entry := range receivers.All() {
		if !entry.Program && entry.Name() != "esa" { // that is under test with the sender
			names = append(names, "receiver-"+entry.Name())
		}
	}
	return append(names, senders.Names(func(e senders.Entry) bool { return e.Kind == senders.Faulty })...)
}

// counts leaves out what says nothing: of somebody with a mistake the scenarios that do not notice it, and of a mistake that shows
// everywhere all but some dozens; and what is not supported.
func counts() func(string, trial.Ending) bool {
	const most = 60
	failed := map[string]int{}
	bad := senders.Names(func(e senders.Entry) bool { return e.Kind == senders.Faulty })
	return func(subject string, ending trial.Ending) bool {
		mistaken := slices.Contains(bad, subject) || strings.HasPrefix(subject, "receiver-faulty=")
		if mistaken && ending.Status == "failed" {
			failed[subject]++
		}
		switch {
		case ending.Status == "not supported":
			return false
		case mistaken:
			return ending.Status == "failed" && failed[subject] <= most
		}
		return true
	}
}

// matches says whether a package is asked for: by its path or a part of it, of several with commas between; empty: all are.
func matches(asked, path string) bool {
	return asked == "" || slices.ContainsFunc(strings.Split(asked, ","), func(part string) bool {
		return part != "" && strings.Contains(path, part)
	})
}
