package report

import "slices"

// Was is how a scenario ended in an earlier run, where it ended otherwise or was not there.
type Was struct {
	Status Status   `json:"status"` // empty: it was not there
	Fates  []string `json:"fates,omitempty"`
}

// MarkChanges marks in runs what ended otherwise in earlier ones of the same senders, or was not there.
func MarkChanges(runs, earlier []Run) {
	type identity struct{ sender, id string }
	before := map[identity]Scenario{}
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
				scenario.Was = &Was{was.Status, was.Fates}
			}
		}
	}
}
