package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/namespace"
)

// oneMessage is a world in which everything is right, but nobody may deliver.
const oneMessage = `Feature: f
  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And the TLS setting for example.com is "encrypted"

  Scenario: s
    When a message is sent to bob@example.com
    Then the message is %s
`

// hostileSubjects are programs under test that do what a program must not. MARK is a number of seconds that nobody
// else sleeps, and all of them start something that sleeps so long; SEEN ends once the test has seen it.
var hostileSubjects = map[string]struct {
	script, fate string
	status       int
	says         string
}{
	"it hangs": {
		"exec sleep MARK", "deferred", exitFailed, "did not end in time"},
	"it stops itself, and its children go on": {
		"setsid sleep MARK & kill -STOP $$", "deferred", exitFailed, "did not end in time"},
	"it prints rubbish": {
		"QUIETLY sleep MARK & SEEN; echo what a day", "deferred", exitFailed, `its answer "what a day\n" is not that of the contract`},
	"it leaves children behind, and is right": {
		`(QUIETLY sh -c 'sleep MARK & sleep MARK' &); SEEN; echo '{"fate": "deferred"}'`, "deferred", exitExpected, "1 passed"},
	"it leaves children that hold its output, and is right": {
		`(setsid sleep MARK &); SEEN; echo '{"fate": "deferred"}'`, "deferred", exitExpected, "1 passed"},
	"it fills its folder": {
		"QUIETLY sleep MARK & SEEN; cat /dev/zero >big; exit 3", "deferred", exitFailed, "No space left on device"},
	"it fills it with empty files": {
		"QUIETLY sleep MARK & SEEN; i=0; while : >f$i; do i=$((i+1)); done; exit 3", "deferred", exitFailed, "No space left on device"},
	"it claims delivered, and nothing arrived": {
		`QUIETLY sleep MARK & SEEN; echo '{"fate": "delivered", "verified": true}'`, "delivered encrypted", exitFailed, "no MTA of the world accepted the message"},
	"it kills itself half-way": {
		`QUIETLY sleep MARK & SEEN; exec 3<>/dev/tcp/192.0.2.1/25; read -r greeting <&3; echo "EHLO me" >&3; read -r name <&3; kill -9 $$`,
		"deferred", exitFailed, "signal: killed"},
	"it kills everything": {
		"QUIETLY sleep MARK & SEEN; kill -9 -1; kill -9 $$", "deferred", exitFailed, "signal: killed"},
}

// TestHostileSubjects gives each a clear verdict, and looks for what it leaves.
func TestHostileSubjects(t *testing.T) {
	t.Parallel()
	for name, c := range hostileSubjects {
		for user, credential := range users(t) {
			t.Run(name+", as "+user, func(t *testing.T) {
				t.Parallel()
				bound := time.Minute
				if strings.HasSuffix(c.says, "in time") {
					bound = 5 * time.Second
				}
				s := newSubject(t, credential, bound, c.script, fmt.Sprintf(oneMessage, c.fate))
				s.start(t)
				worlds := s.worlds(t)
				if strings.Contains(c.script, "SEEN") {
					s.seen(t)
				}
				status, printed := s.end(t)
				assert.Equal(t, c.status, status, "%s", printed)
				assert.Contains(t, printed, c.says)
				if c.status == exitFailed {
					assert.Contains(t, printed, "1 scenario: 0 passed, 1 failed")
				}
				s.leavesNothing(t, worlds)
			})
		}
	}
}

