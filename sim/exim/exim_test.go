package exim_test

import (
	"errors"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features"
	"mtalab/features/known"
	"mtalab/report"
	"mtalab/sim"
	"mtalab/sim/exim"
)

func TestMain(m *testing.M) {
	sim.PrivateChild()
	os.Exit(m.Run())
}

// TestLevels holds a real Exim to what every sender can be told, and to the worked example.
func TestLevels(t *testing.T) {
	t.Parallel()
	if _, err := (exim.Sender{}).Find(); err != nil {
		lacking(t, err)
	}
	probe, err := sim.NewPrivate(t.Context())
	if errors.Is(err, sim.ErrNoPrivate) {
		lacking(t, err)
	}
	require.NoError(t, err)
	require.NoError(t, probe.Close())
	list, err := known.Shipped("exim")
	require.NoError(t, err)
	record, err := features.Run(t.Context(), features.Options{
		Known:   list,
		Sender:  exim.Sender{},
		Network: func() sim.Network { return &sim.Private{} },
		Select: []features.Selection{
			{Path: "senders/table.feature"}, {Path: "esa/worked_example.feature"},
			{Path: "certificates/client_certificate.feature"}, {Path: "dns/unusable_mx.feature"}, {Path: "dns/aliases.feature"},
		},
		Jobs: 2,
	})
	require.NoError(t, err)
	for _, scenario := range record.Scenarios {
		if scenario.Status == report.Failed || scenario.Status == report.Broken {
			t.Errorf("%s: %s\n%s\n%s", scenario.Place(), scenario.Name, scenario.Problem.Text, scenario.Story)
		}
	}
	assert.GreaterOrEqual(t, record.Count(report.Passed), 50, "what Exim can be told")
	assert.NotZero(t, record.Count(report.NotSupported), "what it cannot")
}

func TestNeedsAPrivateNetwork(t *testing.T) {
	t.Parallel()
	if _, err := (exim.Sender{}).Find(); err != nil {
		lacking(t, err)
	}
	_, err := exim.Sender{}.Launch(t.Context(), sim.Env{
		Network: sim.TimedNetwork{Network: &sim.Loopback{}},
		Policy:  sim.Policy{Default: sim.Encrypted},
	})
	require.ErrorIs(t, err, sim.ErrNotPrivate)
}

func TestSaysWhatItCannotBeTold(t *testing.T) {
	t.Parallel()
	if _, err := (exim.Sender{}).Find(); err != nil {
		lacking(t, err)
	}
	for name, policy := range map[string]sim.Policy{
		"a setting that compares with PTR names": {Default: sim.RequiredVerify},
		"SMTP routes":                            {Default: sim.Encrypted, Routes: []sim.Route{{Domain: "ALL"}}},
		"a reading of an unclear rule":           {Default: sim.Encrypted, Options: map[string]string{"hosted_mx": "all"}},
	} {
		_, err := exim.Sender{}.Launch(t.Context(), sim.Env{Network: &sim.Loopback{}, Policy: policy})
		require.ErrorIs(t, err, sim.ErrNotSupported, name)
	}
}

// lacking skips a test for want of something, and fails it in CI, which must have everything.
func lacking(t *testing.T, what error) {
	t.Helper()
	if os.Getenv("CI") != "" {
		require.NoError(t, what)
	}
	t.Skip(what)
}
