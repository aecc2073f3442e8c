package namespace_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/namespace"
)

// attempt is one with its argument, and how a test that leaves its refusal out of the seal does so.
type attempt struct {
	name, argument string
	without        []string       // the parts that refuse it
	root           namespace.Root // or else what allows it
	listen, sleep  string         // or else what there must not be
	onlyRoot       string         // why it cannot succeed for anybody else, whatever is left out
	holdsAnyway    bool           // without a user namespace too
}

func (a attempt) String() string {
	if a.argument == "" {
		return a.name
	}
	return a.name + "=" + a.argument
}

// attempts are all of package escape's. The machine's part in them are a folder, a listener and a process of the test.
func attempts(t *testing.T) []attempt {
	t.Helper()
	const others = "what is root's outside is not an ordinary user's anyway"
	folder, err := os.MkdirTemp("", "mtalab-usr-")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(folder)) })
	require.NoError(t, os.Chmod(folder, 0o777))
	loopback, machine := listener(t, "127.0.0.1"), listener(t, ownAddress(t))
	seconds := fmt.Sprintf("%d.%d", 80_000+os.Getpid(), time.Now().Nanosecond())
	sleeper := exec.CommandContext(t.Context(), "sleep", seconds)
	require.NoError(t, sleeper.Start())
	t.Cleanup(func() { _ = sleeper.Process.Kill(); _ = sleeper.Wait() })
	return []attempt{
		{name: "read a file through an inherited descriptor", without: []string{"descriptors"}, holdsAnyway: true},
		{name: "use an inherited socket", without: []string{"descriptors"}, holdsAnyway: true},
		{name: "read a key of the caller's keyring", without: []string{"session keyring", "system calls"}, holdsAnyway: true},
		{name: "open core_pattern for writing", without: []string{"user namespace", "masks"}, onlyRoot: others, holdsAnyway: true},
		{name: "mount a tmpfs", without: []string{"capabilities"}, holdsAnyway: true},
		{name: "mount cgroup2", without: []string{"user namespace", "capabilities"}, onlyRoot: others, holdsAnyway: true},
		{name: "mount devtmpfs", without: []string{"user namespace", "capabilities"}, onlyRoot: others, holdsAnyway: true},
		{name: "make a folder of the machine writable", argument: folder, root: namespace.Root{Show: []string{folder}}, without: []string{"capabilities"}, holdsAnyway: true},
		{name: "run a set-user-ID program", without: []string{"no new privileges", "mount flags"}, onlyRoot: "there is one user only", holdsAnyway: true},
		{name: "open a raw socket", without: []string{"capabilities"}, holdsAnyway: true},
		{name: "open a packet socket", without: []string{"capabilities", "system calls"}, holdsAnyway: true},
		{name: "open a vsock socket", without: []string{"system calls"}, holdsAnyway: true},
		{name: "make a user namespace", without: []string{"system calls"}, holdsAnyway: true},
		{name: "call by the table of another architecture", without: []string{"system calls"}, holdsAnyway: true},
		{name: "see and signal a process outside", argument: seconds, sleep: seconds, holdsAnyway: true},
		{name: "trace process 1", without: []string{"capabilities"}, holdsAnyway: true},
		{name: "reach an address of the machine", argument: loopback, listen: loopback, holdsAnyway: true},
		{name: "reach an address of the machine", argument: machine, listen: machine, holdsAnyway: true},
		{name: "fill the private folder", argument: "260", root: namespace.Root{Size: 300 << 20}, holdsAnyway: true},
		{name: "start processes without end", argument: "520", without: []string{"limits"}}, // which bind nobody who is root outside
		{name: "take memory without end", without: []string{"limits"}, holdsAnyway: true},
		{name: "open files without end", without: []string{"limits"}, holdsAnyway: true},
		{name: "use io_uring", without: []string{"system calls"}, holdsAnyway: true},
		{name: "dump core", without: []string{"limits"}, holdsAnyway: true},
	}
}

// listener listens outside until the end of the test.
func listener(t *testing.T, host string) string {
	t.Helper()
	listening, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = listening.Close() })
	return listening.Addr().String()
}

// ownAddress is one of this machine's that is not the loopback's, or that one where there is no other.
func ownAddress(t *testing.T) string {
	t.Helper()
	addresses, err := net.InterfaceAddrs()
	require.NoError(t, err)
	for _, address := range addresses {
		if prefix, ok := address.(*net.IPNet); ok && prefix.IP.To4() != nil && !prefix.IP.IsLoopback() {
			return prefix.IP.String()
		}
	}
	return "127.0.0.2"
}