// TestKilledHalfWay kills the program under test, and mtalab, from outside.
func TestKilledHalfWay(t *testing.T) {
	t.Parallel()
	const script = "QUIETLY sleep MARK & sleep MARK"
	for user, credential := range users(t) {
		t.Run("the subject, as "+user, func(t *testing.T) {
			t.Parallel()
			s := newSubject(t, credential, time.Minute, script, fmt.Sprintf(oneMessage, "deferred"))
			s.start(t)
			worlds := s.worlds(t)
			for _, process := range sleeping(t, s.mark) {
				require.NoError(t, syscall.Kill(process, syscall.SIGKILL))
			}
			status, printed := s.end(t)
			assert.Equal(t, exitFailed, status, "%s", printed)
			assert.Contains(t, printed, "misbehaves")
			s.leavesNothing(t, worlds)
		})
		for _, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGTERM, syscall.SIGINT} {
			t.Run(fmt.Sprintf("mtalab, by %s, as %s", signal, user), func(t *testing.T) {
				t.Parallel()
				s := newSubject(t, credential, time.Minute, script, fmt.Sprintf(oneMessage, "deferred"))
				s.start(t)
				worlds := s.worlds(t)
				require.NoError(t, s.Process.Signal(signal))
				status, printed := s.end(t)
				if signal == syscall.SIGKILL {
					assert.Equal(t, -1, status)
				} else {
					assert.Equal(t, exitFault, status, "%s", printed)
				}
				s.leavesNothing(t, worlds)
			})
		}
	}
}

// users are those whom mtalab is run as: root can become an ordinary one.
func users(t *testing.T) map[string]*syscall.Credential {
	network, err := namespace.NewPrivate(t.Context())
	if errors.Is(err, namespace.ErrNoPrivate) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	require.NoError(t, err)
	require.NoError(t, network.Close())
	if os.Geteuid() != 0 {
		return map[string]*syscall.Credential{"an ordinary user": nil}
	}
	return map[string]*syscall.Credential{"root": nil, "an ordinary user": {Uid: 65534, Gid: 65534}}
}

// subject is mtalab in a process of its own, with a hostile program under test.
type subject struct {
	*exec.Cmd
	printed   bytes.Buffer
	temporary string
	mounts    []byte
	mark      string
}

// notIntroduced begins a program that is not hostile before it has a message.
const notIntroduced = `#!/bin/bash
read -r question
case $question in *'"ask"'*) exit 1 ;; esac
`

// marks are numbers of seconds, each used once.
var marks atomic.Int64

func newSubject(t *testing.T, credential *syscall.Credential, bound time.Duration, script, text string) *subject {
	t.Helper()
	folder, err := os.MkdirTemp("", "mtalab-hostile-") // that of t.TempDir is for this user alone
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(folder)) })
	s := &subject{
		temporary: filepath.Join(folder, "temporary"),
		mark:      fmt.Sprintf("%d.%d", 100_000+os.Getpid(), marks.Add(1)),
	}
	itself := filepath.Join(folder, "mtalab")
	copied(t, os.Args[0], itself)
	script = notIntroduced + strings.NewReplacer("MARK", s.mark, "SEEN", "sleep "+s.mark+"1", "QUIETLY", "setsid >/dev/null 2>&1").Replace(script)
	syscall.ForkLock.RLock() // as in copied
	err = errors.Join(
		os.Chmod(folder, 0o755),
		os.Mkdir(s.temporary, 0o700),
		writeProgram(filepath.Join(folder, "my-mta"), []byte(script)),
		os.WriteFile(filepath.Join(folder, "my.feature"), []byte(text), 0o644),
	)
	syscall.ForkLock.RUnlock()
	require.NoError(t, err)
	s.Cmd = exec.CommandContext(t.Context(), itself, "run", "--timeout", bound.String(), "--sender", "./my-mta", "my.feature")
	s.Dir = folder
	s.Env = []string{mainVariable + "=1", "PATH=/usr/bin:/bin", "HOME=/", "TMPDIR=" + s.temporary}
	s.Stdout, s.Stderr = &s.printed, &s.printed
	s.WaitDelay = 10 * time.Second
	s.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: credential}
	if credential != nil {
		require.NoError(t, os.Chown(s.temporary, int(credential.Uid), int(credential.Gid)))
	}
	s.mounts, err = os.ReadFile("/proc/self/mountinfo")
	require.NoError(t, err)
	return s
}

