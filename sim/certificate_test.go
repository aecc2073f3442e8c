package sim_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/clock"
	"mtalab/sim/evidence"
	"mtalab/sim/senders/esa"
)

func TestACertificateIsIssuedOnce(t *testing.T) {
	t.Parallel()
	world := &sim.World{Clock: clock.NewClock(time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC))}
	described := &sim.Certificate{Leaf: pki.Leaf{CommonName: "a.not"}}

	first, err := world.Issue(described)
	require.NoError(t, err)
	world.Clock.Pass(365 * 24 * time.Hour)
	second, err := world.Issue(described)
	require.NoError(t, err)
	other, err := world.Issue(&sim.Certificate{Leaf: pki.Leaf{CommonName: "a.not"}})
	require.NoError(t, err)

	assert.Same(t, first, second, "time renews no certificate")
	assert.NotEqual(t, first.Leaf.SerialNumber, other.Leaf.SerialNumber)
	assert.Equal(t, 2030, first.Leaf.NotBefore.Year(), "the world's clock counts")
	assert.Equal(t, 2031, other.Leaf.NotAfter.Year())
}

func TestACertificateIsIssuedAsDescribed(t *testing.T) {
	t.Parallel()
	world := &sim.World{Clock: clock.NewClock(time.Now())}
	root, err := sim.DefaultRoot()
	require.NoError(t, err)
	usual, err := sim.DefaultIntermediate()
	require.NoError(t, err)
	for _, test := range []struct {
		sentence  string
		described sim.Certificate
		issuer    *pki.Authority
		sent      int
	}{
		{"below the usual intermediate", sim.Certificate{}, usual, 2},
		{"by the root", sim.Certificate{Issuer: root}, root, 1},
		{"by itself", sim.Certificate{SelfSigned: true}, nil, 1},
		{"with what becomes of it later", sim.Certificate{Alter: func(c *pki.Certificate) (*pki.Certificate, error) { return c.WithRoot(), nil }}, usual, 3},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			issued, err := world.Issue(&test.described)
			require.NoError(t, err)
			assert.Same(t, test.issuer, issued.Issuer)
			assert.Len(t, issued.Raw, test.sent)
			issuer, err := test.described.Authority()
			assert.Equal(t, test.issuer == nil, err != nil, err)
			assert.Same(t, test.issuer, issuer)
		})
	}
	wanted := errors.New("not this one")
	_, err = world.Issue(&sim.Certificate{Alter: func(*pki.Certificate) (*pki.Certificate, error) { return nil, wanted }})
	assert.ErrorIs(t, err, wanted)
}

func TestAnMTAShowsWhatItWasToldLast(t *testing.T) {
	t.Parallel()
	world := emailhosted(t, nil)
	t.Cleanup(func() { assert.NoError(t, world.Close()) })
	ctx := context.Background()
	require.NoError(t, world.Start(ctx, esa.Sender{}))
	send := func() evidence.Fate {
		outcomes, err := world.Send(ctx, evidence.Message{From: "a@sender.test", To: []string{"u@example.com"}, Data: []byte("\r\n")})
		require.NoError(t, err)
		return outcomes[0].Fate
	}
	assert.Equal(t, evidence.DeliveredVerified, send())
	other := &sim.Certificate{Leaf: pki.Leaf{CommonName: "other.not"}}
	world.MTAs[0].Show(other)
	assert.Same(t, other, world.MTAs[0].Shown())
	assert.Equal(t, evidence.Deferred, send())
}
