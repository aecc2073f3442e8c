package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/escape"
	"mtalab/internal/namespace"
)

// mainVariable makes the test program mtalab itself.
const mainVariable = "MTALAB_TEST_MAIN"

func TestMain(m *testing.M) {
	namespace.PrivateChild()
	if attempts := escape.Carried(); attempts != nil {
		beSubject(attempts)
		return
	}
	switch os.Getenv(mainVariable) {
	case "":
		os.Exit(m.Run())
	case "offering":
		fmt.Println(errors.Join(os.Setenv(mainVariable, "1"), escape.Offer(os.Args[0], os.Args)))
	default:
		main()
	}
}

// beSubject is what this program does inside: as a program of the contract it answers, as OpenSMTPD it says its
// version, and else it makes attempts and tells of them.
func beSubject(attempts []string) {
	if len(os.Args) > 1 && os.Args[1] == "-h" {
		fmt.Println("version: OpenSMTPD 7.0")
		return
	}
	escape.Run(os.Stderr, attempts)
	if filepath.Base(os.Args[0]) == "my-mta" {
		fmt.Println(`{"fate": "deferred"}`)
	}
}

// process is mtalab in a process of its own, with an empty folder for its temporary files.
type process struct {
	*exec.Cmd
	temporary string
	input     io.Closer
	lines     *bufio.Scanner
}

// newProcess makes a process of which no step takes longer than a minute.
func newProcess(t *testing.T, arguments ...string) *process {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	p := &process{Cmd: exec.CommandContext(ctx, os.Args[0], arguments...), temporary: t.TempDir()}
	p.Env = append(os.Environ(), mainVariable+"=1", "TMPDIR="+p.temporary)
	p.Stderr = os.Stderr
	return p
}

// start starts it; its standard output is read line by line.
func (p *process) start(t *testing.T) {
	t.Helper()
	output, err := p.StdoutPipe()
	require.NoError(t, err)
	p.lines = bufio.NewScanner(output)
	require.NoError(t, p.Start())
	t.Cleanup(func() {
		_ = p.Process.Kill()
		_ = p.Wait()
	})
}

// until reads lines until one begins so, or is empty if it is to begin with nothing, and returns those
// before it.
func (p *process) until(t *testing.T, beginning string) []string {
	t.Helper()
	var lines []string
	for p.lines.Scan() {
		line := p.lines.Text()
		if line == beginning || (beginning != "" && strings.HasPrefix(line, beginning)) {
			return lines
		}
		lines = append(lines, line)
	}
	require.Fail(t, "mtalab ended", "it never printed %q, but\n%s", beginning, strings.Join(lines, "\n"))
	return nil
}

// status waits for the end and returns the exit status, as a shell counts.
func (p *process) status(t *testing.T) int {
	t.Helper()
	err := p.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
			return 128 + int(status.Signal())
		}
		return exit.ExitCode()
	}
	require.NoError(t, err)
	return 0
}

// emptied asserts that nothing is left among the temporary files.
func (p *process) emptied(t *testing.T) {
	t.Helper()
	left, err := os.ReadDir(p.temporary)
	require.NoError(t, err)
	assert.Empty(t, left)
}

// tool skips the test without a program, but not in CI, which installs it.
func tool(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			lacking(t, name+" is not installed: make tools installs it")
		}
	}
}

// private skips the test where there can be no private network.
func private(t *testing.T) {
	t.Helper()
	network, err := namespace.NewPrivate(t.Context())
	if errors.Is(err, namespace.ErrNoPrivate) {
		lacking(t, err.Error())
	}
	require.NoError(t, err)
	require.NoError(t, network.Close())
}

// lacking skips the test, and fails it in CI.
func lacking(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		require.Fail(t, "CI must have everything", what)
	}
	t.Skip(what)
}

// writeProgram writes what is to be executed. Meanwhile no other goroutine forks: its child would have the
// file open for writing as well, and nobody could execute it (ETXTBSY).
func writeProgram(path string, content []byte) error {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	return os.WriteFile(path, content, 0o755)
}
