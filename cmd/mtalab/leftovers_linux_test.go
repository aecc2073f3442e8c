package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"mtalab/internal/namespace"
)

// traces are what a world in a process of mtalab consists of, by looking at the machine. A namespace
// lives as long as a process is in it or something is mounted from it; its number is given anew at once.
type traces struct {
	mtalab    int
	processes []int    // all that descend from it
	inside    int      // process 1 of its network; 0: there is none
	relay     int      // stands outside for the program inside; 0: there is none
	mounts    []string // of this process, before
}

// look looks at a process that holds a world open.
func look(t *testing.T, mtalab int, mounts []string) traces {
	t.Helper()
	found := traces{mtalab: mtalab, processes: offspring(t, mtalab), mounts: mounts}
	for _, process := range found.processes {
		line, err := os.ReadFile("/proc/" + strconv.Itoa(process) + "/cmdline")
		switch {
		case err == nil && strings.HasPrefix(string(line), "mtalab-private-child"):
			found.inside = process
		case err == nil && strings.HasPrefix(string(line), "mtalab-private-relay"):
			found.relay = process
		}
	}
	return found
}

// gone waits until every process has ended, and asserts that no mount is left.
func (f traces) gone(t *testing.T) {
	t.Helper()
	for _, process := range f.processes {
		ended(t, process)
	}
	assert.Equal(t, f.mounts, mounted(t))
	if f.inside != 0 {
		noCgroups(t, f.mtalab)
	}
}

// offspring are all processes that descend from one.
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
		_, behindTheName, _ := strings.Cut(string(content), ") ")
		parents[process], err = strconv.Atoi(strings.Fields(behindTheName)[1])
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
	if errors.Is(err, unix.ESRCH) {
		return
	}
	require.NoError(t, err)
	defer unix.Close(descriptor)
	n, err := 0, error(unix.EINTR)
	for err == unix.EINTR {
		n, err = unix.Poll([]unix.PollFd{{Fd: int32(descriptor), Events: unix.POLLIN}}, 20_000)
	}
	require.NoError(t, err)
	require.Equal(t, 1, n, "process %d lives", process)
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

// TestUpLeavesNothing ends a world that is held open in every way, and looks at the machine.
func TestUpLeavesNothing(t *testing.T) {
	t.Parallel()
	private(t)
	for _, network := range []string{"loopback", "private"} {
		for name, signal := range map[string]syscall.Signal{
			"Ctrl-C": syscall.SIGINT, "kill -TERM": syscall.SIGTERM, "a terminal that goes": syscall.SIGHUP, "kill -9": syscall.SIGKILL,
		} {
			t.Run(network+", "+name, func(t *testing.T) {
				t.Parallel()
				mounts := mounted(t)
				p := newProcess(t, "up", "--network", network, worked)
				p.start(t)
				p.until(t, "What happens in it")
				found := look(t, p.Process.Pid, mounts)
				require.Len(t, found.processes, 1, "the guard of a folder, or the child")
				require.Equal(t, network == "private", found.inside != 0)
				require.NoError(t, p.Process.Signal(signal))
				status := exitExpected
				if signal == syscall.SIGKILL {
					status = 128 + int(signal)
				}
				assert.Equal(t, status, p.status(t))
				found.gone(t)
				p.emptied(t)
			})
		}
	}
}

// TestTheNextRunRemovesWhatAKilledOneLeft kills one together with the guard of its folder.
func TestTheNextRunRemovesWhatAKilledOneLeft(t *testing.T) {
	t.Parallel()
	killed := newProcess(t, "up", worked)
	killed.start(t)
	killed.until(t, "What happens in it")
	for _, process := range append(offspring(t, killed.Process.Pid), killed.Process.Pid) {
		require.NoError(t, unix.Kill(process, unix.SIGKILL))
		if process != killed.Process.Pid {
			ended(t, process)
		}
	}
	require.Equal(t, 128+int(syscall.SIGKILL), killed.status(t))
	left, err := filepath.Glob(filepath.Join(killed.temporary, "*"))
	require.NoError(t, err)
	require.Len(t, left, 1)
	for _, moment := range []struct {
		ago  time.Duration
		left int
	}{{0, 1}, {time.Hour, 0}} {
		require.NoError(t, os.Chtimes(left[0], time.Now().Add(-moment.ago), time.Now().Add(-moment.ago)))
		next := newProcess(t, "steps", "certificate")
		next.Env = append(next.Env, "TMPDIR="+killed.temporary)
		require.NoError(t, next.Run())
		now, err := os.ReadDir(killed.temporary)
		require.NoError(t, err)
		assert.Len(t, now, moment.left, "of %s ago", moment.ago)
	}
}

