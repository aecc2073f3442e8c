package main

import (
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"mtalab/internal/mutation/operators"
	"mtalab/internal/mutation/trial"
)

// count is how many mutants of a package ended in which way.
type count struct{ all, scenarios, citations, tests, kept, survived int }

func (c *count) add(other count) {
	c.all += other.all
	c.scenarios += other.scenarios
	c.citations += other.citations
	c.tests += other.tests
	c.kept += other.kept
	c.survived += other.survived
}

// reportOperators prints what became of the mutants, and fails on a survivor that nobody has explained, and on an explanation that is
// wrong. If all packages were tried, one of a mutant that is there no more is wrong, too.
func reportOperators(out io.Writer, verdicts []trial.Verdict, reasons kept, made operators.Result, whole bool) error {
	counts := map[string]*count{}
	var problems []string
	for _, v := range verdicts {
		c := counts[v.Mutant.Package]
		if c == nil {
			c = new(count)
			counts[v.Mutant.Package] = c
		}
		reason := reasons[v.Mutant.Key()]
		c.all++
		switch {
		case v.Killer != "" && reason != "":
			problems = append(problems, fmt.Sprintf("KILLED, though it is kept  %s\n          by %s", v.Mutant.Key(), v.Killer))
		case v.By == trial.Scenario:
			c.scenarios++
		case v.By == trial.Citation:
			c.citations++
		case v.By == trial.Test:
			c.tests++
		case reason != "":
			c.kept++
		default:
			c.survived++
			problems = append(problems, survivor(v))
		}
	}
	problems = append(problems, gone(made.Mutants, reasons, whole)...)
	for _, problem := range problems {
		fmt.Fprintln(out, problem)
	}
	printCounts(out, counts)
	printLeftOut(out, made.LeftOut)
	if len(problems) > 0 {
		return fmt.Errorf("%d mutants by operators to look at", len(problems))
	}
	return nil
}

// survivor tells of a mutant that nothing notices.
func survivor(v trial.Verdict) string {
	m := v.Mutant
	met := fmt.Sprintf("%d scenarios meet it", v.Met)
	if v.Met == 0 {
		met = "no scenario meets it"
	}
	return fmt.Sprintf("SURVIVES  %s/%s:%d:%d %s: %s → %s  (%s; %s)\n          %s",
		strings.TrimPrefix(m.Package, module), filepath.Base(m.File), m.Line, m.Column, m.Operator, m.Original, m.Mutated, m.Function, met, m.Key())
}

// gone tells of explanations of mutants that are not there.
func gone(mutants []operators.Mutant, reasons kept, whole bool) []string {
	if !whole {
		return nil
	}
	there := map[string]bool{}
	for _, m := range mutants {
		there[m.Key()] = true
	}
	var problems []string
	for _, key := range slices.Sorted(maps.Keys(reasons)) {
		if !there[key] {
			problems = append(problems, "KEPT, and there is no such mutant  "+key)
		}
	}
	return problems
}

func printCounts(out io.Writer, counts map[string]*count) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\npackage\tmutants\tkilled by scenarios\tby their citations\tby tests only\tkept\tsurvive\tof the rest killed\tby scenarios\t")
	total := new(count)
	row := func(name string, c *count) {
		rest := max(c.all-c.kept, 1)
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%.1f %%\t%.1f %%\t\n", name, c.all, c.scenarios, c.citations, c.tests, c.kept, c.survived,
			100*float64(c.scenarios+c.citations+c.tests)/float64(rest), 100*float64(c.scenarios)/float64(rest))
	}
	for _, path := range slices.Sorted(maps.Keys(counts)) {
		row(strings.TrimPrefix(path, module), counts[path])
		total.add(*counts[path])
	}
	row("all", total)
	table.Flush()
}

// printLeftOut tells how many places are not mutated, and why.
func printLeftOut(out io.Writer, leftOut []operators.LeftOut) {
	why := map[string]int{}
	for _, place := range leftOut {
		why[place.Reason]++
	}
	fmt.Fprintln(out, "\nnot mutated:")
	for _, reason := range slices.Sorted(maps.Keys(why)) {
		fmt.Fprintf(out, "%6d  %s\n", why[reason], reason)
	}
}
