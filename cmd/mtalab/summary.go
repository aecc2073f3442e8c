package main

import (
	"fmt"
	"slices"

	"mtalab/internal/printable"
	"mtalab/internal/result"
	"mtalab/internal/table"
	"mtalab/report"
	"mtalab/sim/senders/esa"
)

// summary counts, and says which scenarios did not pass.
func (p *printer) summary(run result.Run) error {
	printable.Fprintf(p.out, "\n%s\n", run.Summary())
	if n := run.LeftOut.Products; n > 0 {
		printable.Fprintf(p.out, "  left out: %d that state what the ESA or Exchange does, and %s is neither\n", n, run.Sender)
	}
	p.list(run, "failed", func(s result.Scenario) bool { return s.Status == result.Failed && s.Demand() != result.Should })
	p.list(run, "failed a SHOULD", func(s result.Scenario) bool { return s.Status == result.Failed && s.Demand() == result.Should })
	p.list(run, "broken", func(s result.Scenario) bool { return s.Status == result.Broken })
	p.breaches(run)
	err := verdict(run, p.strict)
	if err == nil && run.Count(result.NotSupported) == len(run.Scenarios) {
		err = errUntried
		fmt.Fprintf(p.out, "  nothing was tried: %s\n", untried(run))
	}
	if i := slices.IndexFunc(run.Scenarios, func(s result.Scenario) bool { return s.Status == result.Failed }); i >= 0 && run.Sender == (esa.Sender{}).Name() {
		printable.Fprintf(p.out, "\nWhy, and what would have to change: mtalab explain %s\n", run.Scenarios[i].Place())
	}
	return err
}

// list names the scenarios that ended in a way.
func (p *printer) list(run result.Run, how string, is func(result.Scenario) bool) {
	for _, s := range run.Scenarios {
		if is(s) {
			printable.Fprintf(p.out, "  %s: %s  %s\n", how, s.Place(), s.Name)
		}
	}
}

// clauses quotes the rules by which a scenario that failed asks for what it states.
func (p *printer) clauses(s result.Scenario) {
	if s.Status != result.Failed {
		return
	}
	for _, rule := range report.Clauses(s) {
		printable.Fprintf(p.out, "  %s\n", rule.Quote())
	}
}

// breaches lists by which clauses the scenarios failed.
func (p *printer) breaches(run result.Run) {
	all := report.Breaches(run)
	if len(all) == 0 {
		return
	}
	var rows [][]string
	for _, breach := range all {
		rows = append(rows, []string{fmt.Sprint(breach.Scenarios), breach.ID, breach.Level(), breach.Source})
	}
	fmt.Fprintln(p.out, "\nFailed, by clause")
	table.Write(p.out, "  ", rows)
}

// verdict says whether anything ended as nobody expects.
func verdict(run result.Run, strict bool) error {
	switch {
	case run.Count(result.Broken) > 0:
		return errBroken
	case run.Breaks(strict):
		return errFailed
	}
	return nil
}

// untried says why nothing of a run was.
func untried(run result.Run) string {
	if len(run.Scenarios) == 0 && run.LeftOut != (result.LeftOut{}) {
		return "all of it is left out or withheld"
	}
	if len(run.Scenarios) == 0 {
		return fmt.Sprintf("shard %s is empty, as there are fewer scenarios than shards", run.Shard)
	}
	return run.Sender + " supports none of these scenarios"
}
