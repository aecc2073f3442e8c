package shim

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/internal/namespace"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

func TestMain(m *testing.M) {
	namespace.PrivateChild()
	os.Exit(m.Run())
}

// program makes a sender of a shell script.
func program(t *testing.T, script string) sender {
	t.Helper()
	return started(t, written(t, "#!/bin/sh\n"+script), Options{Patience: 5 * time.Second})
}

// written writes a script that other users may run.
func written(t *testing.T, script string) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "mtalab")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(folder)) })
	require.NoError(t, os.Chmod(folder, 0o755))
	path := filepath.Join(folder, "my-mta")
	syscall.ForkLock.RLock() // whoever forks meanwhile has it open for writing, and then it cannot run
	err = writeProgram(path, []byte(script))
	syscall.ForkLock.RUnlock()
	require.NoError(t, err)
	return path
}

// started makes a sender of a program, or the test is skipped.
func started(t *testing.T, path string, options Options) sender {
	t.Helper()
	sender, err := New(t.Context(), path, options)
	if errors.Is(err, namespace.ErrNoPrivate) {
		t.Skip(err)
	}
	require.NoError(t, err)
	return sender
}

// world is one in which everything is right; it starts with a sender, or the test is skipped.
func world(t *testing.T, sender sim.Sender, setting policy.Setting) *sim.Running {
	t.Helper()
	return start(t, sender, right(t, setting))
}

// private is a network for one world, or the test is skipped.
func private(t *testing.T) *namespace.Private {
	t.Helper()
	network, err := namespace.NewPrivate(t.Context())
	if errors.Is(err, namespace.ErrNoPrivate) {
		t.Skip(err)
	}
	require.NoError(t, err)
	return network
}

// start starts a world.
func start(t *testing.T, sender sim.Sender, described *sim.World) *sim.Running {
	t.Helper()
	w, err := sim.Start(t.Context(), described, sender, sim.Options{Network: private(t)})
	t.Cleanup(func() { assert.NoError(t, w.Close()) })
	require.NoError(t, err)
	return w
}

// right is a world in which everything is right.
func right(t *testing.T, setting policy.Setting) *sim.World {
	t.Helper()
	described := &sim.World{
		MTAs: []*sim.MTA{{
			Address: netip.MustParseAddr("192.0.2.1"),
			Name:    "mx1.example.com",
			Shows:   &sim.Certificate{Leaf: pki.Leaf{CommonName: "mx1.example.com", DNSNames: []string{"mx1.example.com"}}},
		}},
		Policy: policy.Policy{Default: setting},
	}
	for _, line := range [][3]string{{"example.com", "MX", "10 mx1.example.com"}, {"mx1.example.com", "A", "192.0.2.1"}} {
		record, err := fakedns.NewRecord(line[0], line[1], line[2])
		require.NoError(t, err)
		described.DNS.Records = append(described.DNS.Records, record)
	}
	return described
}

var message = evidence.Message{From: "alice@sender.test", To: []string{"bob@example.com"}, Data: []byte("\r\nHello.\r\n")}

func TestAProgramIsGivenTheWorld(t *testing.T) {
	t.Parallel()
	w := world(t, program(t, `
		cat >request
		grep -q '"policy":"encrypted"' request || exit 1
		grep -q '"to":\["bob@example.com"\]' request || exit 2
		test "$PWD" = /tmp/mtalab || exit 3
		test -s /etc/ssl/certs/ca-certificates.crt || exit 4
		grep -q "nameserver 192.0.2.53" /etc/resolv.conf || exit 5
		test "$(id -u)" = 65534 || exit 6
		touch /usr/x 2>/dev/null && exit 7
		echo hello >&2
		echo '{"fate": "deferred", "reason": "all is there"}'`), policy.Encrypted)
	outcomes, err := w.Send(t.Context(), message)
	require.NoError(t, err)
	assert.Equal(t, []evidence.Outcome{{Recipient: "bob@example.com", Fate: evidence.Deferred, Reason: "all is there"}}, outcomes)
	assert.Contains(t, w.Trail.String(), "hello")
}

func TestExitStatus89IsNotSupported(t *testing.T) {
	t.Parallel()
	w := world(t, program(t, "exit 89"), policy.VerifiedHost)
	_, err := w.Send(t.Context(), message)
	require.ErrorIs(t, err, sim.ErrNotSupported)
}

