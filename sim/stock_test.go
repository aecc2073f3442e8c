package sim_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim"
)

func TestAStockPassesOtherNetworksOn(t *testing.T) {
	t.Parallel()
	made := &sim.Memory{}
	all := sim.Stock{Make: func() sim.Network { return made }}
	assert.Same(t, made, all.Network())
	require.NoError(t, made.Close())
	require.NoError(t, all.Close())

	loopback := (&sim.Stock{}).Network()
	assert.IsType(t, &sim.Loopback{}, loopback)
	require.NoError(t, loopback.Close())
}
