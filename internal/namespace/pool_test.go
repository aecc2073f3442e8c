package namespace_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/namespace"
	"mtalab/sim/network"
)

func TestAPoolPassesOtherNetworksOn(t *testing.T) {
	t.Parallel()
	made := &network.Memory{}
	all := namespace.Pool{Make: func() network.Network { return made }}
	assert.Same(t, made, all.Network())
	require.NoError(t, made.Close())
	require.NoError(t, all.Close())

	loopback := (&namespace.Pool{}).Network()
	assert.IsType(t, &network.Loopback{}, loopback)
	require.NoError(t, loopback.Close())
}
