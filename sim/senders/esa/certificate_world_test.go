package esa

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/policy"
)

// certificateWorld is the world W0 with one MTA that shows a certificate for example.com, and a host
// for a web server.
func certificateWorld(t *testing.T, certificate *sim.Certificate) *sim.World {
	t.Helper()
	records, err := fakedns.ParseRecords(`
example.com      MX   10 mx1.example.com
mx1.example.com  A    192.0.2.1
192.0.2.1        PTR  mx1.example.com
crl.ca.not       A    192.0.2.80
`)
	require.NoError(t, err)
	certificate.Leaf.DNSNames = []string{"example.com"}
	return &sim.World{
		Instant: time.Now(),
		DNS:     sim.DNS{Records: records},
		MTAs:    []*sim.MTA{{Address: netip.MustParseAddr("192.0.2.1"), Shows: certificate}},
		Policy:  policy.Policy{Default: RequiredVerify, Options: map[string]string{}},
	}
}

// judged sends a message, and is what the sender finds of the certificate, and the world, which is closed with the
// test. What becomes of the message must follow from it.
func judged(t *testing.T, described *sim.World) (evidence.Validation, *sim.Running) {
	t.Helper()
	world := start(t, described, Sender{})
	return judgedBy(t, world), world
}

// judgedBy does so in a world that has started.
func judgedBy(t *testing.T, world *sim.Running) evidence.Validation {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	outcomes, err := world.Send(ctx, evidence.Message{From: "a@sender.test", To: []string{"u@example.com"}, Data: []byte("\r\n")})
	require.NoError(t, err)
	require.Len(t, outcomes, 1)
	made := sim.Of[evidence.Validation](world.Trail)
	require.Len(t, made, 1, world.Trail)
	assert.Equal(t, made[0].Accepted(), outcomes[0].Fate == evidence.DeliveredVerified, world.Trail)
	return made[0]
}

// start starts a world and closes it with the test.
func start(t *testing.T, described *sim.World, sender sim.Sender) *sim.Running {
	t.Helper()
	return startOn(t, nil, described, sender)
}

// startOn does so on a network.
func startOn(t *testing.T, network network.Network, described *sim.World, sender sim.Sender) *sim.Running {
	t.Helper()
	world, err := sim.Start(t.Context(), described, sender, sim.Options{Network: network})
	t.Cleanup(func() { assert.NoError(t, world.Close()) })
	require.NoError(t, err)
	return world
}

// usual is the authority that issues unless another is named.
var usual = sim.Issuer{Intermediates: []pki.Intermediate{{}}}

// authority is the usual one itself.
func authority(t *testing.T) *pki.Authority {
	t.Helper()
	authority, err := usual.Authority()
	require.NoError(t, err)
	return authority
}

// below is an authority below some others, of which the first is the root's.
func below(intermediates ...pki.Intermediate) *sim.Issuer {
	return &sim.Issuer{Intermediates: intermediates}
}
