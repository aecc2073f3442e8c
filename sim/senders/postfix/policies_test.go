package postfix

import (
	"bufio"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/driver"
	"mtalab/sim/network"
)

// asking serves policies and connects to them.
func asking(t *testing.T) (*policies, net.Conn) {
	t.Helper()
	var network network.Memory
	t.Cleanup(func() { assert.NoError(t, network.Close()) })
	listener, err := network.Listen("tcp", policyServer)
	require.NoError(t, err)
	served := servePolicies(listener)
	conn, err := network.DialContext(t.Context(), "tcp", policyServer)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
	return served, conn
}

func TestPoliciesAreAskedFor(t *testing.T) {
	t.Parallel()
	served, conn := asking(t)
	answers := bufio.NewReader(conn)
	ask := func(question string) string {
		_, err := io.WriteString(conn, question)
		require.NoError(t, err)
		answer, err := readNetstring(answers)
		require.NoError(t, err)
		return answer
	}
	domains := []driver.Domain[string]{{Name: "example.com", Words: "secure match=nexthop"}, {Name: "[192.0.2.1]", Words: "verify"},
		{Name: "relayed.example", Words: "encrypt", Route: driver.Route{{Name: "relay.example"}}}}
	served.set(driver.Words[string]{Domains: domains})
	assert.Equal(t, "OK secure match=nexthop", ask("15:tls example.com,"))
	assert.Equal(t, "OK secure match=nexthop", ask("15:tls EXAMPLE.com,"))
	assert.Equal(t, "OK verify", ask("15:tls [192.0.2.1],"))
	assert.Equal(t, "NOTFOUND ", ask("19:tls sub.example.com,"))
	assert.Equal(t, "OK encrypt", ask("20:route2 relay.example,"), "in the table of the third entry")
	assert.Equal(t, "NOTFOUND ", ask("20:route1 relay.example,"), "it leads nowhere")

	served.set(driver.Words[string]{Domains: domains, Default: &driver.Domain[string]{Words: "may"}})
	assert.Equal(t, "OK secure match=nexthop", ask("15:tls example.com,"))
	assert.Equal(t, "OK may", ask("19:tls sub.example.com,"), "another world, another policy, on the same connection")

	require.NoError(t, served.Close())
	_, err := answers.ReadByte()
	assert.Error(t, err, "it has closed the connection")
}

func TestWhatIsNoQuestionHasNoAnswer(t *testing.T) {
	t.Parallel()
	for name, question := range map[string]string{
		"no length":        "tls:example.com,",
		"a length of less": "-1:,",
		"a length of more": "5000:" + strings.Repeat("x", 5000) + ",",
		"no end of length": strings.Repeat("1", 5000),
		"no comma":         "15:tls example.com;",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served, conn := asking(t)
			go func() { _, _ = io.WriteString(conn, question) }() // it may be closed before all is said
			answer, _ := io.ReadAll(conn)                         // whatever the end is called
			assert.Empty(t, string(answer))
			require.NoError(t, served.Close())
		})
	}
}
