package namespace

import (
	"os"
	"os/exec"
	"runtime"
	"slices"

	"golang.org/x/sys/unix"
)

// thread is a thread of process 1 that is sealed, and so is whatever it starts: the seal is of a thread, and not of a
// process, but for the limits.
type thread struct {
	starts chan launch
}

// launch is what a thread is to do.
type launch struct {
	command *exec.Cmd
	what    sealed
	err     chan error
}

// thread is the one for what a program may have; there are as many as there are kinds.
func (c *child) thread(what sealed) thread {
	c.sealing.Lock()
	defer c.sealing.Unlock()
	found, exists := c.threads[what.RawSockets]
	if !exists {
		found = thread{make(chan launch)}
		c.threads[what.RawSockets] = found
		what.Credential = nil // each program's own
		go offFirstThread(func() { found.serve(c, what) })
	}
	return found
}

// offFirstThread calls a function on a thread of its own that is not the first one. The powers of the first thread are those of
// the process to whoever wants to trace it (ptrace(2)): without its powers, process 1 could be traced by a program.
func offFirstThread(call func()) {
	runtime.LockOSThread()
	if unix.Gettid() != unix.Getpid() {
		call()
		return // with the thread, which is locked
	}
	defer runtime.UnlockOSThread()
	called := make(chan struct{})
	go func() { // elsewhere, as this goroutine keeps the first thread
		defer close(called)
		offFirstThread(call)
	}()
	<-called
}

// serve seals this thread, which nothing else ever runs on, and starts programs from it.
func (t thread) serve(c *child, what sealed) {
	sealing := os.NewSyscallError("seal", what.sealThread())
	for wanted := range t.starts {
		err := sealing
		if err == nil {
			err = c.startStopped(wanted.command, wanted.what)
		}
		wanted.err <- err
	}
}

func (t thread) start(command *exec.Cmd, what sealed) error {
	command.Path, command.Args, command.Env, command.Dir = what.Path, what.Args, what.Env, what.Dir
	command.SysProcAttr.Credential = what.Credential
	wanted := launch{command, what, make(chan error)}
	t.starts <- wanted
	return <-wanted.err
}

// startStopped starts a program as a debugger does, before its first instruction, and lets it go once it is bound.
func (c *child) startStopped(command *exec.Cmd, what sealed) error {
	if slices.Contains(what.Without, limits) {
		return c.startHere(command, func(int) error { return nil })
	}
	command.SysProcAttr.Ptrace = true
	return c.startHere(command, func(process int) error {
		if err := untilStopped(process); err != nil {
			return err
		}
		bound := make(chan error)
		go func() { bound <- what.Limits.set(process) }() // by a thread with the power to
		err := <-bound
		if err == nil {
			err = unix.PtraceDetach(process)
		}
		if err == unix.ESRCH {
			return nil // somebody inside has killed it
		}
		return os.NewSyscallError("limit", err)
	})
}

// untilStopped waits until a process that is traced executes its program, or has been killed, as whoever waits for it
// will find.
func untilStopped(process int) error {
	for {
		err := unix.Waitid(unix.P_PID, process, nil, unix.WSTOPPED|unix.WEXITED|unix.WNOWAIT, nil)
		if err != unix.EINTR {
			return os.NewSyscallError("waitid", err)
		}
	}
}
