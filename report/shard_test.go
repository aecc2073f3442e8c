package report_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/result"
	"mtalab/report"
)

func ExampleMerge() {
	first := result.Run{Shard: result.Shard{Index: 1, Count: 2}, Scenarios: []result.Scenario{{Name: "one"}, {Name: "three"}}}
	second := result.Run{Shard: result.Shard{Index: 2, Count: 2}, Scenarios: []result.Scenario{{Name: "two"}}}
	run, err := report.Merge([]result.Run{second, first})
	for _, scenario := range run.Scenarios {
		fmt.Println(scenario.Name)
	}
	fmt.Println(err)
	// Output:
	// one
	// two
	// three
	// <nil>
}

func TestAShardIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	shard, err := result.ParseShard("2/5")
	require.NoError(t, err)
	assert.Equal(t, result.Shard{Index: 2, Count: 5}, shard)
	for _, text := range []string{"", "0/5", "6/5", "1", "1/0", "a/b", "-1/5", "1/5/7", "1/99999999999999999999"} {
		_, err := result.ParseShard(text)
		assert.EqualError(t, err, fmt.Sprintf("shard %q: want INDEX/COUNT, from 1/COUNT to COUNT/COUNT", text))
	}
}

func TestShardsDealOutTheWholeSuite(t *testing.T) {
	t.Parallel()
	for position := range 100 {
		assert.True(t, result.Shard{}.Has(position))
		owners := 0
		for index := 1; index <= 7; index++ {
			if (result.Shard{Index: index, Count: 7}).Has(position) {
				owners++
			}
		}
		assert.Equal(t, 1, owners, "position %d", position)
	}
}

// dealt are the runs of count shards of a suite of size scenarios.
func dealt(size, count int) []result.Run {
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	runs := make([]result.Run, count)
	for i := range runs {
		runs[i] = result.Run{
			Sender: "esa", Shard: result.Shard{Index: i + 1, Count: count},
			Started: noon.Add(-time.Duration(i) * time.Minute), Duration: time.Duration(i) * time.Second,
		}
	}
	for position := range size {
		runs[position%count].Scenarios = append(runs[position%count].Scenarios, result.Scenario{Line: position})
	}
	return runs
}

func TestMergeIsTheRunOfTheWholeSuite(t *testing.T) {
	t.Parallel()
	for size := range 12 {
		for count := 1; count <= 5; count++ {
			run, err := report.Merge(dealt(size, count))
			require.NoError(t, err, "%d scenarios in %d shards", size, count)
			require.Len(t, run.Scenarios, size)
			for position, scenario := range run.Scenarios {
				assert.Equal(t, position, scenario.Line)
			}
			assert.Zero(t, run.Shard)
			assert.Equal(t, time.Duration(count-1)*time.Second, run.Duration)
			assert.Equal(t, dealt(0, count)[count-1].Started, run.Started)
		}
	}
}

func TestMergeRefusesWhatIsNotOneSuite(t *testing.T) {
	t.Parallel()
	for sentence, test := range map[string]struct {
		spoil func([]result.Run) []result.Run
		says  string
	}{
		"nothing":          {func([]result.Run) []result.Run { return nil }, "there are none"},
		"a missing shard":  {func(r []result.Run) []result.Run { return append(r[:1], r[2]) }, "shard 2/3 is missing"},
		"the last missing": {func(r []result.Run) []result.Run { return r[:2] }, "shard 3/3 is missing"},
		"one twice":        {func(r []result.Run) []result.Run { return append(r, r[1]) }, "shard 2/3 is there twice"},
		"a whole run": {func(r []result.Run) []result.Run { return append(r, result.Run{}) },
			"one is a whole run"},
		"shards of another count": {func(r []result.Run) []result.Run { return append(r, dealt(4, 4)[3]) },
			"one is shard 1/3, another 4/4"},
		"another sender": {func(r []result.Run) []result.Run { r[2].Sender = "exim"; return r },
			"the sender of shard 1/3 is esa, that of shard 3/3 is exim"},
		"another suite": {func(r []result.Run) []result.Run { r[0].Scenarios = nil; return r },
			"shard 1/3 has 0 scenarios, which cannot be of the same suite as the others"},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			_, err := report.Merge(test.spoil(dealt(7, 3)))
			require.ErrorIs(t, err, report.ErrMerge)
			assert.EqualError(t, err, "these are not the shards of one run: "+test.says)
		})
	}
}
