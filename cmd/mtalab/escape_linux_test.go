package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/escape"
)

// ways are those by which a program gets inside, and what each needs: the program is my-mta in the folder, and is what
// OpenSMTPD's driver finds in the cache.
var ways = map[string]struct {
	arguments []string
	byInput   bool // the program comes by the standard input
}{
	"a program of the contract": {arguments: []string{"run", "-v", "--sender", "./my-mta", "my.feature"}},
	"a driver's program":        {arguments: []string{"run", "-v", "--sender", "opensmtpd", "my.feature"}},
	"a shell": {byInput: true, arguments: []string{"shell", "my.feature:12", "--", "sh", "-c",
		"cat >/tmp/escaper; chmod +x /tmp/escaper; exec /tmp/escaper"}},
}

// TestNobodyEscapes makes every attempt of package escape from wherever a program is put inside, as root and as an
// ordinary user. That each of them can succeed is shown where the seal is: TestPrivateRefusesByItsSeal.
func TestNobodyEscapes(t *testing.T) {
	t.Parallel()
	for way, how := range ways {
		for user, credential := range users(t) {
			t.Run(way+", as "+user, func(t *testing.T) {
				t.Parallel()
				if _, err := os.Stat("/usr/sbin/smtpd"); err == nil && way == "a driver's program" {
					t.Skip("OpenSMTPD is installed, and would be found before ours")
				}
				attempts := every(t)
				program, err := escape.Carrying(attempts)
				require.NoError(t, err)
				command := offering(t, credential, program, how.arguments)
				if how.byInput {
					command.Stdin = bytes.NewReader(program)
				}
				printed, _ := command.CombinedOutput() // its status is that of a scenario without a delivery
				for _, attempt := range attempts {
					assert.Contains(t, string(printed), attempt+": refused: ")
				}
			})
		}
	}
}

// every is each attempt with its argument: the loopback, a process and files that are the test's.
func every(t *testing.T) []string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	seconds := fmt.Sprintf("%d.%d", 90_000+os.Getpid(), marks.Add(1))
	sleeper := exec.CommandContext(t.Context(), "sleep", seconds)
	require.NoError(t, sleeper.Start())
	t.Cleanup(func() { _ = sleeper.Process.Kill(); _ = sleeper.Wait() })
	arguments := map[string]string{
		"make a folder of the machine writable": "/usr",
		"see and signal a process outside":      seconds,
		"reach an address of the machine":       listener.Addr().String(),
		"fill the private folder":               "260",
		"start processes without end":           "520",
	}
	var attempts []string
	for _, attempt := range escape.All {
		name := attempt.Name
		if attempt.Argument != "" {
			require.Contains(t, arguments, name)
			name += "=" + arguments[name]
		}
		attempts = append(attempts, name)
	}
	return attempts
}

// offering is mtalab, started by somebody who has a file, a socket and a key open to it, and has put the program where
// the ways look for it.
func offering(t *testing.T, credential *syscall.Credential, program []byte, arguments []string) *exec.Cmd {
	t.Helper()
	folder, err := os.MkdirTemp("", "mtalab-escape-")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(folder)) })
	cache := filepath.Join(folder, "cache")
	found := filepath.Join(cache, "mtalab/opensmtpd/usr/sbin")
	require.NoError(t, os.Chmod(folder, 0o755))
	require.NoError(t, os.MkdirAll(found, 0o755))
	itself := filepath.Join(folder, "mtalab")
	copied(t, os.Args[0], itself)
	require.NoError(t, writeProgram(filepath.Join(folder, "my-mta"), program))
	require.NoError(t, writeProgram(filepath.Join(found, "smtpd"), program))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "my.feature"), []byte(fmt.Sprintf(oneMessage, "deferred")), 0o644))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	command := exec.CommandContext(ctx, itself, arguments...)
	command.Dir = folder
	command.Env = []string{mainVariable + "=offering", "PATH=/usr/bin:/bin", "HOME=/", "TMPDIR=/tmp", "XDG_CACHE_HOME=" + cache}
	command.SysProcAttr = &syscall.SysProcAttr{Credential: credential}
	command.WaitDelay = 10 * time.Second
	return command
}
