package namespace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// program is what is started inside.
type program struct {
	Path       string
	Args       []string
	Env        []string
	Dir        string
	Credential *syscall.Credential
	Foreground bool
}

// signalled and ended are what a relay and the child say to each other of a program.
type (
	signalled struct{ Signal syscall.Signal }
	ended     struct {
		Status int
		Signal syscall.Signal // 0: it ended by itself
	}
)

// Start starts a program inside, with everything that the command says, but for two things. A command without Env
// gets a plain one, and never that of this process. Of SysProcAttr only this counts:
// Credential, which without root is what the program believes, and Foreground, which leaves the program
// in the session and the process group of this process, so that the terminal is the program's too. It
// makes the default Root unless MountRoot made one. Another process of this program stands for it outside:
// Wait returns what the program ended with, and a signal to it, even SIGKILL, ends the program. What the
// program has started by itself lives until Close.
func (p *Private) Start(command *exec.Cmd) error {
	ctx := context.Background()
	if err := p.rootMounted(ctx); err != nil {
		return err
	}
	if command.Err != nil {
		return command.Err
	}
	what := &program{Path: command.Path, Args: command.Args, Env: command.Env, Dir: command.Dir}
	if what.Env == nil {
		what.Env = []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"}
	}
	if what.Dir != "" {
		what.Env = append(slices.Clone(what.Env), "PWD="+what.Dir)
	}
	if command.SysProcAttr != nil {
		what.Credential, what.Foreground = command.SysProcAttr.Credential, command.SysProcAttr.Foreground
	}
	near, far, err := newRPCConn()
	if err != nil {
		return err
	}
	defer near.Close()
	defer far.Close()
	// The relay speaks on one end; the other goes to the child, with the request.
	relay, err := inside(relayRole, far, p.without)
	if err != nil {
		return err
	}
	command.Path, command.Args, command.Env, command.Dir = relay.Path, relay.Args, relay.Env, "/"
	command.Env = append(command.Env, fmt.Sprintf("%s=%d", privateFiles, len(command.ExtraFiles)))
	command.ExtraFiles = append([]*os.File{far}, command.ExtraFiles...)
	// A signal of the terminal reaches the program directly, and must not come twice.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: what.Foreground}
	end, err := near.File()
	if err != nil {
		return err
	}
	defer end.Close()
	if err := command.Start(); err != nil {
		return err
	}
	_ = far.Close()
	if _, err = p.call(ctx, request{Do: "start", Program: what}, end); err != nil {
		_ = command.Process.Kill()
		_ = command.Wait() // how the relay ended says nothing
		return fmt.Errorf("start %s in the private network: %w", what.Path, err)
	}
	return nil
}

// privateFiles tells a relay how many files beside the usual three the program gets.
const privateFiles = privateVariable + "_FILES"

// beRelay passes its open files in, hands signals on, and ends as the program does.
func beRelay() (int, error) {
	line, err := inheritedConn()
	if err != nil {
		return 0, err
	}
	files := []*os.File{os.Stdin, os.Stdout, os.Stderr}
	var extra int
	if _, err := fmt.Sscan(os.Getenv(privateFiles), &extra); err != nil {
		return 0, fmt.Errorf("%s: %w", privateFiles, err)
	}
	for i := range extra {
		files = append(files, os.NewFile(uintptr(firstFile+1+i), "extra"))
	}
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGUSR1, syscall.SIGUSR2)
	if err := line.send(struct{}{}, files...); err != nil {
		return 0, err
	}
	closeAll(files) // the program alone holds them now, and so decides when a pipe ends
	go func() {
		for caught := range signals {
			_ = line.send(signalled{caught.(syscall.Signal)}) // the program may have ended
		}
	}()
	var how ended
	if _, err := line.receive(&how); err != nil {
		how.Signal = syscall.SIGKILL // the network is closed, and so is everything in it
	}
	if how.Signal != 0 {
		dieBy(how.Signal)
	}
	return how.Status, nil
}

// dieBy ends this process by a signal, also by one that Go's runtime would make an exit of, as SIGSEGV and
// SIGABRT. No core is left.
func dieBy(by syscall.Signal) {
	signal.Reset()
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	var byDefault [64]byte // a struct sigaction of nothing but zeros, and no smaller on any architecture
	_, _, _ = unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(by), uintptr(unsafe.Pointer(&byDefault)), 0, 8, 0, 0)
	_ = unix.Kill(os.Getpid(), by)
	<-time.After(time.Minute) // it reaches some thread at some moment; this one must not exit before
}

