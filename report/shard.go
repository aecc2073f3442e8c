package report

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"mtalab/internal/result"
)

// ErrMerge says that runs are not the shards of one suite.
var ErrMerge = errors.New("these are not the shards of one run")

// Merge joins the runs of all shards of a suite, in any order, into the run that the suite would have
// been: its scenarios are in their order; as the shards ran side by side, it began with the first of
// them and took as long as the longest. ErrMerge says which shard is missing, twice there, or of
// another suite.
func Merge(runs []result.Run) (result.Run, error) {
	if len(runs) == 0 {
		return result.Run{}, fmt.Errorf("%w: there are none", ErrMerge)
	}
	runs = slices.Clone(runs)
	slices.SortStableFunc(runs, func(a, b result.Run) int { return cmp.Compare(a.Shard.Index, b.Shard.Index) })
	if err := checkShards(runs); err != nil {
		return result.Run{}, fmt.Errorf("%w: %w", ErrMerge, err)
	}
	merged := runs[0]
	merged.Shard = result.Shard{}
	merged.Scenarios = []result.Scenario{}
	for position := 0; position/len(runs) < len(runs[position%len(runs)].Scenarios); position++ {
		merged.Scenarios = append(merged.Scenarios, runs[position%len(runs)].Scenarios[position/len(runs)])
	}
	merged.Features = featuresOf(runs, merged.Scenarios)
	for _, run := range runs {
		merged.Duration = max(merged.Duration, run.Duration)
		if run.Started.Before(merged.Started) {
			merged.Started = run.Started
		}
	}
	return merged, nil
}

// featuresOf are the features of all runs, in the order of the scenarios.
func featuresOf(runs []result.Run, scenarios []result.Scenario) []result.Feature {
	features := map[string]result.Feature{}
	for _, run := range runs {
		for _, feature := range run.Features {
			features[feature.Path] = feature
		}
	}
	var all []result.Feature
	for _, scenario := range scenarios {
		if feature, ok := features[scenario.Path]; ok {
			all = append(all, feature)
			delete(features, scenario.Path)
		}
	}
	return all
}

// checkShards looks at runs in the order of their shards.
func checkShards(runs []result.Run) error {
	first := runs[0]
	for i, run := range runs {
		switch {
		case run.Shard.Count == 0:
			return errors.New("one is a whole run")
		case run.Shard.Count < 1 || run.Shard.Index < 1 || run.Shard.Index > run.Shard.Count:
			return fmt.Errorf("there is no shard %s", run.Shard)
		case run.Shard.Count != first.Shard.Count:
			return fmt.Errorf("one is shard %s, another %s", first.Shard, run.Shard)
		case run.Sender != first.Sender:
			return fmt.Errorf("the sender of shard %s is %s, that of shard %s is %s", first.Shard, first.Sender, run.Shard, run.Sender)
		case run.Version != first.Version:
			return fmt.Errorf("the version of shard %s is %q, that of shard %s is %q", first.Shard, first.Version, run.Shard, run.Version)
		case run.Shard.Suite != first.Shard.Suite:
			return fmt.Errorf("shard %s is of another suite than shard %s", run.Shard, first.Shard)
		case i > 0 && run.Shard == runs[i-1].Shard:
			return fmt.Errorf("shard %s is there twice", run.Shard)
		case run.Shard.Index != i+1:
			return fmt.Errorf("shard %d/%d is missing", i+1, run.Shard.Count)
		}
	}
	if len(runs) < first.Shard.Count {
		return fmt.Errorf("shard %d/%d is missing", len(runs)+1, first.Shard.Count)
	}
	for i, run := range runs {
		// The cards are dealt out: nobody has more than one more than the last.
		last := len(runs[len(runs)-1].Scenarios)
		if n := len(run.Scenarios); n < last || n > last+1 || i > 0 && n > len(runs[i-1].Scenarios) {
			return fmt.Errorf("shard %s has %d scenarios, which cannot be of the same suite as the others", run.Shard, n)
		}
	}
	return checkPlaces(runs)
}

// checkPlaces looks for a scenario that is in two shards, or twice in one.
func checkPlaces(runs []result.Run) error {
	owners := map[string]result.Shard{}
	for _, run := range runs {
		for _, scenario := range run.Scenarios {
			if owner, twice := owners[scenario.Place()]; twice && scenario.Path != "" {
				return fmt.Errorf("%s is in shard %s and in shard %s", scenario.Place(), owner, run.Shard)
			}
			owners[scenario.Place()] = run.Shard
		}
	}
	return nil
}
