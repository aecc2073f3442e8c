package namespace_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"mtalab/internal/escape"
	"mtalab/internal/namespace"
)

// escaper is the name by which the test program is started inside, to try what is refused there.
const escaper = "mtalab-escaper"

func init() {
	roles[escaper] = func() { escape.Run(os.Stdout, os.Args[1:]) }
	roles["offers"] = func() {
		fmt.Println(errors.Join(os.Setenv(roleVariable, "tries"), escape.Offer(os.Args[0], os.Args)))
	}
	roles["covers"] = func() {
		err := unix.Mount("/dev/null", "/proc/version", "", unix.MS_BIND, "")
		if err = errors.Join(err, tryToEscape("{}")); err != nil {
			fmt.Println(err)
		}
	}
	roles["tries"] = func() {
		if err := tryToEscape(os.Args[1]); err != nil {
			fmt.Println(err)
		}
	}
}

// trial is a private network in a process of its own, which has what nobody inside may have, and what is tried in it.
type trial struct {
	Without  []string // parts of the seal
	Root     namespace.Root
	Listen   string // an address inside where somebody listens
	Sleep    string // seconds that somebody inside sleeps
	Attempts []string
}

// tryToEscape makes the network and prints what the program inside says.
func tryToEscape(described string) error {
	var tried trial
	if err := json.Unmarshal([]byte(described), &tried); err != nil {
		return err
	}
	network := &namespace.Private{}
	network.Without(tried.Without...)
	defer network.Close()
	itself, err := filepath.EvalSymlinks("/proc/self/exe")
	if err != nil {
		return err
	}
	if len(tried.Attempts) == 0 {
		defer func() { fmt.Println("has users of its own:", network.HasUsers()) }()
		return network.Start(exec.Command("true"))
	}
	tried.Root.Show = append(tried.Root.Show, itself)
	if err := network.MountRoot(context.Background(), tried.Root); err != nil {
		return err
	}
	if tried.Listen != "" {
		if _, err := network.Listen("tcp", tried.Listen); err != nil {
			return err
		}
	}
	if tried.Sleep != "" {
		if err := network.Start(exec.Command("sleep", tried.Sleep)); err != nil {
			return err
		}
	}
	command := exec.Command(itself, tried.Attempts...)
	command.Args[0], command.Stdin = escaper, os.Stdin
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := network.Start(command); err != nil {
		return err
	}
	return command.Wait()
}

// told is what the program inside says to each of its attempts.
func (tried trial) told(t *testing.T) []string { return tried.toldAt(t, nil) }

// toldAt gives it a standard input.
func (tried trial) toldAt(t *testing.T, input *os.File) []string {
	t.Helper()
	described, err := json.Marshal(tried)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, os.Args[0], string(described))
	command.Env = append(os.Environ(), roleVariable+"=offers")
	if input != nil {
		command.Stdin = input
	}
	said, err := command.CombinedOutput()
	require.NoError(t, err, "%s", said)
	return strings.Split(strings.TrimSpace(string(said)), "\n")
}

// TestPrivateRefuses makes every attempt, as this user and, for root, where the kernel would allow no user namespace.
func TestPrivateRefuses(t *testing.T) {
	t.Parallel()
	private(t) // or skip
	for name, without := range map[string][]string{"sealed": nil, "without a user namespace": {"user namespace"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if without != nil && os.Geteuid() != 0 {
				t.Skip("an ordinary user has no private network then")
			}
			tried := trial{Without: without}
			all := attempts(t)
			for _, attempt := range all {
				if without == nil || attempt.holdsAnyway {
					tried.Attempts = append(tried.Attempts, attempt.String())
				}
				tried.Root.Show = append(tried.Root.Show, attempt.root.Show...)
			}
			said := tried.told(t)
			require.Len(t, said, len(tried.Attempts), "%s", said)
			for i, line := range said {
				assert.Contains(t, line, tried.Attempts[i]+": refused: ")
			}
			named := map[string]bool{}
			for _, attempt := range all {
				named[attempt.name] = true
			}
			assert.Len(t, named, len(escape.All), "every attempt is made")
		})
	}
}

// TestPrivateRefusesByItsSeal leaves, in a network that is thrown away, just the part out that refuses an attempt: it
// succeeds then, and so it is this part that holds.
func TestPrivateRefusesByItsSeal(t *testing.T) {
	t.Parallel()
	private(t)
	for _, one := range attempts(t) {
		t.Run(one.String(), func(t *testing.T) {
			t.Parallel()
			switch {
			case one.onlyRoot != "" && os.Geteuid() != 0:
				t.Skip(one.onlyRoot)
			case strings.Contains(one.name, "architecture") && runtime.GOARCH != "amd64":
				t.Skip("no other table that every processor has")
			case one.name == "dump core" && strings.HasPrefix(setting(t, "/proc/sys/kernel/core_pattern"), "|"):
				t.Skip("a program of the machine's would take it")
			}
			said := trial{Without: one.without, Root: one.root, Listen: one.listen, Sleep: one.sleep, Attempts: []string{one.String()}}.told(t)
			assert.Equal(t, []string{escape.Told(one.String(), nil)}, said)
		})
	}
}

