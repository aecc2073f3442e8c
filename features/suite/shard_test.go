package suite_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/report"
	"mtalab/sim/network"
	"mtalab/sim/senders/esa"
)

func TestShardsTogetherAreTheWholeRun(t *testing.T) {
	t.Parallel()
	options := suite.Options{Sender: esa.Sender{}, Network: inMemory, Jobs: 2, Select: []text.Selection{{Path: "esa/contrast.feature"}, {Path: "esa/worked_example.feature"}}}
	whole, err := suite.Run(t.Context(), options)
	require.NoError(t, err)
	const shards = 7
	var parts []result.Run
	for index := 1; index <= shards; index++ {
		options.Shard = result.Shard{Index: index, Count: shards}
		listed, err := suite.List(options)
		require.NoError(t, err)
		part, err := suite.Run(t.Context(), options)
		require.NoError(t, err)
		assert.Len(t, part.Scenarios, len(listed))
		parts = append(parts, part)
	}
	merged, err := report.Merge(parts)
	require.NoError(t, err)
	assert.Equal(t, timeless(whole).Scenarios, timeless(merged).Scenarios)
}

func TestAShardMayBeEmpty(t *testing.T) {
	t.Parallel()
	run, err := suite.Run(t.Context(), suite.Options{
		Sender: esa.Sender{}, Network: inMemory,
		Select: []text.Selection{{Path: "esa/worked_example.feature", Lines: []int{66}}},
		Shard:  result.Shard{Index: 2, Count: 2},
	})
	require.NoError(t, err)
	assert.Empty(t, run.Scenarios)
}

// timeless is a run without what differs from run to run.
func timeless(run result.Run) result.Run {
	run.Scenarios = slices.Clone(run.Scenarios)
	for i := range run.Scenarios {
		run.Scenarios[i].Duration = 0
	}
	return run
}

func inMemory() network.Network { return &network.Memory{} }
