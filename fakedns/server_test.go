package fakedns_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
)

func TestQuestionsAreRememberedInTheOrderOfArrival(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{})
	conn := server.dial(t, "udp")
	const questions = 100
	var want, got []string
	for i := range questions {
		request := question(fmt.Sprintf("q%d", i), "A")
		want = append(want, request.Question[0].Name)
		require.NoError(t, conn.WriteMsg(request))
	}
	for range questions {
		_, err := conn.ReadMsg()
		require.NoError(t, err)
	}
	for _, query := range server.Queries() {
		got = append(got, query.Name)
	}
	assert.Equal(t, want, got)
}

func TestManyAskAtOnce(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var seen []fakedns.Query
	wide := append(many(3), zone(t, "example.com A 192.0.2.1")...)
	server := serve(t, &fakedns.Server{
		Records: wide,
		Faults:  []fakedns.Fault{{Rcode: "SERVFAIL", Times: 50}},
		OnQuery: func(query fakedns.Query) {
			mu.Lock()
			defer mu.Unlock()
			seen = append(seen, query)
		},
	})
	var clients sync.WaitGroup
	for client := range 8 {
		conn := server.dial(t, []string{"udp", "tcp"}[client%2])
		clients.Go(func() {
			for range 20 {
				request := question("example.com", "ANY")
				assert.NoError(t, conn.WriteMsg(request))
				response, err := conn.ReadMsg()
				if assert.NoError(t, err) {
					assert.Equal(t, request.Id, response.Id)
				}
			}
			assert.NoError(t, server.SetRecords(wide))
		})
	}
	clients.Wait()
	failed := 0
	for _, query := range server.Queries() {
		if query.Rcode == "SERVFAIL" {
			failed++
		}
	}
	assert.Equal(t, 50, failed)
	mu.Lock()
	defer mu.Unlock()
	assert.ElementsMatch(t, server.Queries(), seen)
}

func TestOnQueryComesBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	seen := make(chan string, 1)
	server := serve(t, &fakedns.Server{OnQuery: func(query fakedns.Query) { seen <- query.String() }})
	for _, network := range []string{"udp", "tcp"} {
		server.exchange(t, network, question("example.com", "MX"))
		select {
		case query := <-seen:
			assert.Equal(t, "example.com. MX → NXDOMAIN", query)
		default:
			assert.Fail(t, "the answer came first", network)
		}
	}
}

// closing is a socket that tells when it is being closed.
type closing struct {
	net.PacketConn
	begun chan struct{}
	once  sync.Once
}

func (c *closing) Close() error {
	c.once.Do(func() { close(c.begun) })
	return c.PacketConn.Close()
}

func TestCloseWaitsForCallbacks(t *testing.T) {
	t.Parallel()
	udp, tcp := sockets(t)
	socket := &closing{PacketConn: udp, begun: make(chan struct{})}
	asked := make(chan struct{})
	told, silent := false, false // without a lock: Close's return is what orders them
	server := &fakedns.Server{
		Faults: []fakedns.Fault{{Silent: true}},
		OnQuery: func(fakedns.Query) {
			close(asked)
			<-socket.begun
			told = true
		},
		OnSilence: func() {
			<-socket.begun
			silent = true
		},
	}
	require.NoError(t, server.Start(socket, tcp))
	conn := served{udp: udp.LocalAddr().String()}.dial(t, "udp")
	require.NoError(t, conn.WriteMsg(question("example.com", "MX")))
	within(t, asked, "for the question")
	require.NoError(t, server.Close())
	assert.True(t, told)
	assert.True(t, silent)
}

func TestCloseEndsEverything(t *testing.T) {
	t.Parallel()
	server := &fakedns.Server{}
	udp, tcp := sockets(t)
	require.NoError(t, server.Start(udp, tcp))
	conn := served{tcp: tcp.Addr().String()}.dial(t, "tcp")
	require.NoError(t, conn.WriteMsg(question("example.com", "MX")))
	_, err := conn.ReadMsg()
	require.NoError(t, err)
	require.NoError(t, server.Close())
	_, err = conn.ReadMsg()
	require.Error(t, err, "the connection is closed")
	require.NotErrorIs(t, err, net.ErrClosed, "by the server")
	require.ErrorIs(t, udp.Close(), net.ErrClosed)
	require.ErrorIs(t, tcp.Close(), net.ErrClosed)
	require.NoError(t, server.Close(), "once more does nothing")
	assert.Len(t, server.Queries(), 1, "what was asked can still be read")
}

