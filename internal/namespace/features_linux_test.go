package namespace_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/namespace"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/sim/network"
	"mtalab/sim/senders/esa"
)

// TestPrivateTellsTheSameStories runs the shipped scenarios on both networks: that the built-in sender
// ends alike on both is the proof that the simulation tells the truth. Those of esa/ stand for all;
// make private runs every one.
func TestPrivateTellsTheSameStories(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("every scenario on two networks takes a while")
	}
	private(t)
	onLoopback := stories(t, nil)
	onPrivate := stories(t, func() network.Network { return &namespace.Private{} })
	require.NotEmpty(t, onLoopback)
	require.Len(t, onPrivate, len(onLoopback))
	for place, story := range onLoopback {
		require.Equal(t, strings.Split(story, "\n"), strings.Split(onPrivate[place], "\n"), "%s: expected is Loopback, actual is Private", place)
	}
}

// stories are the fates and trails of all shipped scenarios, by their places. A broken one has none: it
// was cut off at some moment.
func stories(t *testing.T, network func() network.Network) map[string]string {
	t.Helper()
	selected := []text.Selection{{Path: "esa"}}
	if os.Getenv("MTALAB_EVERY_SCENARIO") != "" {
		selected = nil
	}
	record, err := suite.Run(t.Context(), suite.Options{Sender: esa.Sender{}, Network: network, Select: selected, Jobs: 4})
	require.NoError(t, err)
	told := map[string]string{}
	for _, s := range record.Scenarios {
		if s.Status == result.Broken {
			told[s.Place()] = s.Name + ": broken"
			continue
		}
		told[s.Place()] = fmt.Sprintf("%s: %s %v %s\n%s", s.Name, s.Status, s.Fates, s.Reason, s.Story)
	}
	return told
}

// TestPrivateAsAnOrdinaryUser runs the tests of this file and its neighbours again, as nobody.
func TestPrivateAsAnOrdinaryUser(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can become an ordinary user, and the other tests run as one already")
	}
	folder, err := os.MkdirTemp("", "mtalab")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(folder)) })
	require.NoError(t, os.Chmod(folder, 0o755)) // TempDir's own folders are for this user alone
	program := filepath.Join(folder, "namespace.test")
	content, err := os.ReadFile(os.Args[0])
	require.NoError(t, err)
	require.NoError(t, writeProgram(program, content))
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(errors.New("the test is over"))
	command := exec.CommandContext(ctx, program, "-test.run=^TestPrivate", "-test.v", "-test.parallel=2", fmt.Sprintf("-test.short=%t", testing.Short()))
	command.Dir = "/"
	command.Env = append(os.Environ(), "HOME=/", "TMPDIR=/tmp")
	command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := command.CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Contains(t, string(out), "--- PASS: TestPrivateStartsAProgramInside", "no test was skipped for want of a network")
}

// writeProgram writes what is to be executed. Meanwhile no other goroutine forks: its child would have the
// file open for writing as well, and nobody could execute it (ETXTBSY).
func writeProgram(path string, content []byte) error {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	return os.WriteFile(path, content, 0o755)
}
