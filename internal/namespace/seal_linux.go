package namespace

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"
)

// part is one part of the seal between a Private network and the machine. A test leaves one out, to show that it
// is this one that holds.
type part string

const (
	descriptors     part = "descriptors"       // what is open outside is not open inside
	sessionKeyring  part = "session keyring"   // nor are the caller's keys
	userNamespace   part = "user namespace"    // root inside is nobody outside
	capabilities    part = "capabilities"      // of root's powers programs have only some
	noNewPrivileges part = "no new privileges" // whatever they execute
	systemCalls     part = "system calls"      // filtered: see refused
	limits          part = "limits"            // of processes, files and memory
	controlGroup    part = "cgroup"            // of processes and memory in all, where there can be one
	mountFlags      part = "mount flags"       // nosuid, nodev, noexec
	masks           part = "masks"             // what /proc says of the machine, and lets it be told
)

// sealed is a program that is to be started sealed.
type sealed struct {
	program
	Files      int // beside the usual three
	Limits     Limits
	RawSockets bool
	FakesUIDs  bool // the user is another one already
	Without    []part
}

// step is a part that could not be put on, or that the program could not be executed.
type step struct {
	Doing string
	Errno syscall.Errno
}

// firstProgramFile is where a sealed process has the program's files beside the usual three; before them is its connection to us.
const firstProgramFile = firstFile + 1

// startSealed starts a program under the seal, quickly if that can be.
func (c *child) startSealed(command *exec.Cmd, what sealed) error {
	if c.users == ownUsers || c.users == pretendedUser && what.Credential == nil {
		return c.thread(what).start(command, what)
	}
	return c.startByProcess(command, what)
}

// startByProcess starts a program by way of another process of this program, which puts the seal on and becomes it:
// who needs a user namespace of its own gets it before the seal, which refuses it, and who shares the machine's users
// may be bound by nobody else.
func (c *child) startByProcess(command *exec.Cmd, what sealed) error {
	near, far, err := newRPCConn()
	if err != nil {
		return err
	}
	defer near.Close()
	defer far.Close()
	command.Path, command.Args = "/proc/self/exe", []string{"mtalab-private-" + sealRole}
	command.Env = []string{privateVariable + "=" + sealRole}
	command.ExtraFiles = append([]*os.File{far}, command.ExtraFiles...)
	if err := c.startHere(command, func(int) error { return nil }); err != nil {
		return err
	}
	_ = far.Close()
	var failed step
	err = near.send(what)
	if err == nil {
		_, err = near.receive(&failed)
		if err != nil {
			return nil // the other end was closed as the program was executed
		}
		err = os.NewSyscallError(failed.Doing, failed.Errno)
	}
	_ = command.Process.Kill() // it may have ended
	_ = command.Wait()         // how says nothing
	c.running.Done()
	return err
}

// beSealed puts the seal on and executes the program. The seal is of this thread, which becomes the program.
func beSealed() error {
	runtime.LockOSThread()
	line, err := inheritedConn()
	if err != nil {
		return err
	}
	var what sealed
	if _, err := line.receive(&what); err != nil {
		return err
	}
	return line.send(what.become())
}

// become returns only what went wrong.
func (s sealed) become() step {
	if !slices.Contains(s.Without, descriptors) {
		if err := closeOnExec(firstProgramFile + s.Files); err != nil {
			return failure("close descriptors", err)
		}
	}
	if !slices.Contains(s.Without, limits) {
		if err := s.Limits.set(0); err != nil {
			return failure("limit", err)
		}
	}
	if err := s.sealThread(); err != nil {
		return failure("seal", err)
	}
	if err := s.shiftFiles(); err != nil {
		return failure("pass files", err)
	}
	if s.Dir != "" {
		if err := unix.Chdir(s.Dir); err != nil {
			return failure("chdir "+s.Dir, err)
		}
	}
	return failure("execute "+s.Path, syscall.Exec(s.Path, s.Args, s.Env))
}

// sealThread puts on what is of a thread, and of what it executes.
func (s sealed) sealThread() error {
	for _, put := range []struct {
		part part
		on   func() error
	}{
		{sessionKeyring, joinKeyring},
		{noNewPrivileges, func() error { return unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) }},
		{systemCalls, filterCalls},
		{capabilities, s.bound},
		{"", s.changeUser}, // nobody leaves this out
		{capabilities, s.drop},
	} {
		if slices.Contains(s.Without, put.part) {
			continue
		}
		if err := put.on(); err != nil {
			return err
		}
	}
	return nil
}

func failure(doing string, err error) step {
	errno, ok := err.(syscall.Errno)
	if !ok {
		return step{fmt.Sprintf("%s: %v", doing, err), syscall.EINVAL}
	}
	return step{doing, errno}
}

// shiftFiles moves the program's files to where it finds them; the connection, which was there, is another descriptor now.
func (s sealed) shiftFiles() error {
	for i := range s.Files {
		if err := unix.Dup3(firstProgramFile+i, firstFile+i, 0); err != nil {
			return err
		}
		unix.CloseOnExec(firstProgramFile + i)
	}
	return nil
}

// closeOnExec keeps every descriptor from first on from what is executed.
func closeOnExec(first int) error {
	return unix.CloseRange(uint(first), math.MaxInt32, unix.CLOSE_RANGE_CLOEXEC)
}

// joinKeyring replaces the session keyring, in which the caller's keys may lie, by an empty one.
func joinKeyring() error {
	_, err := unix.KeyctlInt(unix.KEYCTL_JOIN_SESSION_KEYRING, 0, 0, 0, 0)
	if err == unix.ENOSYS {
		return nil // a kernel without keys
	}
	return err
}