func TestAClientThatHangsUpIsLetGo(t *testing.T) {
	t.Parallel()
	server := serve(t, &fakedns.Server{})
	conn := server.dial(t, "tcp")
	require.NoError(t, conn.Conn.(*net.TCPConn).CloseWrite())
	_, err := conn.ReadMsg()
	require.ErrorIs(t, err, io.EOF)
}

// late is a listener with one connection, which it accepts while it is being closed.
type late struct {
	net.Listener
	begun chan struct{}
	conns chan net.Conn
}

func (l *late) Accept() (net.Conn, error) {
	<-l.begun
	if conn, ok := <-l.conns; ok {
		return conn, nil
	}
	return nil, net.ErrClosed
}

func (l *late) Close() error {
	close(l.begun)
	return l.Listener.Close()
}

func TestAConnectionDuringCloseIsClosed(t *testing.T) {
	t.Parallel()
	udp, tcp := sockets(t)
	client, conn := net.Pipe()
	listener := &late{tcp, make(chan struct{}), make(chan net.Conn, 1)}
	listener.conns <- conn
	close(listener.conns)
	server := &fakedns.Server{}
	require.NoError(t, server.Start(udp, listener))
	require.NoError(t, server.Close())
	_, err := client.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.EOF)
}

func TestOneOfTheTwoNetworksIsEnough(t *testing.T) {
	t.Parallel()
	udp, tcp := sockets(t)
	overUDP, overTCP := &fakedns.Server{}, &fakedns.Server{}
	require.NoError(t, overUDP.Start(udp, nil))
	require.NoError(t, overTCP.Start(nil, tcp))
	served{Server: overUDP, udp: udp.LocalAddr().String()}.exchange(t, "udp", question("x", "A"))
	served{Server: overTCP, tcp: tcp.Addr().String()}.exchange(t, "tcp", question("x", "A"))
	require.NoError(t, overUDP.Close())
	require.NoError(t, overTCP.Close())
	require.ErrorContains(t, new(fakedns.Server).Start(nil, nil), "neither a socket nor a listener")
}

func TestStartFails(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		claim, message string
		server         *fakedns.Server
	}{
		{"for a wrong record", "preference is missing", &fakedns.Server{Records: []fakedns.Record{{Name: "x", Type: "MX", Value: "y"}}}},
		{"for a wrong zone name", `"a..b." is not a domain name`, &fakedns.Server{SecureZones: []string{"a..b"}}},
		{"the second time", "started or closed before", serve(t, &fakedns.Server{}).Server},
	} {
		udp, tcp := sockets(t)
		require.ErrorContains(t, c.server.Start(udp, tcp), c.message, c.claim)
		require.ErrorIs(t, udp.Close(), net.ErrClosed, "Start closed it")
		require.ErrorIs(t, tcp.Close(), net.ErrClosed, "Start closed it")
	}
	closed := &fakedns.Server{}
	require.NoError(t, closed.Close())
	udp, tcp := sockets(t)
	require.ErrorContains(t, closed.Start(udp, tcp), "started or closed before")
}

// broken is a socket that cannot be read.
type broken struct{ net.PacketConn }

var errBroken = errors.New("broken")

func (broken) ReadFrom([]byte) (int, net.Addr, error) { return 0, nil, errBroken }

func TestASocketThatBreaksIsReportedByClose(t *testing.T) {
	t.Parallel()
	udp, tcp := sockets(t)
	server := &fakedns.Server{}
	require.NoError(t, server.Start(broken{udp}, tcp))
	require.ErrorIs(t, server.Close(), errBroken)
}

// BenchmarkServer asks over UDP with 32 questions on their way at any time.
func BenchmarkServer(b *testing.B) {
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	require.NoError(b, err)
	server := &fakedns.Server{Records: many(4)}
	require.NoError(b, server.Start(udp, nil))
	defer server.Close()
	conn, err := net.Dial("udp", udp.LocalAddr().String())
	require.NoError(b, err)
	defer conn.Close()
	wire, err := question("example.com", "MX").SetEdns0(1232, false).Pack()
	require.NoError(b, err)
	answer := make([]byte, dns.MaxMsgSize)
	b.ReportAllocs()
	asked, answered := 0, 0
	for ; answered < b.N; answered++ {
		for ; asked < b.N && asked < answered+32; asked++ {
			_, err = conn.Write(wire)
			require.NoError(b, err)
		}
		_, err = conn.Read(answer)
		require.NoError(b, err)
	}
}
