package report

import "slices"

// Was is how a scenario ended in an earlier run, where it ended otherwise or was not there.
type Was struct {
	Status Status   `json:"status"` // empty: it was not there
	Fates  []string `json:"fates,omitempty"`
}

// MarkChanges marks in runs what ended otherwise in earlier ones of the same senders. A scenario is known
// by its file and name, the first of that name by the first, so that it may move within its file.
func MarkChanges(runs, earlier []Run) {
	type identity struct {
		sender, path, name string
		nth                int
	}
	identify := func(runs []Run, each func(identity, *Scenario)) {
		seen := map[identity]int{}
		for _, run := range runs {
			for i := range run.Scenarios {
				scenario := &run.Scenarios[i]
				id := identity{sender: run.Sender, path: scenario.Path, name: scenario.Name}
				seen[id]++
				id.nth = seen[id]
				each(id, scenario)
			}
		}
	}
	before := map[identity]*Scenario{}
	identify(earlier, func(id identity, s *Scenario) { before[id] = s })
	identify(runs, func(id identity, s *Scenario) {
		s.Was = nil
		if was := before[id]; was == nil {
			s.Was = &Was{}
		} else if was.Status != s.Status || !slices.Equal(was.Fates, s.Fates) {
			s.Was = &Was{Status: was.Status, Fates: was.Fates}
		}
	})
}
