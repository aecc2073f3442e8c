package suite_test

import (
	"context"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/known"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/sim/receivers"
	"mtalab/sim/senders"
	"mtalab/sim/senders/esa"
)

// foreign is a sender of another make.
type foreign struct{ esa.Sender }

func (foreign) Name() string { return "mine" }

const demands = `Feature: Who demands it
  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 without STARTTLS
    And the TLS setting for example.com is "No"

  @must
  Scenario: everybody's
    When a message is sent to u@example.com
    Then the message is delivered in plaintext

  @esa
  Scenario: the ESA's
    When a message is sent to u@example.com
    Then the message is delivered in plaintext

  @exchange
  Scenario: Exchange's
    When a message is sent to u@example.com
    Then the message is delivered in plaintext

  Scenario: a user's own
    When a message is sent to u@example.com
    Then the message is delivered in plaintext
`

func TestWhatIsOneProductsOwnIsNotAskedOfAnother(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"one.feature": {Data: []byte(demands)}}
	run := func(options suite.Options) result.Run {
		options.Files, options.Network = files, inMemory
		record, err := suite.Run(context.Background(), options)
		require.NoError(t, err)
		return record
	}
	own := run(suite.Options{Sender: esa.Sender{}})
	assert.Equal(t, 4, own.Count(result.Passed))
	assert.Zero(t, own.LeftOut)

	others := run(suite.Options{Sender: foreign{}})
	require.Len(t, others.Scenarios, 2)
	assert.Equal(t, "everybody's", others.Scenarios[0].Name)
	assert.Equal(t, "a user's own", others.Scenarios[1].Name)
	assert.Equal(t, result.LeftOut{Products: 2}, others.LeftOut)

	none := run(suite.Options{Sender: foreign{}, Tags: "@esa"})
	assert.Empty(t, none.Scenarios)
	assert.Equal(t, result.LeftOut{Products: 1}, none.LeftOut)

	second := run(suite.Options{Sender: foreign{}, Shard: result.Shard{Index: 2, Count: 2}})
	require.Len(t, second.Scenarios, 1)
	assert.Equal(t, "a user's own", second.Scenarios[0].Name, "a shard is one of what is asked")
}

func TestAListMayNotNameWhatIsNotOwed(t *testing.T) {
	t.Parallel()
	list, err := known.Parse("mine.txt", "one.feature: the ESA's | any | it cannot | nowhere\n")
	require.NoError(t, err)
	_, err = suite.Run(context.Background(), suite.Options{
		Sender: foreign{}, Files: fstest.MapFS{"one.feature": {Data: []byte(demands)}}, Network: inMemory, Known: list,
	})
	require.EqualError(t, err, "mine.txt:1: the scenario is tagged @esa, and mine does not owe what it states")
}

// TestNothingIsRunInPlaceOfWhatIsLeftOut stands in a folder that has features, which godog runs when it is given none.
func TestNothingIsRunInPlaceOfWhatIsLeftOut(t *testing.T) {
	t.Chdir("../..")
	for name, options := range map[string]suite.Options{
		"what is the ESA's":       {Sender: foreign{}},
		"a shard that is empty":   {Sender: esa.Sender{}, Shard: result.Shard{Index: 900, Count: 900}},
		"what no tag is left for": {Sender: foreign{}, Tags: "@esa"},
	} {
		options.Select, options.Network = []text.Selection{{Path: "esa/queue.feature"}}, inMemory
		record, err := suite.Run(t.Context(), options)
		require.NoError(t, err, name)
		assert.Empty(t, record.Scenarios, name)
		assert.Equal(t, options.Shard.Count == 0, record.LeftOut.Products > 0, name)
	}
}

// TestWhatIsWithheldIsLeftOut holds each digest to a scenario that there is, without a word of which.
func TestWhatIsWithheldIsLeftOut(t *testing.T) {
	t.Parallel()
	all := []suite.Options{}
	for _, entry := range senders.All() {
		all = append(all, suite.Options{Sender: entry.Sender})
	}
	for _, entry := range receivers.All() {
		all = append(all, suite.Options{Receiver: entry.Receiver})
	}
	found := 0
	for _, options := range all {
		told, err := suite.List(options)
		require.NoError(t, err)
		options.Withheld = true
		whole, err := suite.List(options)
		require.NoError(t, err)
		found += len(whole) - len(told)
		for _, scenario := range told {
			assert.False(t, known.Withheld(options.Subject(), scenario.ID), "a scenario is listed")
		}
	}
	assert.Equal(t, known.CountWithheld(), found, "a digest stands for no scenario any more")
}
