package features_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features"
	"mtalab/report"
	"mtalab/sim/esa"
)

// TestFeatures runs every shipped scenario as a subtest against the built-in ESA, so that one can be
// picked: go test ./features -run TestFeatures/esa/contrast.feature/T11
func TestFeatures(t *testing.T) {
	t.Parallel()
	scenarios, err := features.List(features.Options{})
	require.NoError(t, err)
	require.NotEmpty(t, scenarios)
	for _, scenario := range scenarios {
		t.Run(scenario.Path+"/"+scenario.Name, func(t *testing.T) {
			t.Parallel()
			record, err := features.Run(context.Background(), features.Options{
				Sender: esa.Sender{},
				Select: []features.Selection{{Path: scenario.Path, Lines: []int{scenario.Line}}},
			})
			require.NoError(t, err)
			require.Len(t, record.Scenarios, 1)
			ran := record.Scenarios[0]
			if ran.Problem != nil {
				t.Errorf("%s:%d: %s\n%s\n\n%s", ran.Path, ran.Problem.Line, ran.Problem.Step, ran.Problem.Text, ran.Story)
			}
			assert.Equal(t, report.Passed, ran.Status)
		})
	}
}

// TestOrderDoesNotMatter runs everything at once in random orders: a scenario that leans on another,
// or on the time of day, would differ.
func TestOrderDoesNotMatter(t *testing.T) {
	t.Parallel()
	var first map[string]string
	for seed := int64(1); seed <= 3; seed++ {
		record, err := features.Run(context.Background(), features.Options{Sender: esa.Sender{}, Jobs: 8, Shuffle: seed})
		require.NoError(t, err)
		stories := map[string]string{}
		for _, scenario := range record.Scenarios {
			stories[scenario.Place()] = string(scenario.Status) + "\n" + scenario.Story
		}
		if first == nil {
			first = stories
		}
		assert.Equal(t, first, stories, "seed %d", seed)
	}
}
