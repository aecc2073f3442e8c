package namespace

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"mtalab/sim/network"
)

// privateVariable tells a process of this program that it is one of those that Private starts.
const privateVariable = "MTALAB_PRIVATE"

// The roles of such processes.
const (
	childRole = "child" // process 1 of a Private network
	relayRole = "relay" // stands outside for a program inside
	sealRole  = "seal"  // becomes a program inside
)

// hooked is whether PrivateChild was called. There is one main in a process, so there is one of it;
// without it a program that has no such call would start itself, again and again.
var hooked atomic.Bool

// PrivateChild must be the first call in main, and in TestMain, of a program that uses Private:
// Private starts this program again for what must run inside, and there PrivateChild does not return.
func PrivateChild() {
	role := os.Getenv(privateVariable)
	if role == "" {
		hooked.Store(true)
		return
	}
	var err error
	status := 1
	switch role {
	case childRole:
		err = beChild()
	case relayRole:
		status, err = beRelay()
	case sealRole:
		err = beSealed()
	default:
		err = fmt.Errorf("%s=%q: no such role", privateVariable, role)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "mtalab: %v\n", err)
	}
	os.Exit(status)
}

// firstFile is the descriptor of the first of exec.Cmd's ExtraFiles.
const firstFile = 3

// inheritedConn is the connection that a process was started with.
func inheritedConn() (rpcConn, error) {
	unix.CloseOnExec(firstFile)
	return rpcConnFrom(os.NewFile(firstFile, "line"))
}

// child is process 1 of a Private network.
type child struct {
	conn    rpcConn
	users   users  // set by the first request
	without []part // of the seal: likewise
	sealing sync.Mutex
	threads map[bool]thread // that start programs, with raw sockets or without
	rootfs  *rootfs         // nil: still the host's

	starting sync.RWMutex // held to start a program, and alone to end all
	running  sync.WaitGroup
}

// beChild serves requests until the other end of the connection is closed, by which everything ends.
func beChild() error {
	// Whatever a program inside sends to all processes, this one stays. A signal that is ignored, and
	// not caught, would be ignored by all programs inside.
	signal.Notify(make(chan os.Signal, 1))
	if os.Getpid() != 1 {
		return errors.New("the process inside a private network is process 1 there, and this one is not: it touches nothing")
	}
	unix.Umask(0o022)
	line, err := inheritedConn()
	if err != nil {
		return err
	}
	// What is mounted in here is not to be seen outside.
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return os.NewSyscallError("mount", err)
	}
	if err := ownEveryAddress(network.SenderAddresses()); err != nil {
		return fmt.Errorf("make the addresses: %w", err)
	}
	c := child{conn: line, threads: map[bool]thread{}}
	for {
		var what request
		files, err := line.receive(&what)
		if err != nil {
			return nil // whoever gave orders is gone
		}
		if what.Do != "dial" && what.Do != "start" {
			// One after the other: an address is free again once this process has let go of it too.
			c.serve(what, files)
			continue
		}
		go c.serve(what, files)
	}
}

// carryOut does what is asked, and says how it went.
func (c *child) serve(what request, files []*os.File) {
	defer closeAll(files)
	socket, err := c.do(what, files)
	reply := response{ID: what.ID}
	var call *os.SyscallError
	switch {
	case errors.As(err, &call) && errors.As(err, &reply.Errno):
		reply.Error = call.Syscall
	case err != nil && !errors.As(err, &reply.Errno):
		reply.Error = err.Error()
	case err != nil:
		reply.Error = strings.TrimSuffix(err.Error(), ": "+reply.Errno.Error())
	}
	var passing []*os.File
	if socket != nil {
		passing = append(passing, socket)
		defer socket.Close()
	}
	_ = c.conn.send(reply, passing...) // fails when nobody asks any more
}

func (c *child) do(what request, files []*os.File) (*os.File, error) {
	switch what.Do {
	case "hello":
		c.users, c.without = what.Users, what.Without
		switch what.Users {
		case ownUsers:
			return nil, tryProc()
		case pretendedUser:
			return nil, fakeUIDs()
		}
		return nil, nil
	case "listen":
		return listenInside(what.Network, what.Address)
	case "packets":
		return packetsInside(what.Network, what.Address)
	case "dial":
		return dialInside(what.Network, what.Address)
	case "addresses":
		return nil, replaceOwn(what.Own, what.Before)
	case "open":
		return openRegular(what.Address)
	case "furnish":
		return nil, c.mountRoot(*what.Root, files)
	case "start":
		return nil, c.start(*what.Program, files)
	case "end":
		return nil, c.endAll()
	}
	return nil, fmt.Errorf("unknown request %q", what.Do)
}
