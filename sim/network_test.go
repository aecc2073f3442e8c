package sim_test

import (
	"context"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/nettest"

	"mtalab/sim"
)

// networks are the networks that need no privilege; all of them must behave alike.
var networks = map[string]func() sim.Network{
	"loopback": func() sim.Network { return &sim.Loopback{} },
	"memory":   func() sim.Network { return &sim.Memory{} },
}

// eachNetwork runs a test on every network.
func eachNetwork(t *testing.T, test func(*testing.T, sim.Network)) {
	for name, network := range networks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := network()
			t.Cleanup(func() { assert.NoError(t, n.Close()) })
			test(t, n)
		})
	}
}

// bounded ends a test that hangs.
func bounded(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// connect makes a connection and gives both of its ends.
func connect(t *testing.T, n sim.Network) (near, far net.Conn) {
	listener, err := n.Listen("tcp", "192.0.2.1:25")
	require.NoError(t, err)
	near, err = n.DialContext(bounded(t), "tcp", "192.0.2.1:25")
	require.NoError(t, err)
	far, err = listener.Accept()
	require.NoError(t, err)
	t.Cleanup(func() { _ = near.Close(); _ = far.Close() })
	return near, far
}

func TestAConnectionIsAsNetWantsIt(t *testing.T) {
	t.Parallel()
	for name, network := range networks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			nettest.TestConn(t, func() (near, far net.Conn, stop func(), err error) {
				n := network()
				near, far = connect(t, n)
				return near, far, func() { _, _, _ = near.Close(), far.Close(), n.Close() }, nil
			})
		})
	}
}

func TestAnAddressThatNobodyListensOnRefuses(t *testing.T) {
	t.Parallel()
	eachNetwork(t, func(t *testing.T, n sim.Network) {
		_, err := n.DialContext(bounded(t), "tcp", "192.0.2.9:25")
		assert.ErrorIs(t, err, syscall.ECONNREFUSED)
	})
}

func TestAnAddressIsListenedOnOnce(t *testing.T) {
	t.Parallel()
	eachNetwork(t, func(t *testing.T, n sim.Network) {
		first, err := n.Listen("tcp", "192.0.2.1:25")
		require.NoError(t, err)
		assert.Equal(t, "192.0.2.1:25", first.Addr().String())
		_, err = n.Listen("tcp", "192.0.2.1:25")
		assert.ErrorIs(t, err, syscall.EADDRINUSE)
		_, err = n.ListenPacket("udp", "192.0.2.1:25")
		assert.NoError(t, err, "UDP has ports of its own")
		require.NoError(t, first.Close())
		_, err = n.Listen("tcp", "192.0.2.1:25")
		assert.NoError(t, err, "a closed listener gives its address back")
	})
}

func TestWhatWasSentBeforeACloseIsRead(t *testing.T) {
	t.Parallel()
	eachNetwork(t, func(t *testing.T, n sim.Network) {
		near, far := connect(t, n)
		_, err := near.Write([]byte("last words"))
		require.NoError(t, err)
		require.NoError(t, near.Close())
		heard := make([]byte, 20)
		count, err := far.Read(heard)
		require.NoError(t, err)
		assert.Equal(t, "last words", string(heard[:count]))
	})
}

func TestAResetIsSeenAsOne(t *testing.T) {
	t.Parallel()
	eachNetwork(t, func(t *testing.T, n sim.Network) {
		near, far := connect(t, n)
		require.NoError(t, far.(interface{ SetLinger(int) error }).SetLinger(0))
		require.NoError(t, far.Close())
		_, err := near.Read(make([]byte, 1))
		assert.ErrorIs(t, err, syscall.ECONNRESET)
	})
}

func TestDatagramsFindTheirWayBack(t *testing.T) {
	t.Parallel()
	eachNetwork(t, func(t *testing.T, n sim.Network) {
		server, err := n.ListenPacket("udp", "192.0.2.53:53")
		require.NoError(t, err)
		client, err := n.DialContext(bounded(t), "udp", "192.0.2.53:53")
		require.NoError(t, err)
		t.Cleanup(func() { _ = client.Close() })
		_, err = client.Write([]byte("question"))
		require.NoError(t, err)
		packet := make([]byte, 20)
		count, from, err := server.ReadFrom(packet)
		require.NoError(t, err)
		assert.Equal(t, "question", string(packet[:count]))
		_, err = server.WriteTo([]byte("answer"), from)
		require.NoError(t, err)
		count, err = client.Read(packet)
		require.NoError(t, err)
		assert.Equal(t, "answer", string(packet[:count]))
	})
}

func TestCloseEndsAccept(t *testing.T) {
	t.Parallel()
	eachNetwork(t, func(t *testing.T, n sim.Network) {
		listener, err := n.Listen("tcp", "192.0.2.1:25")
		require.NoError(t, err)
		ended := make(chan error, 1)
		go func() {
			_, err := listener.Accept()
			ended <- err
		}()
		require.NoError(t, n.Close())
		select {
		case err := <-ended:
			assert.ErrorIs(t, err, net.ErrClosed)
		case <-bounded(t).Done():
			t.Fatal("Accept did not end within 10 s")
		}
		_, err = n.Listen("tcp", "192.0.2.2:25")
		assert.ErrorIs(t, err, net.ErrClosed)
	})
}
