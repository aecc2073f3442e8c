package network_test

import (
	"context"
	"net"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim/clock"
	"mtalab/sim/network"
)

// noon is when the clocks of these tests begin.
var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// silentPeer is a connection by the world's clock to somebody who says nothing.
func silentPeer(t *testing.T, clock *clock.Clock) (conn, far net.Conn) {
	network := network.Timed{Network: &network.Loopback{}, Clock: clock}
	t.Cleanup(func() { assert.NoError(t, network.Close()) })
	conn, far = connect(t, network)
	context.AfterFunc(bounded(t), func() { _ = conn.Close() }) // so that a test that is wrong does not hang
	return conn, far
}

// read says how the next read ends.
func read(conn net.Conn) error {
	_, err := conn.Read(make([]byte, 1))
	return err
}

func TestAReadEndsWhenItsDeadlinePassesInTheWorld(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		deadline time.Duration // after noon; 0: none is set
		passes   func(*clock.Clock)
		ends     bool
		now      time.Duration // after noon
	}{
		"enough time passes":                                                   {time.Minute, func(c *clock.Clock) { c.Pass(time.Minute) }, true, time.Minute},
		"more than enough time passes":                                         {time.Minute, func(c *clock.Clock) { c.Pass(time.Hour) }, true, time.Hour},
		"too little time passes":                                               {time.Minute, func(c *clock.Clock) { c.Pass(59 * time.Second) }, false, 59 * time.Second},
		"enough time passes in two steps":                                      {time.Minute, func(c *clock.Clock) { c.Pass(30 * time.Second); c.Pass(30 * time.Second) }, true, time.Minute},
		"time passes until somebody's patience ends":                           {time.Minute, (*clock.Clock).AdvanceToNextDeadline, true, time.Minute},
		"the deadline had passed when it was set":                              {-time.Second, func(*clock.Clock) {}, true, 0},
		"time does not go backwards":                                           {time.Minute, func(c *clock.Clock) { c.Pass(-time.Hour) }, false, 0},
		"no deadline was set, and the first patience of a new connection ends": {0, func(c *clock.Clock) { c.Pass(network.InitialReadTimeout) }, true, network.InitialReadTimeout},
		"no deadline was set, and the first patience has not ended":            {0, func(c *clock.Clock) { c.Pass(network.InitialReadTimeout - 1) }, false, network.InitialReadTimeout - 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := clock.NewClock(noon)
			conn, far := silentPeer(t, clock)
			if test.deadline != 0 {
				require.NoError(t, conn.SetReadDeadline(noon.Add(test.deadline)))
			}
			test.passes(clock)
			assert.Equal(t, noon.Add(test.now), clock.Now())
			if !test.ends { // then the read waits for what the peer says
				_, err := far.Write([]byte("x"))
				require.NoError(t, err)
				assert.NoError(t, read(conn))
				return
			}
			assert.ErrorIs(t, read(conn), os.ErrDeadlineExceeded)
		})
	}
}

func TestAReadUnderWayEndsWithItsDeadline(t *testing.T) {
	t.Parallel()
	clock := clock.NewClock(noon)
	conn, _ := silentPeer(t, clock)
	require.NoError(t, conn.SetReadDeadline(noon.Add(time.Hour)))
	ended := make(chan error, 1)
	go func() { ended <- read(conn) }()
	clock.AdvanceToNextDeadline()
	assert.ErrorIs(t, <-ended, os.ErrDeadlineExceeded)
}

func TestADeadlineThatWasReplacedEndsNothing(t *testing.T) {
	t.Parallel()
	clock := clock.NewClock(noon)
	conn, far := silentPeer(t, clock)
	require.NoError(t, conn.SetReadDeadline(noon.Add(time.Minute)))
	require.NoError(t, conn.SetReadDeadline(noon.Add(time.Hour)))
	clock.Pass(59 * time.Minute)
	_, err := far.Write([]byte("x"))
	require.NoError(t, err)
	assert.NoError(t, read(conn))
	clock.Pass(time.Minute)
	assert.ErrorIs(t, read(conn), os.ErrDeadlineExceeded)

	require.NoError(t, conn.SetReadDeadline(time.Time{}), "a connection can be used again after its deadline")
	clock.AdvanceToNextDeadline()
	_, err = far.Write([]byte("y"))
	require.NoError(t, err)
	assert.NoError(t, read(conn))
}

func TestTheImpatientComeFirst(t *testing.T) {
	t.Parallel()
	clock := clock.NewClock(noon)
	patient, far := silentPeer(t, clock)
	hasty, _ := silentPeer(t, clock)
	gone, _ := silentPeer(t, clock)
	require.NoError(t, patient.SetReadDeadline(noon.Add(time.Hour)))
	require.NoError(t, hasty.SetReadDeadline(noon.Add(time.Minute)))
	require.NoError(t, gone.SetReadDeadline(noon.Add(time.Second)))
	require.NoError(t, gone.Close(), "whoever hangs up waits for nothing")

	clock.AdvanceToNextDeadline()
	assert.Equal(t, noon.Add(time.Minute), clock.Now())
	assert.ErrorIs(t, read(hasty), os.ErrDeadlineExceeded)
	_, err := far.Write([]byte("x"))
	require.NoError(t, err)
	assert.NoError(t, read(patient))

	clock.AdvanceToNextDeadline()
	assert.Equal(t, noon.Add(time.Hour), clock.Now())
	clock.AdvanceToNextDeadline()
	assert.Equal(t, noon.Add(time.Hour), clock.Now(), "nobody waits any more")
}

// tardy is a network whose connections have something to say once it is too late.
type tardy struct {
	network.Network
	clock *clock.Clock
}

func (n tardy) DialContext(context.Context, string, string) (net.Conn, error) {
	near, _ := net.Pipe()
	return tardyConn{near, n.clock}, nil
}

type tardyConn struct {
	net.Conn
	clock *clock.Clock
}

func (c tardyConn) Read(into []byte) (int, error) {
	c.clock.AdvanceToNextDeadline()
	return copy(into, "late"), nil // the reader's deadline was there first
}

func TestWhatComesTooLateIsNotRead(t *testing.T) {
	t.Parallel()
	clock := clock.NewClock(noon)
	conn, err := network.Timed{Network: tardy{clock: clock}, Clock: clock}.DialContext(bounded(t), "tcp", "192.0.2.1:25")
	require.NoError(t, err)
	n, err := conn.Read(make([]byte, 10))
	assert.ErrorIs(t, err, os.ErrDeadlineExceeded)
	assert.Zero(t, n)
	assert.Equal(t, noon.Add(network.InitialReadTimeout), clock.Now())
}
