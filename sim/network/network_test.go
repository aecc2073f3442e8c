package network_test

import (
	"context"
	"io"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/nettest"

	"mtalab/fakedns"
	"mtalab/sim/network"
)

// networks are the networks that need no privilege; all of them must behave alike.
var networks = map[string]func() network.Network{
	"loopback": func() network.Network { return &network.Loopback{} },
	"memory":   func() network.Network { return &network.Memory{} },
}

// eachNetwork runs a test on every network.
func eachNetwork(t *testing.T, test func(*testing.T, network.Network)) {
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
func connect(t *testing.T, n network.Network) (near, far net.Conn) {
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
	eachNetwork(t, func(t *testing.T, n network.Network) {
		_, err := n.DialContext(bounded(t), "tcp", "192.0.2.9:25")
		assert.ErrorIs(t, err, syscall.ECONNREFUSED)
	})
}

func TestAnAddressIsListenedOnOnce(t *testing.T) {
	t.Parallel()
	eachNetwork(t, func(t *testing.T, n network.Network) {
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
	eachNetwork(t, func(t *testing.T, n network.Network) {
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
	eachNetwork(t, func(t *testing.T, n network.Network) {
		near, far := connect(t, n)
		require.NoError(t, far.(interface{ SetLinger(int) error }).SetLinger(0))
		require.NoError(t, far.Close())
		_, err := near.Read(make([]byte, 1))
		assert.ErrorIs(t, err, syscall.ECONNRESET)
	})
}

func TestDatagramsFindTheirWayBack(t *testing.T) {
	t.Parallel()
	eachNetwork(t, func(t *testing.T, n network.Network) {
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

func TestAListenerCallsWhomHandleNames(t *testing.T) {
	t.Parallel()
	eachNetwork(t, func(t *testing.T, n network.Network) {
		listener, err := n.Listen("tcp", "192.0.2.1:25")
		require.NoError(t, err)
		dial := func() net.Conn {
			conn, err := n.DialContext(bounded(t), "tcp", "192.0.2.1:25")
			require.NoError(t, err)
			t.Cleanup(func() { _ = conn.Close() })
			return conn
		}
		early := dial()
		greet := func(conn net.Conn) { _, _ = conn.Write([]byte("220")); _ = conn.Close() }
		listener.(interface{ Handle(func(net.Conn)) }).Handle(greet)
		for _, conn := range []net.Conn{early, dial()} {
			said, err := io.ReadAll(conn)
			require.NoError(t, err)
			assert.Equal(t, "220", string(said))
		}
		require.NoError(t, listener.Close())
		_, err = n.DialContext(bounded(t), "tcp", "192.0.2.1:25")
		assert.ErrorIs(t, err, syscall.ECONNREFUSED)
	})
}

func TestASocketInMemoryCallsWhomHandleNames(t *testing.T) {
	t.Parallel()
	n := &network.Memory{}
	t.Cleanup(func() { assert.NoError(t, n.Close()) })
	server, err := n.ListenPacket("udp", "192.0.2.53:53")
	require.NoError(t, err)
	client, err := n.DialContext(bounded(t), "udp", "192.0.2.53:53")
	require.NoError(t, err)
	t.Cleanup(func() { _ = client.Close() })
	ask := func(question string) {
		_, err := client.Write([]byte(question))
		require.NoError(t, err)
	}
	ask("early")
	server.(interface{ Handle(func([]byte, net.Addr)) }).Handle(func(packet []byte, from net.Addr) {
		_, _ = server.WriteTo(append([]byte("answer to "), packet...), from)
	})
	ask("late")
	for _, want := range []string{"answer to early", "answer to late"} {
		packet := make([]byte, 20)
		count, err := client.Read(packet)
		require.NoError(t, err)
		assert.Equal(t, want, string(packet[:count]))
	}
}

func TestANameServerClosesOnceItsCallbackHasReturned(t *testing.T) {
	t.Parallel()
	eachNetwork(t, func(t *testing.T, n network.Network) {
		packets, err := n.ListenPacket("udp", "192.0.2.53:53")
		require.NoError(t, err)
		asked, answer := make(chan bool), make(chan bool)
		server := &fakedns.Server{OnQuery: func(fakedns.Query) { asked <- true; <-answer }}
		require.NoError(t, server.Start(packets, nil))
		client, err := n.DialContext(bounded(t), "udp", "192.0.2.53:53")
		require.NoError(t, err)
		t.Cleanup(func() { _ = client.Close() })
		const header, question = "\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00", "\x04test\x00\x00\x01\x00\x01"
		go func() { _, _ = client.Write([]byte(header + question)) }()
		<-asked
		closed := make(chan error, 1)
		go func() { closed <- server.Close() }()
		select {
		case <-closed:
			t.Error("it has closed, and its callback runs")
		case <-time.After(10 * time.Millisecond):
		}
		answer <- true
		assert.NoError(t, <-closed)
		assert.Len(t, server.Queries(), 1)
	})
}

func TestCloseEndsAccept(t *testing.T) {
	t.Parallel()
	eachNetwork(t, func(t *testing.T, n network.Network) {
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

func TestAnAddressIsListenedAtOnce(t *testing.T) {
	t.Parallel()
	eachNetwork(t, func(t *testing.T, n network.Network) {
		first, err := n.Listen("tcp", "192.0.2.1:25")
		require.NoError(t, err)
		second, err := n.Listen("tcp", "192.0.2.1:25")
		require.ErrorIs(t, err, syscall.EADDRINUSE)
		assert.Nil(t, second, "nobody can close what he has not got")
		packets, err := n.ListenPacket("udp", "192.0.2.1:53")
		require.NoError(t, err)
		again, err := n.ListenPacket("udp", "192.0.2.1:53")
		require.ErrorIs(t, err, syscall.EADDRINUSE)
		assert.Nil(t, again)
		near, err := n.DialContext(bounded(t), "tcp", "192.0.2.1:25")
		require.NoError(t, err, "the rightful one listens on")
		assert.NoError(t, near.Close())
		assert.NoError(t, first.Close())
		assert.NoError(t, packets.Close())
	})
}

func TestMemoryConnectsFromTheSendersAddress(t *testing.T) {
	t.Parallel()
	n := &network.Memory{}
	defer n.Close()
	for _, own := range []string{"192.0.2.10 2001:db8::10", "198.51.100.7 2001:db8::7"} {
		var addresses []netip.Addr
		for _, address := range strings.Fields(own) {
			addresses = append(addresses, netip.MustParseAddr(address))
		}
		require.NoError(t, n.SetSenderAddresses(t.Context(), addresses))
		for i, server := range []string{"192.0.2.1:25", "[2001:db8::1]:25"} {
			listener, err := n.Listen("tcp", server)
			require.NoError(t, err)
			_, err = n.DialContext(bounded(t), "tcp", server)
			require.NoError(t, err)
			there, err := listener.Accept()
			require.NoError(t, err)
			assert.Equal(t, addresses[i].String(), there.RemoteAddr().(*net.TCPAddr).IP.String())
			require.NoError(t, listener.Close())
		}
	}
}
