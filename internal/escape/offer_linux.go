package escape

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// Where the program that Offer executes finds what it was given.
const (
	offeredFile   = 100
	offeredSocket = 101
)

// Offer executes a program that has, as a careless caller has, a file that only its user can read and a socket open,
// and a key in its session keyring. What it returns went wrong.
func Offer(program string, arguments []string) error {
	runtime.LockOSThread() // whose session keyring it is
	file, err := os.CreateTemp("", "mtalab-escape-")
	if err != nil {
		return err
	}
	_, err = file.WriteString(Secret)
	if err := errors.Join(err, os.Remove(file.Name())); err != nil { // its mode is 0600, and it is gone with its descriptor
		return err
	}
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		return os.NewSyscallError("socketpair", err)
	}
	if err := errors.Join(unix.Dup3(int(file.Fd()), offeredFile, 0), unix.Dup3(pair[0], offeredSocket, 0)); err != nil {
		return os.NewSyscallError("dup3", err)
	}
	if _, err := unix.KeyctlInt(unix.KEYCTL_JOIN_SESSION_KEYRING, 0, 0, 0, 0); err != nil {
		return os.NewSyscallError("keyctl", err)
	}
	if _, err := unix.AddKey("user", keyName, []byte(Secret), unix.KEY_SPEC_SESSION_KEYRING); err != nil {
		return os.NewSyscallError("add_key", err)
	}
	return fmt.Errorf("execute %s: %w", program, syscall.Exec(program, arguments, os.Environ()))
}
