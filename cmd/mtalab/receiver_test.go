package main

import (
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
)

func TestTheBuiltInReceiver(t *testing.T) {
	t.Parallel()
	status, stdout, stderr := mtalab(t, "run", "--receiver", "esa")
	assert.Equal(t, exitExpected, status, stdout)
	assert.Empty(t, stderr)
	assert.Contains(t, stdout, "RE-12 Preferred: a MAIL")
	assert.Contains(t, stdout, " passed, 0 failed, in ")
	assert.NotContains(t, stdout, "NOT SUPPORTED")
}

func TestTheModelOfTheESASendsAndReceives(t *testing.T) {
	t.Parallel()
	status, stdout, _ := mtalab(t, "run", "receiving/policy_no.feature", "esa/worked_example.feature")
	assert.Equal(t, exitExpected, status)
	assert.Contains(t, stdout, "8 scenarios: 8 passed, 0 failed, in ")

	status, stdout, _ = mtalab(t, "run", "--receiver", "esa", "esa/worked_example.feature")
	assert.Equal(t, exitUntried, status)
	assert.Contains(t, stdout, "it only listens")

	status, stdout, _ = mtalab(t, "run", "--sender", "faulty=tls-after-250", "receiving/policy_no.feature")
	assert.Equal(t, exitUntried, status)
	assert.Contains(t, stdout, "it only sends")
}

func TestAVulnerableReceiverShowsWhatAFailureLooksLike(t *testing.T) {
	t.Parallel()
	status, stdout, _ := mtalab(t, "run", "--receiver", "faulty=executes-injected", "receiving/injection.feature:21")
	assert.Equal(t, exitFailed, status)
	inOrder(t, stdout, "inside TLS the client said 2 commands, and 3 were answered",
		"C  STARTTLS", "C  NOOP", "S  220", "=| TLS: TLS 1.3", "C| EHLO client.test", "S| 250 2.0.0 I have successfully done nothing",
		"1 scenario: 0 passed, 1 failed")
}

func TestAReceiverAtAnAddress(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var server fakemta.Server
	server.Start(listener)
	t.Cleanup(func() { assert.NoError(t, server.Close()) })
	status, stdout, stderr := mtalab(t, "run", "--receiver", listener.Addr().String(), "--receiver-policy", "No", "--receiver-recipient", "joe@here.test")
	assert.Equal(t, exitExpected, status, stdout)
	assert.Empty(t, stderr)
	assert.Contains(t, stdout, ": 1 passed, 0 failed, ")
	assert.Contains(t, stdout, "left out: ", "what is the ESA's or Exchange's is not owed")
	assert.Contains(t, stdout, `is "No", and not "Required" (--receiver-policy)`)
}

func TestReceiversThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		arguments []string
		says      string
	}{
		{[]string{"--receiver", "nobody"}, "want one of esa, exchange, exim, postfix, faulty=executes-injected"},
		{[]string{"--receiver", "esa", "--sender", "esa"}, "--receiver and --sender: want one"},
		{[]string{"--receiver", "192.0.2.1:25"}, "192.0.2.1:25 is 192.0.2.1: it is neither on this machine nor in a private network: the scenarios attack what they test; --force"},
		{[]string{"--receiver", "127.0.0.1:smtpp"}, "want a port from 1 to 65535"},
		{[]string{"--receiver", "127.0.0.1:25", "--receiver-policy", "Perhaps"}, "want No, Preferred or Required"},
		{[]string{"--receiver", "127.0.0.1:25", "--receiver-user", "joe"}, "want NAME:PASSWORD"},
		{[]string{"--receiver", "127.0.0.1:25", "--receiver-recipient", "joe"}, "want an address"},
		{[]string{"--receiver", "esa", "--force"}, "--force goes with --receiver HOST:PORT"},
		{[]string{"--receiver-policy", "No"}, "--receiver-policy goes with --receiver HOST:PORT"},
	} {
		status, stdout, stderr := mtalab(t, append([]string{"run"}, test.arguments...)...)
		assert.Equal(t, exitFault, status, test.arguments)
		assert.Empty(t, stdout, test.arguments)
		assert.Contains(t, stderr, test.says, test.arguments)
	}
}
