package suite_test

import (
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/sim"
)

// TestEveryWorldIsSavedAndReadBack runs each shipped scenario in its world as it was saved and read back: it tells the same
// story, and saved again it reads alike.
func TestEveryWorldIsSavedAndReadBack(t *testing.T) {
	t.Parallel()
	var saved atomic.Int64
	again := stories(t, suite.Options{Network: inMemory, Prepare: func(world *sim.World) {
		text, err := sim.Encode(world)
		if !assert.NoError(t, err) {
			return
		}
		read, err := sim.Decode(text)
		if !assert.NoError(t, err, "%s", text) {
			return
		}
		twice, err := sim.Encode(read)
		assert.NoError(t, err)
		assert.Equal(t, string(text), string(twice))
		*world = *read
		saved.Add(1)
	}})
	require.Greater(t, saved.Load(), int64(1500), "worlds that were saved")
	same(t, stories(t, suite.Options{Network: inMemory}), again)
}
