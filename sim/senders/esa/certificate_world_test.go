package esa_test

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
	"mtalab/sim/clock"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
	"mtalab/sim/senders/esa"
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
	world := &sim.World{
		Clock:  clock.NewClock(time.Now()),
		DNS:    fakedns.Server{Records: records},
		MTAs:   []*sim.MTA{{Address: netip.MustParseAddr("192.0.2.1"), Shows: certificate}},
		Policy: policy.Policy{Default: esa.RequiredVerify, Options: map[string]string{}},
	}
	t.Cleanup(func() { assert.NoError(t, world.Close()) })
	return world
}

// judged sends a message, and is what the sender finds of the certificate. What becomes of the message
// must follow from it.
func judged(t *testing.T, world *sim.World) evidence.Validation {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	require.NoError(t, world.Start(ctx, esa.Sender{}))
	outcomes, err := world.Send(ctx, evidence.Message{From: "a@sender.test", To: []string{"u@example.com"}, Data: []byte("\r\n")})
	require.NoError(t, err)
	require.Len(t, outcomes, 1)
	made := sim.Trail[evidence.Validation](world)
	require.Len(t, made, 1, world)
	assert.Equal(t, made[0].Accepted(), outcomes[0].Fate == evidence.DeliveredVerified, world)
	return made[0]
}

// authority is the intermediate that issues unless another is named.
func authority(t *testing.T) *pki.Authority {
	t.Helper()
	authority, err := sim.DefaultIntermediate()
	require.NoError(t, err)
	return authority
}

// below makes an authority below another one.
func below(t *testing.T, parent *pki.Authority, intermediate pki.Intermediate) *pki.Authority {
	t.Helper()
	authority, err := parent.Intermediate(intermediate)
	require.NoError(t, err)
	return authority
}