func TestUpEndsWhenItsWorldIsLost(t *testing.T) {
	t.Parallel()
	private(t)
	mounts := mounted(t)
	p := newProcess(t, "up", "--network", "private", worked)
	var complaint strings.Builder
	p.Stderr = &complaint
	p.start(t)
	p.until(t, "What happens in it")
	found := look(t, p.Process.Pid, mounts)
	require.NotZero(t, found.inside)
	require.NoError(t, unix.Kill(found.inside, unix.SIGKILL))
	assert.Equal(t, exitFault, p.status(t))
	assert.Equal(t, "mtalab: the world is lost: the process inside was killed\nSee mtalab --help.\n", complaint.String())
	found.gone(t)
}

// TestShellLeavesNothing ends a shell that has left a program behind in the background.
func TestShellLeavesNothing(t *testing.T) {
	t.Parallel()
	private(t)
	for name, test := range map[string]struct {
		end    func(*testing.T, *process, traces)
		status int
	}{
		"the command ends": {func(t *testing.T, p *process, _ traces) { // which it does when its input does
			require.NoError(t, p.input.Close())
		}, exitExpected},
		"Ctrl-C":     {signalled(syscall.SIGINT), 128 + int(syscall.SIGTERM)},
		"kill -TERM": {signalled(syscall.SIGTERM), 128 + int(syscall.SIGTERM)},
		"kill -9":    {signalled(syscall.SIGKILL), 128 + int(syscall.SIGKILL)},
		"a crash of process 1": {func(t *testing.T, _ *process, found traces) {
			require.NoError(t, unix.Kill(found.inside, unix.SIGKILL))
		}, 128 + int(syscall.SIGKILL)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mounts := mounted(t)
			p := newProcess(t, "shell", worked, "--", "sh", "-c", "setsid sleep 1000 >/dev/null 2>&1 & echo ready; cat; true")
			var err error
			p.input, err = p.StdinPipe()
			require.NoError(t, err)
			p.start(t)
			p.until(t, "ready")
			found := look(t, p.Process.Pid, mounts)
			require.NotZero(t, found.inside)
			require.GreaterOrEqual(t, len(found.processes), 4, "the child, the relay, sh and sleep")
			test.end(t, p, found)
			assert.Equal(t, test.status, p.status(t))
			found.gone(t)
			p.emptied(t)
		})
	}
}

func signalled(signal syscall.Signal) func(*testing.T, *process, traces) {
	return func(t *testing.T, p *process, _ traces) { require.NoError(t, p.Process.Signal(signal)) }
}

// TestUpAndShellAsAnOrdinaryUser runs some tests of theirs again, as nobody.
func TestUpAndShellAsAnOrdinaryUser(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can become an ordinary user, and the other tests run as one already")
	}
	private(t)
	folder, err := os.MkdirTemp("", "mtalab-test-")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(folder)) })
	require.NoError(t, os.Chmod(folder, 0o755)) // TempDir's own folders are for this user alone
	program := filepath.Join(folder, "mtalab.test")
	content, err := os.ReadFile(os.Args[0])
	require.NoError(t, err)
	require.NoError(t, writeProgram(program, content))
	command := exec.CommandContext(t.Context(), program, "-test.v", "-test.run", "TestUpPrintsCommandsThatWork|TestUpLeavesNothing|TestShellRunsTheDocumentsLines|TestShellHasTheTerminal|TestShellLeavesNothing")
	command.Dir = "/"
	command.Env = append(os.Environ(), "HOME=/", "TMPDIR=/tmp")
	command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := command.CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Contains(t, string(out), "--- PASS: TestUpLeavesNothing/private,_Ctrl-C", "no test was skipped for want of a network")
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