func TestTheEvidenceWins(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]string{
		"delivered":              `{"fate": "delivered"}`,
		"delivered and verified": `{"fate": "delivered", "verified": true}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world(t, program(t, "echo '"+answer+"'"), policy.Encrypted)
			_, err := w.Send(t.Context(), message)
			require.NoError(t, err)
			_, err = w.Fate("bob@example.com")
			require.ErrorContains(t, err, "no MTA of the world accepted the message")
		})
	}
}

func TestWhoeverMisbehavesIsNamed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ script, complaint string }{
		"it hangs":                      {"exec sleep 1000", "did not end in time"},
		"it prints rubbish":             {"echo what a day", "is not that of the contract"},
		"it prints nothing":             {"true", "is not that of the contract"},
		"it invents a fate":             {`echo '{"fate": "eaten"}'`, "want delivered, deferred, bounced or discarded"},
		"it invents a field":            {`echo '{"fate": "deferred", "mood": 3}'`, "is not that of the contract"},
		"it fails":                      {"echo ouch >&2; exit 3", "ouch"},
		"it kills itself":               {"kill -9 $$", "signal: killed (SIGKILL)"},
		"it dies of a segment":          {"kill -SEGV $$", "(SIGSEGV)"},
		"it aborts":                     {"kill -ABRT $$", "(SIGABRT)"},
		"it says more than an answer":   {`echo '{"fate": "deferred"} and more'`, "something stands behind the object"},
		"it answers twice":              {`echo '{"fate": "deferred"}{"fate": "delivered"}'`, "something stands behind the object"},
		"it names a field twice":        {`echo '{"fate": "deferred", "fate": "delivered"}'`, "there twice"},
		"it shouts a field":             {`echo '{"FATE": "deferred"}'`, `the field "FATE" is unknown`},
		"it shouts a fate":              {`echo '{"fate": "Deferred"}'`, "want delivered, deferred, bounced or discarded"},
		"it answers with a list":        {`echo '[1]'`, "want a JSON object"},
		"it does not end its answer":    {`echo '{"fate": "deferred"'`, "is not that of the contract"},
		"it kills all that it can":      {"kill -9 -1; exit 3", "misbehaves"},
		"it never stops printing":       {"exec yes", "printed more than"},
		"its children hold on and hang": {"for i in 1 2 3; do setsid sleep 1000 & done; wait", "did not end in time"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world(t, program(t, c.script), policy.Encrypted)
			_, err := w.Send(t.Context(), message)
			require.ErrorIs(t, err, sim.ErrMisbehaved)
			assert.ErrorContains(t, err, c.complaint)
		})
	}
}

func TestAMissingProgramIsNotTheSendersFault(t *testing.T) {
	t.Parallel()
	w := world(t, program(t, "exec there-is-no-such-program"), policy.Encrypted)
	_, err := w.Send(t.Context(), message)
	require.ErrorContains(t, err, "a program that my-mta wants is not here")
	assert.NotErrorIs(t, err, sim.ErrMisbehaved)
}

func TestAFullFolderIsTheProgramsOwn(t *testing.T) {
	t.Parallel()
	w := world(t, program(t, `
		head -c 300000000 /dev/zero >big 2>error && exit 3
		rm big
		echo '{"fate": "deferred", "reason": "no space left"}'`), policy.Encrypted)
	outcomes, err := w.Send(t.Context(), message)
	require.NoError(t, err)
	assert.Equal(t, "no space left", outcomes[0].Reason)
}

func TestNothingOfItIsLeft(t *testing.T) {
	t.Parallel()
	mark := fmt.Sprintf("%d.%d", 70000+os.Getpid(), time.Now().Nanosecond())
	w := world(t, program(t, `for i in 1 2 3; do setsid sleep `+mark+` >/dev/null 2>&1 & done; echo '{"fate": "deferred"}'`), policy.Encrypted)
	_, err := w.Send(t.Context(), message)
	require.NoError(t, err)
	require.Eventually(t, func() bool { return len(running(t, mark)) == 3 }, 10*time.Second, time.Millisecond, // until all execute
		"they outlive their parent, or this test tests nothing")
	require.NoError(t, w.Close())
	assert.Empty(t, running(t, mark))
}

// running are the processes with a word in their command line.
func running(t *testing.T, word string) []string {
	t.Helper()
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	require.NoError(t, err)
	var found []string
	for _, line := range lines {
		if content, err := os.ReadFile(line); err == nil && strings.HasPrefix(string(content), "sleep\x00"+word) {
			found = append(found, string(content))
		}
	}
	return found
}

func TestNewWantsAProgram(t *testing.T) {
	t.Parallel()
	_, err := New(t.Context(), "/nonexistent/my-mta", Options{})
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = New(t.Context(), "README.md", Options{})
	require.ErrorContains(t, err, "want a file that can be executed")
	_, err = New(t.Context(), ".", Options{})
	require.ErrorContains(t, err, "want a file that can be executed")
}

// writeProgram writes what is to be executed. Meanwhile no other goroutine forks: its child would have the
// file open for writing as well, and nobody could execute it (ETXTBSY).
func writeProgram(path string, content []byte) error {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	return os.WriteFile(path, content, 0o755)
}
