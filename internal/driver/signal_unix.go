//go:build unix

package driver

import (
	"errors"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// signalOf names the signal by which a program died, behind what package os/exec says of it; empty: by none.
func signalOf(err error) string {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return ""
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return " (" + unix.SignalName(status.Signal()) + ")"
	}
	return ""
}