// start starts a program for a relay, of which it gets one end of a connection.
func (c *child) start(what program, ends []*os.File) error {
	if len(ends) != 1 {
		return errors.New("no relay")
	}
	relay, err := rpcConnFrom(ends[0])
	if err != nil {
		return err
	}
	files, err := relay.receive(&struct{}{})
	if err != nil || len(files) < 3 {
		return errors.Join(fmt.Errorf("the relay passed %d files: %w", len(files), err), relay.Close())
	}
	defer closeAll(files)
	command := &exec.Cmd{Stdin: files[0], Stdout: files[1], Stderr: files[2], ExtraFiles: files[3:], SysProcAttr: c.attributes(what)}
	root := c.rootfs.root
	err = c.startSealed(command, sealed{
		program: what, Files: len(files) - 3, Limits: root.Limits, RawSockets: root.RawSockets, FakesUIDs: c.users.pretended(), Without: c.without,
	})
	if err != nil {
		return errors.Join(err, relay.Close())
	}
	over := make(chan struct{})
	go func() {
		defer c.running.Done()
		defer relay.Close()
		_ = command.Wait() // ProcessState says it all
		close(over)
		_ = relay.send(howEnded(command.ProcessState)) // the relay may have been killed
	}()
	target := -command.Process.Pid // its group
	if what.Foreground {
		target = command.Process.Pid
	}
	go obey(relay, target, over)
	return nil
}

// startHere starts a program, of which c.running is told when it has ended. Nothing is ended before it is ready too.
func (c *child) startHere(command *exec.Cmd, ready func(process int) error) error {
	c.starting.RLock()
	defer c.starting.RUnlock()
	c.running.Add(1)
	err := command.Start()
	if err != nil {
		c.running.Done()
		return err
	}
	if err := ready(command.Process.Pid); err != nil {
		_ = command.Process.Kill()
		_ = command.Wait() // how says nothing
		c.running.Done()
		return err
	}
	return nil
}

// endAll ends every program inside and returns once nothing is left of them.
func (c *child) endAll() error {
	c.starting.Lock()
	defer c.starting.Unlock()
	if err := unix.Kill(-1, unix.SIGKILL); err != nil && !errors.Is(err, unix.ESRCH) { // ESRCH: there is none
		return os.NewSyscallError("kill", err)
	}
	c.running.Wait()
	for { // what they have started by themselves are our children now
		_, err := unix.Wait4(-1, nil, 0, nil)
		switch {
		case errors.Is(err, unix.ECHILD):
			return nil
		case err != nil && !errors.Is(err, unix.EINTR):
			return os.NewSyscallError("wait4", err)
		}
	}
}

// attributes make a program the leader of its own session unless it has the terminal, and where only one user
// exists another one if it is to be that, by a further user namespace that gives it another number.
func (c *child) attributes(what program) *syscall.SysProcAttr {
	user := what.Credential
	attributes := &syscall.SysProcAttr{Setsid: !what.Foreground}
	if c.users.pretended() && user != nil {
		attributes.Cloneflags = unix.CLONE_NEWUSER
		attributes.UidMappings = []syscall.SysProcIDMap{{ContainerID: int(user.Uid), HostID: 0, Size: 1}}
		attributes.GidMappings = []syscall.SysProcIDMap{{ContainerID: int(user.Gid), HostID: 0, Size: 1}}
	}
	return attributes
}

// obey hands signals on to the target, a process or a group as kill(2) has it, and kills it when the
// relay is gone.
func obey(relay rpcConn, target int, over <-chan struct{}) {
	for {
		what := signalled{syscall.SIGKILL}
		_, err := relay.receive(&what)
		select {
		case <-over:
			return
		default:
			_ = unix.Kill(target, what.Signal) // it may end at this moment
		}
		if err != nil {
			return
		}
	}
}

func howEnded(state *os.ProcessState) ended {
	if state == nil {
		return ended{Status: 1}
	}
	status, ok := state.Sys().(syscall.WaitStatus)
	if ok && status.Signaled() {
		return ended{Signal: status.Signal()}
	}
	return ended{Status: state.ExitCode()}
}
