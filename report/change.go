package report

import (
	"slices"

	"mtalab/internal/result"
)

// MarkChanges marks in runs what ended otherwise in earlier ones of the same senders, or was not there.
func MarkChanges(runs, earlier []result.Run) {
	type identity struct{ sender, id string }
	before := map[identity]result.Scenario{}
	for _, run := range earlier {
		for _, scenario := range run.Scenarios {
			before[identity{run.Sender, scenario.ID}] = scenario
		}
	}
	for _, run := range runs {
		for i := range run.Scenarios {
			scenario := &run.Scenarios[i]
			was, there := before[identity{run.Sender, scenario.ID}]
			scenario.Was = nil
			if !there || was.Status != scenario.Status || !slices.Equal(was.Fates, scenario.Fates) {
				scenario.Was = &result.Was{Status: was.Status, Fates: was.Fates}
			}
		}
	}
}
