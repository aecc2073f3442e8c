package network

import (
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim/clock"
)

// TestALateAlarmEndsNothing rings an alarm after its deadline was replaced, as happens when time passes
// at that very moment.
func TestALateAlarmEndsNothing(t *testing.T) {
	t.Parallel()
	near, far := net.Pipe()
	clock := clock.NewClock(time.Now())
	conn := &timedConn{Conn: near, clock: clock}
	t.Cleanup(func() { _, _ = conn.Close(), far.Close() })
	require.NoError(t, conn.SetReadDeadline(clock.Now().Add(time.Minute)))
	late := conn.turn
	require.NoError(t, conn.SetReadDeadline(clock.Now().Add(time.Hour)))
	conn.timeIsUp(late)
	go func() { _, _ = far.Write([]byte("x")) }()
	_, err := conn.Read(make([]byte, 1))
	assert.NoError(t, err)
}
