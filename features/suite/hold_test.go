package suite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/senders/esa"
)

// at selects what stands at one line.
func at(path string, lines ...int) []text.Selection {
	return []text.Selection{{Path: path, Lines: lines}}
}

func TestHoldBuildsTheWorldUpToTheFirstWhen(t *testing.T) {
	t.Parallel()
	held := errors.New("held")
	err := suite.Hold(t.Context(), suite.Options{Select: at("esa/worked_example.feature", 66)},
		func(_ context.Context, scenario result.Scenario, world *sim.Running, env sim.Env) error {
			assert.Equal(t, "esa/worked_example.feature:66", scenario.Place())
			assert.Len(t, world.World.MTAs, 2)
			assert.Len(t, env.Roots, 1)
			assert.Equal(t, esa.RequiredVerifyHosted, world.World.Policy.Destinations[0].Setting)
			conn, err := env.Network.DialContext(t.Context(), "tcp", "192.0.2.1:25")
			require.NoError(t, err)
			require.NoError(t, conn.Close())
			assert.Empty(t, sim.Of[evidence.MessageSubmitted](world.Trail), "nothing is sent")
			_, err = world.Send(t.Context(), evidence.Message{To: []string{"u@example.com"}})
			assert.ErrorContains(t, err, "nobody cannot send: the world is held for looking only")
			return held
		})
	require.ErrorIs(t, err, held)
}

func TestHoldLetsTheSenderSend(t *testing.T) {
	t.Parallel()
	var kept network.Network
	err := suite.Hold(t.Context(), suite.Options{Sender: esa.Sender{}, Select: at("esa/worked_example.feature", 66)},
		func(ctx context.Context, _ result.Scenario, world *sim.Running, env sim.Env) error {
			kept = env.Network
			outcomes, err := world.Send(ctx, evidence.Message{From: "a@sender.test", To: []string{"u@example.com"}})
			if assert.Len(t, outcomes, 1) {
				assert.Equal(t, evidence.Deferred, outcomes[0].Fate)
			}
			return err
		})
	require.NoError(t, err)
	_, err = kept.DialContext(t.Context(), "tcp", "192.0.2.1:25")
	require.Error(t, err, "the world is closed")
}

func TestHoldSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	world := "Feature: f\n  Background:\n    Given these DNS records:\n      | example.com | A | 192.0.2.1 |\n\n"
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
	}
	write("two.feature", world+"  Scenario: one\n    When a message is sent to u@example.com\n\n  Scenario: two\n    When a message is sent to u@example.com\n")
	write("broken.feature", world+"  Scenario: s\n    Given gibberish\n    When a message is sent to u@example.com\n")
	write("empty.feature", "Feature: f\n")
	for name, test := range map[string]struct {
		selection []text.Selection
		says      string
	}{
		"no file":        {at("nowhere.feature", 3), "no feature file or folder nowhere.feature"},
		"no scenario":    {at("two.feature", 3), "two.feature:3: no scenario at this line; the nearest is at line 6"},
		"two scenarios":  {at("two.feature"), "two.feature: want one scenario, and these are 2: name one by its line, such as two.feature:6"},
		"a wrong phrase": {at("broken.feature"), "broken.feature:7: gibberish\n  the scenario's text: unknown phrase \"gibberish\""},
		"nothing":        {at("empty.feature"), "empty.feature: want a scenario, and there is none"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := suite.Hold(t.Context(), suite.Options{Files: os.DirFS(folder), Select: test.selection},
				func(context.Context, result.Scenario, *sim.Running, sim.Env) error {
					assert.Fail(t, "there is no world to hold")
					return nil
				})
			require.ErrorIs(t, err, text.ErrInput)
			assert.Contains(t, err.Error(), test.says)
		})
	}
}

// TestHoldNeedsNoWhen is for a scenario that is not finished yet.
func TestHoldNeedsNoWhen(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "begun.feature"),
		[]byte("Feature: f\n  Scenario: s\n    Given these DNS records:\n      | example.com | A | 192.0.2.1 |\n"), 0o600))
	held := false
	err := suite.Hold(t.Context(), suite.Options{Files: os.DirFS(folder), Select: at("begun.feature")},
		func(_ context.Context, _ result.Scenario, world *sim.Running, _ sim.Env) error {
			held = true
			assert.Len(t, world.World.DNS.Records, 1)
			return nil
		})
	require.NoError(t, err)
	assert.True(t, held)
}

func ExampleHold() {
	err := suite.Hold(context.Background(), suite.Options{Select: at("esa/worked_example.feature", 66)},
		func(_ context.Context, _ result.Scenario, world *sim.Running, _ sim.Env) error {
			for _, mta := range world.World.MTAs {
				fmt.Println(mta.AddrPort(), mta.Name)
			}
			return nil
		})
	fmt.Println(err)
	// Output:
	// 192.0.2.1:25 mx01.subd.emailhosted.not
	// 192.0.2.2:25 mx02.subd.emailhosted.not
	// <nil>
}
