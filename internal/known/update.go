package known

import (
	"mtalab/internal/result"
)

// What Update puts into a new entry for a person to replace; no list that is shipped has it.
const (
	ReasonToDo     = "TODO: reason"
	DocumentedToDo = "TODO: where it is documented"
)

// Change is what Update did to a list, in entries.
type Change struct {
	Added, Removed, Kept int
}

// Update makes the list agree with a run that was judged by it. Entries of scenarios that passed, or that
// the sender cannot be asked, go; those for other versions, and of scenarios that were not run or are
// broken, stay, and so do comments. New ones come last, in the order of the run.
func (l *List) Update(run result.Run) Change {
	var change Change
	ended := map[string]result.Scenario{}
	for _, scenario := range run.Scenarios {
		ended[scenario.ID] = scenario
	}
	var left []line
	for _, line := range l.lines {
		if line.entry != nil {
			scenario, ran := ended[line.entry.Scenario]
			if ran && line.entry.Versions.Include(run.Version) && !fails(scenario) && scenario.Status != result.Broken {
				change.Removed++
				continue
			}
			change.Kept++
		}
		left = append(left, line)
	}
	for _, scenario := range run.Scenarios {
		if scenario.Status != result.Failed || !fails(scenario) {
			continue
		}
		change.Added++
		entry := &Entry{Scenario: scenario.ID, Versions: Only(run.Version), Reason: ReasonToDo, Documented: DocumentedToDo}
		left = append(left, line{entry.String(), entry})
	}
	l.lines = left
	return change
}

// fails says whether the sender did otherwise; one that is listed and passed counts as failed.
func fails(scenario result.Scenario) bool {
	return scenario.Status == result.Known || scenario.Status == result.Failed && scenario.Deviation == nil
}