// TestPrivateGivesMoreWhereARootSaysSo raises a limit, and lets a program have raw sockets.
func TestPrivateGivesMoreWhereARootSaysSo(t *testing.T) {
	t.Parallel()
	private(t)
	tried := trial{
		Root:     namespace.Root{RawSockets: true, Limits: namespace.Limits{Processes: 40, Files: 2000, Data: 8 << 30}},
		Attempts: []string{"open a raw socket", "start processes without end=60", "open files without end", "take memory without end"},
	}
	assert.Equal(t, []string{
		"open a raw socket: SUCCEEDED",
		"start processes without end=60: refused: resource temporarily unavailable",
		"open files without end: SUCCEEDED",
		"take memory without end: SUCCEEDED",
	}, tried.told(t))
}

// TestPrivateNeedsNoProgramForEverybody makes a network by a program that nobody else may execute, not even root inside.
func TestPrivateNeedsNoProgramForEverybody(t *testing.T) {
	t.Parallel()
	private(t)
	program, err := os.ReadFile("/proc/self/exe")
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "namespace.test")
	require.NoError(t, writeProgram(path, program))
	require.NoError(t, os.Chmod(path, 0o700))
	command := exec.CommandContext(t.Context(), path, "{}")
	command.Env = append(os.Environ(), roleVariable+"=tries")
	said, err := command.CombinedOutput()
	require.NoError(t, err)
	assert.Equal(t, "has users of its own: true\n", string(said), "or root's is not the seal that it can have")
}

// TestPrivateOfRootWhereAUserNamespaceIsOfNoUse makes one where, as in most containers, a part of /proc is covered: a
// user namespace may mount none then.
func TestPrivateOfRootWhereAUserNamespaceIsOfNoUse(t *testing.T) {
	t.Parallel()
	if private(t).FakesUIDs() {
		t.Skip("an ordinary user has no other way")
	}
	command := exec.CommandContext(t.Context(), os.Args[0])
	command.Env = append(os.Environ(), roleVariable+"=covers")
	command.SysProcAttr = &syscall.SysProcAttr{Unshareflags: unix.CLONE_NEWNS}
	said, err := command.CombinedOutput()
	require.NoError(t, err)
	assert.Equal(t, "has users of its own: false\n", string(said))
}

// TestPrivateGivesAProgramNothingOfTheCallersEnvironment starts one whose command names none.
func TestPrivateGivesAProgramNothingOfTheCallersEnvironment(t *testing.T) {
	t.Setenv("MTALAB_TEST_SECRET", escape.Secret)
	network := private(t)
	var out bytes.Buffer
	command := exec.CommandContext(t.Context(), "env")
	command.Stdout = &out
	require.NoError(t, network.Start(command))
	require.NoError(t, command.Wait())
	assert.Equal(t, "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nLC_ALL=C\n", out.String())
}

// TestPrivateOpenReadsNothingButFiles asks for what a program inside has put in the place of a file.
func TestPrivateOpenReadsNothingButFiles(t *testing.T) {
	t.Parallel()
	network := private(t)
	command := exec.CommandContext(t.Context(), "sh", "-c", "mkfifo /tmp/pipe; ln -s /dev/zero /tmp/zero; echo text >/tmp/text")
	require.NoError(t, network.Start(command))
	require.NoError(t, command.Wait())
	for _, name := range []string{"pipe", "zero"} {
		_, err := network.Open(t.Context(), "/tmp/"+name)
		require.ErrorContains(t, err, "want a file", name)
	}
	file, err := network.Open(t.Context(), "/tmp/text")
	require.NoError(t, err)
	assert.NoError(t, file.Close())
	_, err = network.Open(t.Context(), "/tmp/none")
	assert.True(t, errors.Is(err, os.ErrNotExist))
}

// TestPrivateBoundsAllUsersTogether starts more processes than all of them together may, and fewer than each may.
func TestPrivateBoundsAllUsersTogether(t *testing.T) {
	t.Parallel()
	if network := private(t); network.FakesUIDs() || !network.HasCgroup() {
		t.Skip("only one user is here, or there can be no cgroup")
	}
	const attempt = "start processes as several users without end=90"
	tried := trial{Root: namespace.Root{Limits: namespace.Limits{Processes: 40}}, Attempts: []string{attempt}}
	assert.Equal(t, []string{attempt + ": refused: resource temporarily unavailable"}, tried.told(t))
	tried.Without = []string{"cgroup"}
	assert.Equal(t, []string{attempt + ": SUCCEEDED"}, tried.told(t))
}

// TestPrivateLetsNobodyTypeIntoTheTerminal gives the program inside a terminal, as a shell is given the caller's.
func TestPrivateLetsNobodyTypeIntoTheTerminal(t *testing.T) {
	t.Parallel()
	private(t)
	const attempt = "type into the caller's terminal"
	tried := trial{Attempts: []string{attempt}}
	assert.Equal(t, []string{attempt + ": refused: operation not permitted"}, tried.toldAt(t, terminal(t)))
	if setting(t, "/proc/sys/dev/tty/legacy_tiocsti") == "0" {
		t.Skip("this kernel refuses it to everybody")
	}
	tried.Without = []string{"system calls"}
	assert.Equal(t, []string{attempt + ": SUCCEEDED"}, tried.toldAt(t, terminal(t)))
}

// terminal is a new one, at which nobody sits.
func terminal(t *testing.T) *os.File {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	require.NoError(t, err)
	t.Cleanup(func() { _ = person.Close() })
	require.NoError(t, unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0))
	number, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	require.NoError(t, err)
	program, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	t.Cleanup(func() { _ = program.Close() })
	return program
}

// setting is one of the kernel's; empty: this kernel does not have it.
func setting(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if !errors.Is(err, os.ErrNotExist) {
		require.NoError(t, err)
	}
	return strings.TrimSpace(string(content))
}
