package sim_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/senders/esa"
)

func TestACertificateIsIssuedOnce(t *testing.T) {
	t.Parallel()
	world := running(t, &sim.World{Instant: time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)}, &scriptedSender{})
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
	world := running(t, &sim.World{}, &scriptedSender{})
	root, err := pki.Shared(pki.Root{})
	require.NoError(t, err)
	usual, err := root.Intermediate(pki.Intermediate{})
	require.NoError(t, err)
	lower, err := usual.Intermediate(pki.Intermediate{CommonName: "lower"})
	require.NoError(t, err)
	other, err := pki.Shared(pki.Root{CommonName: "other root"})
	require.NoError(t, err)
	for _, test := range []struct {
		sentence  string
		described sim.Certificate
		issuer    *pki.Authority
		sent      int
	}{
		{"below the usual intermediate", sim.Certificate{}, usual, 2},
		{"by the root", sim.Certificate{Issuer: &sim.Issuer{}}, root, 1},
		{"by another root", sim.Certificate{Issuer: &sim.Issuer{Root: pki.Root{CommonName: "other root"}}}, other, 1},
		{"below two intermediates", sim.Certificate{Issuer: &sim.Issuer{Intermediates: []pki.Intermediate{{}, {CommonName: "lower"}}}}, lower, 3},
		{"by itself", sim.Certificate{SelfSigned: true}, nil, 1},
		{"with what becomes of it later", sim.Certificate{Changes: []pki.Change{{Kind: pki.RootSent}}}, usual, 3},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			issued, err := world.Issue(&test.described)
			require.NoError(t, err)
			assert.Same(t, test.issuer, issued.Issuer)
			assert.Len(t, issued.Raw, test.sent)
			issuer, err := test.described.IssuedBy()
			if test.issuer == nil {
				require.EqualError(t, err, "a self-signed certificate has no issuer")
				return
			}
			require.NoError(t, err)
			authority, err := issuer.Authority()
			require.NoError(t, err)
			assert.Same(t, test.issuer, authority)
		})
	}
}

func TestACertificateThatCannotBeIssuedIsAnError(t *testing.T) {
	t.Parallel()
	world := running(t, &sim.World{}, &scriptedSender{})
	for says, described := range map[string]sim.Certificate{
		"a certificate eaten: unknown kind of change":                                  {Changes: []pki.Change{{Kind: "eaten"}}},
		"a certificate shown with an OCSP response: want a certificate with an issuer": {SelfSigned: true, Changes: []pki.Change{{Kind: pki.OCSPStapled}}},
		"issue a certificate: making an intermediate of CN=mtalab root CA":             {Issuer: &sim.Issuer{Intermediates: []pki.Intermediate{{NotCA: true, MaxPathLen: 1}, {}}}},
		"issue a certificate: issuing a leaf":                                          {Leaf: pki.Leaf{CommonName: "\xff"}},
	} {
		_, err := world.Issue(&described)
		assert.ErrorContains(t, err, says)
	}
}

func TestAnMTAShowsWhatItWasToldLast(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	world := running(t, emailhosted(t), esa.Sender{})
	send := func() evidence.Fate {
		outcomes, err := world.Send(ctx, evidence.Message{From: "a@sender.test", To: []string{"u@example.com"}, Data: []byte("\r\n")})
		require.NoError(t, err)
		return outcomes[0].Fate
	}
	assert.Equal(t, evidence.DeliveredVerified, send())
	other := &sim.Certificate{Leaf: pki.Leaf{CommonName: "other.not"}}
	mta := world.World.MTAs[0]
	honest := mta.Shows
	world.Show(mta, other)
	assert.Same(t, other, world.Shown(mta))
	assert.Same(t, honest, mta.Shows, "the description stays as it was")
	assert.Equal(t, evidence.Deferred, send())
}
