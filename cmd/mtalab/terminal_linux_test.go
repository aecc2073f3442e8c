package main

import (
	"fmt"
	"os"
	"regexp"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// terminal is a person's end of a pseudoterminal.
type terminal struct {
	*os.File
	said []byte // what was printed and not waited for yet
}

// startOnTerminal starts a process whose terminal, of 33 rows and 101 columns, is a new one.
func startOnTerminal(t *testing.T, p *process) *terminal {
	t.Helper()
	ours, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	t.Cleanup(func() { _ = ours.Close() })
	raw, err := ours.SyscallConn() // Fd would make it deaf to deadlines
	require.NoError(t, err)
	var number int
	var failed error
	require.NoError(t, raw.Control(func(descriptor uintptr) {
		failed = unix.IoctlSetPointerInt(int(descriptor), unix.TIOCSPTLCK, 0)
		number, err = unix.IoctlGetInt(int(descriptor), unix.TIOCGPTN)
	}))
	require.NoError(t, failed)
	require.NoError(t, err)
	theirs, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	require.NoError(t, unix.IoctlSetWinsize(int(theirs.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 33, Col: 101}))
	p.Stdin, p.Stdout, p.Stderr = theirs, theirs, theirs
	p.Env = append(p.Env, "TERM=dumb")
	p.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	require.NoError(t, p.Start())
	t.Cleanup(func() {
		_ = p.Process.Kill()
		_ = p.Wait()
	})
	require.NoError(t, theirs.Close())
	return &terminal{File: ours}
}

// types types.
func (s *terminal) types(t *testing.T, text string) {
	t.Helper()
	_, err := s.WriteString(text)
	require.NoError(t, err)
}

// shows waits until something is printed, behind all that was waited for before.
func (s *terminal) shows(t *testing.T, pattern string) {
	t.Helper()
	expression := regexp.MustCompile(pattern)
	require.NoError(t, s.SetReadDeadline(time.Now().Add(20*time.Second)))
	for {
		if found := expression.FindIndex(s.said); found != nil {
			s.said = s.said[found[1]:]
			return
		}
		buffer := make([]byte, 4096)
		n, err := s.Read(buffer)
		s.said = append(s.said, buffer[:n]...)
		require.NoError(t, err, "the terminal never shows %q, but\n%s", pattern, s.said)
	}
}
