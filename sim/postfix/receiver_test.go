package postfix_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features"
	"mtalab/features/known"
	"mtalab/report"
	"mtalab/sim"
	"mtalab/sim/postfix"
)

// TestReceiver holds a real Postfix that listens to every scenario for receivers, but for what is listed.
func TestReceiver(t *testing.T) {
	t.Parallel()
	skipWithout(t)
	listed, err := known.Shipped("receiver-postfix")
	require.NoError(t, err)
	record, err := features.Run(t.Context(), features.Options{
		Receiver: postfix.Receiver{},
		Network:  func() sim.Network { return &sim.Private{} },
		Select:   []features.Selection{{Path: "receiving"}},
		Known:    listed,
		Jobs:     2,
	})
	require.NoError(t, err)
	require.Equal(t, "receiver-postfix", record.Sender)
	for _, scenario := range record.Scenarios {
		if scenario.Status == report.Failed || scenario.Status == report.Broken {
			t.Errorf("%s: %s\n%s\n%s", scenario.Place(), scenario.Name, scenario.Problem.Text, scenario.Story)
		}
	}
	assert.GreaterOrEqual(t, record.Count(report.Passed), 57, "what Postfix can be told")
}

// skipWithout skips a test where Postfix or a private network is missing; where tests are to be complete, that
// is a failure.
func skipWithout(t *testing.T) {
	_, err := postfix.Sender{}.Find()
	if err == nil {
		var probe *sim.Private
		if probe, err = sim.NewPrivate(t.Context()); err == nil {
			require.NoError(t, probe.Close())
			return
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatal(err)
	}
	t.Skip(err)
}
