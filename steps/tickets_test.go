package steps_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/sim"
)

// ticketless is a receiver that gives no session tickets.
type ticketless struct{ certificate *tls.Certificate }

func (ticketless) Name() string { return "ticketless" }

func (ticketless) Listen(_ context.Context, env sim.ReceiverEnv) (sim.ReceiverInstance, error) {
	return ticketless{env.Certificate}, nil
}

func (r ticketless) Dial(context.Context) (net.Conn, error) {
	near, far := net.Pipe()
	go r.serve(far)
	return near, nil
}

func (ticketless) Close() error { return nil }

func (r ticketless) serve(conn net.Conn) {
	defer conn.Close()
	if _, err := conn.Write([]byte("220 ready\r\n")); err != nil {
		return
	}
	talk, lines := conn, bufio.NewReader(conn)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		reply := "250 STARTTLS\r\n"
		switch {
		case strings.HasPrefix(line, "STARTTLS"):
			reply = "220 go\r\n"
		case strings.HasPrefix(line, "QUIT"):
			reply = "221 bye\r\n"
		}
		if _, err := talk.Write([]byte(reply)); err != nil || strings.HasPrefix(reply, "221") {
			return
		}
		if strings.HasPrefix(line, "STARTTLS") {
			talk = tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{*r.certificate}, SessionTicketsDisabled: true})
			lines = bufio.NewReader(talk)
		}
	}
}

func TestAReceiverMayGiveNoTickets(t *testing.T) {
	t.Parallel()
	const again = "When a client connects\nAnd the client says \"EHLO client.test\"\nAnd the client starts TLS with the ticket of an earlier session\nThen the TLS session is resumed\n"
	first := offers + "And the client starts TLS\nAnd the client says \"EHLO client.test\"\nAnd the client quits\n"

	ended := between(t, suite.Options{Receiver: ticketless{}}, first+again)
	require.Equal(t, result.NotSupported, ended.Status, "%+v\n%s", ended.Problem, ended.Story)
	assert.Contains(t, ended.Problem.Text, "the receiver gives no session tickets")

	ended = between(t, suite.Options{Receiver: ticketless{}}, offers+again)
	require.Equal(t, result.Broken, ended.Status, "no client was inside TLS before: %+v\n%s", ended.Problem, ended.Story)
	assert.Contains(t, ended.Problem.Text, "say first that one starts TLS")
}
