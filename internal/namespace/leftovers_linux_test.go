package namespace_test

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"mtalab/internal/namespace"
)

// laboratory is another process that has a private network with programs inside.
type laboratory struct {
	*exec.Cmd
	input  io.Closer
	output *bufio.Scanner
}

func startLaboratory(t *testing.T) laboratory {
	t.Helper()
	private(t) // or skip
	command := exec.CommandContext(t.Context(), os.Args[0])
	command.Env = append(os.Environ(), roleVariable+"=leaves")
	input, err := command.StdinPipe()
	require.NoError(t, err)
	output, err := command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	l := laboratory{command, input, bufio.NewScanner(output)}
	l.says(t, "ready")
	return l
}

func (l laboratory) says(t *testing.T, what string) {
	t.Helper()
	require.True(t, l.output.Scan(), "the laboratory says nothing")
	require.Equal(t, what, l.output.Text())
}

// offspring are all processes that descend from one, by looking into /proc.
func offspring(t *testing.T, ancestor int) []int {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	require.NoError(t, err)
	parents := map[int]int{}
	for _, stat := range stats {
		content, err := os.ReadFile(stat)
		if err != nil {
			continue // it has ended
		}
		process, err := strconv.Atoi(filepath.Base(filepath.Dir(stat)))
		require.NoError(t, err)
		fields := strings.Fields(string(content[strings.LastIndexByte(string(content), ')')+1:]))
		parents[process], err = strconv.Atoi(fields[1])
		require.NoError(t, err)
	}
	var found []int
	for process := range parents {
		for up := parents[process]; up > 1; up = parents[up] {
			if up == ancestor {
				found = append(found, process)
			}
		}
	}
	return found
}

// ended waits until a process has ended.
func ended(t *testing.T, process int) {
	t.Helper()
	descriptor, err := unix.PidfdOpen(process, 0)
	if err != nil {
		return // it has
	}
	defer unix.Close(descriptor)
	n, err := 0, error(unix.EINTR)
	for err == unix.EINTR {
		n, err = unix.Poll([]unix.PollFd{{Fd: int32(descriptor), Events: unix.POLLIN}}, 10_000)
	}
	require.NoError(t, err)
	require.Equal(t, 1, n, "process %d lives", process)
}

func TestPrivateCloseLeavesNothing(t *testing.T) {
	t.Parallel()
	mounts := mounted(t)
	l := startLaboratory(t)
	inside := offspring(t, l.Process.Pid)
	require.GreaterOrEqual(t, len(inside), 4, "the child, the relay, the program and its child: %v", inside)

	require.NoError(t, l.input.Close())
	l.says(t, "closed <nil>")
	for _, process := range inside {
		ended(t, process)
	}
	assert.Equal(t, mounts, mounted(t))
	descriptors, err := filepath.Glob("/proc/" + strconv.Itoa(l.Process.Pid) + "/fd/*")
	require.NoError(t, err)
	for _, descriptor := range descriptors {
		target, err := os.Readlink(descriptor)
		require.NoError(t, err)
		assert.False(t, strings.HasPrefix(target, "socket:"), "a socket is left: %s", target)
	}
}

func TestPrivateEndsWithItsParent(t *testing.T) {
	t.Parallel()
	mounts := mounted(t)
	l := startLaboratory(t)
	inside := offspring(t, l.Process.Pid)
	require.NotEmpty(t, inside)
	require.NoError(t, l.Process.Kill())
	for _, process := range inside {
		ended(t, process)
	}
	assert.Equal(t, mounts, mounted(t))
	require.Error(t, l.Wait())
	noCgroups(t, l.Process.Pid)
}

// mounted is what is mounted out here.
func mounted(t *testing.T) []string {
	t.Helper()
	content, err := os.ReadFile("/proc/self/mountinfo")
	require.NoError(t, err)
	lines := strings.Split(string(content), "\n")
	slices.Sort(lines)
	return lines
}

// noCgroups asserts that, once another private network is made, no cgroup is left of a process that was killed.
func noCgroups(t *testing.T, maker int) {
	t.Helper()
	network, err := namespace.NewPrivate(t.Context())
	require.NoError(t, err)
	require.NoError(t, network.Close())
	err = filepath.WalkDir("/sys/fs/cgroup", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			assert.False(t, strings.HasPrefix(entry.Name(), fmt.Sprintf("mtalab-%d-", maker)), path)
		}
		return nil // another process's may be gone meanwhile
	})
	require.NoError(t, err)
}