func (s *subject) start(t *testing.T) {
	t.Helper()
	require.NoError(t, s.Cmd.Start())
	t.Cleanup(func() { _ = s.Process.Kill() })
}

// end waits for the end and returns the exit status; -1 after a signal.
func (s *subject) end(t *testing.T) (status int, printed string) {
	t.Helper()
	err := s.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	return s.ProcessState.ExitCode(), s.printed.String()
}

// sleeping are the processes, outside and in, that sleep for so long.
func sleeping(t *testing.T, seconds string) []int {
	t.Helper()
	var found []int
	for _, process := range processes(t) {
		line, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", process))
		if strings.HasPrefix(string(line), "sleep\x00"+seconds+"\x00") {
			found = append(found, process)
		}
	}
	return found
}

// worlds waits until something of the program runs, and returns the namespaces that it is in.
func (s *subject) worlds(t *testing.T) map[string]bool {
	t.Helper()
	worlds := map[string]bool{}
	require.Eventually(t, func() bool {
		for _, process := range sleeping(t, s.mark) {
			if namespaces := namespacesOf(process); namespaces != "" {
				worlds[namespaces] = true
			}
		}
		return len(worlds) > 0
	}, 30*time.Second, 5*time.Millisecond, "nothing of the program runs")
	require.NotContains(t, worlds, namespacesOf(os.Getpid()), "it runs in namespaces of its own")
	return worlds
}

// seen lets a program go on that waits for it.
func (s *subject) seen(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool {
		waiting := sleeping(t, s.mark+"1")
		for _, process := range waiting {
			require.NoError(t, syscall.Kill(process, syscall.SIGKILL))
		}
		return len(waiting) > 0
	}, 30*time.Second, 5*time.Millisecond, "nobody waits to be seen")
}

// leavesNothing looks for processes of mtalab's group and in the namespaces, which are gone without any,
// for mounts, and for files.
func (s *subject) leavesNothing(t *testing.T, worlds map[string]bool) {
	t.Helper()
	left := func() (left []string) {
		for _, process := range processes(t) {
			group, _ := syscall.Getpgid(process)
			if group == s.Process.Pid || worlds[namespacesOf(process)] {
				line, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", process))
				left = append(left, fmt.Sprintf("%d: %q", process, line))
			}
		}
		return append(left, fmt.Sprint(sleeping(t, s.mark)))
	}
	if s.ProcessState.ExitCode() == -1 {
		// Whoever is killed by SIGKILL waits for nobody: the kernel ends the rest.
		assert.Eventually(t, func() bool { return len(left()) == 1 }, 10*time.Second, 5*time.Millisecond)
	}
	assert.Equal(t, []string{"[]"}, left())
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	require.NoError(t, err)
	assert.Equal(t, string(s.mounts), string(mounts), "a mount, such as one that keeps a namespace")
	files, err := os.ReadDir(s.temporary)
	require.NoError(t, err)
	assert.Empty(t, files)
	noCgroups(t, s.Process.Pid)
}

// namespacesOf are the namespaces of a process, all together, as the number of one that is gone is soon
// another's; empty if it has ended.
func namespacesOf(process int) string {
	var all string
	for _, kind := range []string{"net", "mnt", "pid", "ipc", "uts"} {
		namespace, err := os.Readlink(fmt.Sprintf("/proc/%d/ns/%s", process, kind))
		if err != nil {
			return ""
		}
		all += namespace
	}
	return all
}

func processes(t *testing.T) []int {
	t.Helper()
	entries, err := os.ReadDir("/proc")
	require.NoError(t, err)
	var found []int
	for _, entry := range entries {
		if process, err := strconv.Atoi(entry.Name()); err == nil {
			found = append(found, process)
		}
	}
	return found
}
