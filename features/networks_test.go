package features_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features"
	"mtalab/sim"
	"mtalab/sim/esa"
)

// TestTheNetworkDoesNotMatter runs everything on two networks: that both tell the same stories is our
// proof that the one without sockets tells the truth.
func TestTheNetworkDoesNotMatter(t *testing.T) {
	t.Parallel()
	run := func(network func() sim.Network) map[string]string {
		record, err := features.Run(context.Background(), features.Options{Sender: esa.Sender{}, Jobs: 4, Network: network})
		require.NoError(t, err)
		stories := map[string]string{}
		for _, scenario := range record.Scenarios {
			stories[scenario.Place()] = string(scenario.Status) + "\n" + scenario.Story
		}
		return stories
	}
	onLoopback := run(func() sim.Network { return &sim.Loopback{} })
	inMemory := run(func() sim.Network { return &sim.Memory{} })
	for place, story := range onLoopback {
		assert.Equal(t, story, inMemory[place], place)
	}
}
