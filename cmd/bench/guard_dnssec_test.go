package main

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/sim"
	"mtalab/sim/senders/esa"
)

// TestSignedZonesCostLittleToStart: zones are signed when they are asked for. The best of several starts is compared, which
// other load disturbs least.
func TestSignedZonesCostLittleToStart(t *testing.T) {
	best := func(signed []fakedns.SignedZone) time.Duration {
		var all []time.Duration
		for range 20 {
			world := newWorld(1)
			world.DNS.SignedZones = signed
			begun := time.Now()
			running, err := sim.Start(t.Context(), world, esa.Sender{}, sim.Options{Network: inMemory()})
			all = append(all, time.Since(begun))
			require.NoError(t, err)
			require.NoError(t, running.Close())
		}
		return slices.Min(all)
	}
	var ten []fakedns.SignedZone
	for n := range 10 {
		ten = append(ten, fakedns.SignedZone{Name: fmt.Sprintf("zone%d.example", n)})
	}
	without, with := best(nil), best(ten)
	t.Logf("%s without, %s with ten signed zones", without, with)
	assert.Less(t, with-without, 3*time.Millisecond)
}
