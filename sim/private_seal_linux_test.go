package sim_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"mtalab/internal/escape"
	"mtalab/sim"
)

// escaper is the name by which the test program is started inside, to try what is refused there.
const escaper = "mtalab-escaper"

// trial is a private network in a process of its own, which has what nobody inside may have, and what is tried in it.
type trial struct {
	Without  []string // parts of the seal
	Root     sim.Root
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
	network := &sim.Private{}
	network.Without(tried.Without...)
	defer network.Close()
	itself, err := filepath.EvalSymlinks("/proc/self/exe")
	if err != nil {
		return err
	}
	tried.Root.Show = append(tried.Root.Show, itself)
	if err := network.Furnish(context.Background(), tried.Root); err != nil {
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

// attempt is one with its argument, and how a test that leaves its refusal out of the seal does so.
type attempt struct {
	name, argument string
	without        []string // the parts that refuse it
	root           sim.Root // or else what allows it
	listen, sleep  string   // or else what there must not be
	onlyRoot       string   // why it cannot succeed for anybody else, whatever is left out
	holdsAnyway    bool     // without a user namespace too
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
		{name: "make a folder of the machine writable", argument: folder, root: sim.Root{Show: []string{folder}}, without: []string{"capabilities"}, holdsAnyway: true},
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
		{name: "fill the private folder", argument: "260", root: sim.Root{Size: 300 << 20}, holdsAnyway: true},
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
		Root:     sim.Root{RawSockets: true, Limits: sim.Limits{Processes: 40, Files: 2000, Data: 8 << 30}},
		Attempts: []string{"open a raw socket", "start processes without end=60", "open files without end", "take memory without end"},
	}
	assert.Equal(t, []string{
		"open a raw socket: SUCCEEDED",
		"start processes without end=60: refused: resource temporarily unavailable",
		"open files without end: SUCCEEDED",
		"take memory without end: SUCCEEDED",
	}, tried.told(t))
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
	if network := private(t); network.Pretends() || !network.HasCgroup() {
		t.Skip("only one user is here, or there can be no cgroup")
	}
	const attempt = "start processes as several users without end=90"
	tried := trial{Root: sim.Root{Limits: sim.Limits{Processes: 40}}, Attempts: []string{attempt}}
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
