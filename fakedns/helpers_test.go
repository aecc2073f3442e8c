package fakedns_test

import (
	"net"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
)

// patience is how long a test waits for what should happen at once.
const patience = 10 * time.Second

// served is a server at work and the addresses of its two sockets.
type served struct {
	*fakedns.Server
	udp, tcp string
}

// serve starts a server on free ports and closes it when the test ends.
func serve(t *testing.T, server *fakedns.Server) served {
	t.Helper()
	udp, tcp := sockets(t)
	require.NoError(t, server.Start(udp, tcp))
	t.Cleanup(func() { assert.NoError(t, server.Close()) })
	return served{server, udp.LocalAddr().String(), tcp.Addr().String()}
}

func sockets(t *testing.T) (net.PacketConn, net.Listener) {
	t.Helper()
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	require.NoError(t, err)
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return udp, tcp
}

// zone reads zone lines.
func zone(t *testing.T, lines string) []fakedns.Record {
	t.Helper()
	records, err := fakedns.ParseRecords(lines)
	require.NoError(t, err)
	return records
}

// question makes a message that asks for a name and type.
func question(name, rtype string) *dns.Msg {
	return new(dns.Msg).SetQuestion(dns.Fqdn(name), dns.StringToType[rtype])
}

// dial connects to the server; network is "udp" or "tcp".
func (s served) dial(t *testing.T, network string) *dns.Conn {
	t.Helper()
	address := s.udp
	if network == "tcp" {
		address = s.tcp
	}
	conn, err := net.DialTimeout(network, address, patience)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(patience)))
	return &dns.Conn{Conn: conn, UDPSize: dns.MaxMsgSize}
}

// exchange sends one message and reads the answer to it.
func (s served) exchange(t *testing.T, network string, request *dns.Msg) *dns.Msg {
	t.Helper()
	conn := s.dial(t, network)
	require.NoError(t, conn.WriteMsg(request))
	response, err := conn.ReadMsg()
	require.NoError(t, err)
	require.Equal(t, request.Id, response.Id)
	return response
}

// ask puts a question over UDP and tells the answer as the query log has it.
func (s served) ask(t *testing.T, name, rtype string) string {
	t.Helper()
	s.exchange(t, "udp", question(name, rtype))
	queries := s.Queries()
	return queries[len(queries)-1].String()
}

// values are the answer's records without name, class and TTL.
func values(response *dns.Msg) []string {
	var values []string
	for _, rr := range response.Answer {
		header := rr.Header().String()
		values = append(values, rr.String()[len(header):])
	}
	return values
}

// within waits for a signal, but not for ever.
func within(t *testing.T, signal <-chan struct{}, what string) {
	t.Helper()
	select {
	case <-signal:
	case <-time.After(patience):
		require.Fail(t, "waited in vain", what)
	}
}
