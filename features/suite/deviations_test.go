package suite_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/known"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/sim/network"
	"mtalab/sim/senders/esa"
	"mtalab/sim/senders/faulty"
)

// TestEveryScenarioHasAnIdentity: lists name scenarios by it, and reports of several runs are laid
// beside each other by it.
func TestEveryScenarioHasAnIdentity(t *testing.T) {
	t.Parallel()
	scenarios, err := suite.List(suite.Options{})
	require.NoError(t, err)
	places := map[string]string{}
	for _, s := range scenarios {
		assert.Empty(t, places[s.ID], "%s: the identity of %s: %s", s.Place(), places[s.ID], s.ID)
		places[s.ID] = s.Place()
	}
}

func TestIdentities(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(folder, "tests/features/area"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "tests/features/area/x.feature"), []byte(`Feature: f
  Scenario: plain
    When x
  Scenario Outline: the row of <a>
    When x <b>
    Examples:
      | a | b |
      | 1 | 2 |
  Scenario Outline: no row
    When x <a> <b>
    Examples:
      | a | b |
      | 1 | 2 |
      | 1 | 3 |
`), 0o600))
	ids := func(selection text.Selection, root string) []string {
		scenarios, err := suite.List(suite.Options{Files: os.DirFS(filepath.Join(folder, root)), Select: []text.Selection{selection}})
		require.NoError(t, err)
		var ids []string
		for _, s := range scenarios {
			ids = append(ids, s.ID)
		}
		return ids
	}
	want := []string{"area/x.feature: plain", "area/x.feature: the row of 1", "area/x.feature: no row (1, 2)", "area/x.feature: no row (1, 3)"}
	assert.Equal(t, want, ids(text.Selection{Path: "."}, "."))
	assert.Equal(t, want, ids(text.Selection{Path: "area"}, "tests/features"), "from wherever it is run")
	assert.Equal(t, want[3:], ids(text.Selection{Path: "area/x.feature", Lines: []int{14}}, "tests/features"), "of a row alone too")
}

// TestShippedListsNameScenarios that there are.
func TestShippedListsNameScenarios(t *testing.T) {
	t.Parallel()
	for _, sender := range known.Senders() {
		list, err := known.Shipped(sender)
		require.NoError(t, err)
		_, err = suite.Run(t.Context(), onlyWorkedExample(list))
		require.NoError(t, err, sender)
	}
}

func onlyWorkedExample(list *known.List) suite.Options {
	return suite.Options{
		Sender:  esa.Sender{},
		Network: func() network.Network { return &network.Memory{} },
		Select:  []text.Selection{{Path: "esa/worked_example.feature"}},
		Known:   list,
	}
}

func TestTheListIsJudged(t *testing.T) {
	t.Parallel()
	list, err := known.Parse("my.txt", "esa/worked_example.feature: required - verify passes on the PTR name | any | it does not | nowhere\n")
	require.NoError(t, err)
	_, err = suite.Run(t.Context(), onlyWorkedExample(list))
	require.ErrorIs(t, err, text.ErrInput)
	assert.EqualError(t, err, `my.txt:1: there is no scenario "esa/worked_example.feature: required - verify passes on the PTR name"`)

	list, err = known.Parse("my.txt", "\nesa/nowhere.feature: x | any | r | d\n")
	require.NoError(t, err)
	_, err = suite.Run(t.Context(), onlyWorkedExample(list))
	require.ErrorIs(t, err, text.ErrInput)
	assert.EqualError(t, err, "my.txt:2: there is no feature file esa/nowhere.feature")
}

// TestKnownFailures runs a sender that is wrong on purpose with a list, that is too long by one.
func TestKnownFailures(t *testing.T) {
	t.Parallel()
	options := suite.Options{Tags: "@ST-25 or @ESA-70", Network: func() network.Network { return &network.Memory{} }}
	for _, sender := range faulty.Senders() {
		if sender.Name() == "faulty=plaintext-after-220" {
			options.Sender = sender
		}
	}
	require.NotNil(t, options.Sender)
	before, err := suite.Run(t.Context(), options)
	require.NoError(t, err)
	require.NotZero(t, before.Count(result.Failed))
	require.NotZero(t, before.Count(result.Passed))
	text, passes := "", ""
	for _, s := range before.Scenarios {
		if s.Status == result.Passed && passes != "" {
			continue
		}
		text += s.ID + " | any | it is faulty | package faulty\n"
		if s.Status == result.Passed {
			passes = s.ID
		}
	}
	options.Known, err = known.Parse("my.txt", text)
	require.NoError(t, err)
	after, err := suite.Run(t.Context(), options)
	require.NoError(t, err)
	assert.Equal(t, before.Count(result.Failed), after.Count(result.Known))
	assert.Equal(t, 1, after.Count(result.Failed))
	for _, s := range after.Scenarios {
		switch s.Status {
		case result.Failed:
			assert.Equal(t, passes, s.ID)
			assert.Contains(t, s.Problem.Text, "says that it is known to fail (it is faulty): remove that line")
		case result.Known:
			assert.Equal(t, "it is faulty", s.Deviation.Reason)
			assert.NotEmpty(t, s.Problem.Text, "what it did is still told")
		}
	}
}
