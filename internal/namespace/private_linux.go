package namespace

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"mtalab/sim/network"
)

// Private is a Network of Linux namespaces: every address exists, ports are the real ones, and a
// program that is started inside needs no configuration to meet the world. It needs root, or a
// system that lets an ordinary user have a user namespace.
//
// A process of this program lives inside (see PrivateChild). It makes the sockets, which stay in the
// namespace that they were made in, and passes them out, so that one process serves all worlds. It
// is process 1 in there: when it ends, which it does if this process ends in whatever way,
// everything inside ends with it.
//
// What is inside reaches nothing of the machine's, whoever made it: docs/security.md. Therefore every
// descriptor of this process from 3 on is closed in whatever it executes.
//
// The zero value is ready for use; the first call makes the namespaces. Close ends every program
// inside and waits.
type Private struct {
	begin    sync.Once
	beginErr error

	conn  rpcConn
	child *os.Process
	gone  chan struct{} // closed when nothing inside is left
	last  error         // why the child ended; read it after gone

	users   users
	cgroup  *cgroup
	without []part // of the seal, which a test leaves out

	furnishing sync.Mutex
	hasRoot    bool
	own        []netip.Addr // the sender's; nil: network.SenderAddresses

	mu       sync.Mutex
	closed   bool
	asked    int
	wait     map[int]chan response
	opened   map[io.Closer]struct{}
	fit      bool      // for another world
	resident io.Closer // what goes on running meanwhile
}

var _ network.Addressed = (*Private)(nil)

// NewPrivate makes a Private network at once, so that an error (ErrNoPrivate) comes early. Making
// one and closing it is how to ask whether there can be one. ctx bounds the making only.
func NewPrivate(ctx context.Context) (*Private, error) {
	p := &Private{}
	if err := p.ready(ctx); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// longestBirth bounds the making of the namespaces.
const longestBirth = 10 * time.Second

func (p *Private) ready(ctx context.Context) error {
	p.begin.Do(func() { p.beginErr = p.start(ctx) })
	return p.beginErr
}

func (p *Private) start(ctx context.Context) error {
	if p.isClosed() {
		return fmt.Errorf("private network: %w", net.ErrClosed)
	}
	if !hooked.Load() {
		return fmt.Errorf("%w: this program does not call namespace.PrivateChild first of all", ErrNoPrivate)
	}
	ctx, cancel := context.WithTimeout(ctx, longestBirth)
	defer cancel()
	var err error
	for _, users := range usersInside(p.without) {
		if err = p.spawn(ctx, users); !forbidden(err) {
			return err
		}
	}
	return err
}

// spawn starts the child in new namespaces and waits until it is ready.
func (p *Private) spawn(ctx context.Context, users users) error {
	near, far, err := newRPCConn()
	if err != nil {
		return fmt.Errorf("private network: %w", err)
	}
	defer far.Close()
	command, err := inside(childRole, far, p.without)
	if err != nil {
		return errors.Join(fmt.Errorf("private network: %w", err), near.Close())
	}
	var said bytes.Buffer
	command.Stderr = &said
	command.SysProcAttr = namespaces(users)
	together := &cgroup{}
	born, gone := make(chan error), make(chan struct{})
	go func() {
		// The child dies with the thread that started it: this one lives until the child has ended.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := command.Start()
		if err == nil && !slices.Contains(p.without, controlGroup) {
			together = newCgroup(command.Process.Pid)
		}
		born <- err
		if err == nil {
			p.last = explained(command.Wait(), said.String())
			together.remove()
		}
		close(gone)
	}()
	if err := <-born; err != nil {
		return errors.Join(missing(err), near.Close())
	}
	p.mu.Lock()
	p.conn, p.child, p.gone, p.wait = near, command.Process, gone, map[int]chan response{}
	p.users, p.cgroup = users, together
	p.mu.Unlock()
	go p.listen()
	if _, err = p.call(ctx, request{Do: "hello", Users: users, Without: p.without}); err != nil {
		_ = command.Process.Kill() // it may have ended by itself
		<-gone
		_ = near.Close()
	}
	return err
}

// FakesUIDs says whether there is only one user inside, whatever its number: then the system calls by
// which a program becomes another user, or gives a file to one, succeed and do nothing. It is so
// unless root made the network.
func (p *Private) FakesUIDs() bool { return p.users.pretended() }

// HasUsers says whether the users inside are not those outside, but those of a user namespace, which
// nsenter(1) has to enter too.
func (p *Private) HasUsers() bool { return p.users.namespace() }

// Lost is closed when nothing inside is left, be it by Close or because the process inside was killed.
// It is nil, which blocks, before anything made the namespaces.
func (p *Private) Lost() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.gone
}

// Process is the number of the process inside, by which nsenter(1) enters; 0 before anything made the
// namespaces.
func (p *Private) Process() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.child == nil {
		return 0
	}
	return p.child.Pid
}

// missing says what it takes to have namespaces.
func missing(err error) error {
	switch {
	case errors.Is(err, syscall.EPERM), errors.Is(err, syscall.EACCES):
		return fmt.Errorf("%w: namespaces are forbidden here: run as root, or allow unprivileged user namespaces "+
			"(kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns, a container's seccomp profile): %w", ErrNoPrivate, err)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EUSERS):
		return fmt.Errorf("%w: no more namespaces (user.max_user_namespaces, user.max_net_namespaces): %w", ErrNoPrivate, err)
	case errors.Is(err, syscall.EINVAL), errors.Is(err, syscall.ENOSYS):
		return fmt.Errorf("%w: this kernel has no namespaces: %w", ErrNoPrivate, err)
	}
	return fmt.Errorf("%w: %w", ErrNoPrivate, err)
}

func explained(err error, said string) error {
	if said = strings.TrimSpace(said); said != "" {
		return fmt.Errorf("the process inside ended: %v: %s", err, said)
	}
	return fmt.Errorf("the process inside ended: %v", err)
}

// Listen listens for "tcp" at any address with any port.
func (p *Private) Listen(network, address string) (net.Listener, error) {
	socket, err := p.onceFree("listen", network, address)
	if err != nil {
		return nil, err
	}
	defer socket.Close()
	listener, err := net.FileListener(socket)
	if err != nil {
		return nil, fmt.Errorf("listen at %s: %w", address, err)
	}
	return listener, p.keep(listener)
}

// ListenPacket listens for "udp" at any address with any port, or for "unixgram" at a path of the
// Root.
func (p *Private) ListenPacket(network, address string) (net.PacketConn, error) {
	socket, err := p.onceFree("packets", network, address)
	if err != nil {
		return nil, err
	}
	defer socket.Close()
	packets, err := net.FilePacketConn(socket)
	if err != nil {
		return nil, fmt.Errorf("listen at %s: %w", address, err)
	}
	return packets, p.keep(packets)
}

// DialContext connects from the sender's address to any address; one that nobody listens on refuses.
func (p *Private) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	socket, err := p.socket(ctx, "dial", network, address)
	if err != nil {
		return nil, err
	}
	defer socket.Close()
	conn, err := net.FileConn(socket)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", address, err)
	}
	return conn, nil
}

// socket asks for a socket; the error is one of package net.
func (p *Private) socket(ctx context.Context, do, network, address string) (*os.File, error) {
	if err := p.ready(ctx); err != nil {
		return nil, err
	}
	files, err := p.call(ctx, request{Do: do, Network: network, Address: address})
	if err == nil && len(files) == 1 {
		return files[0], nil
	}
	closeAll(files)
	if err == nil {
		err = errors.New("the process inside passed no socket")
	}
	if do != "dial" {
		do = "listen"
	}
	problem := &net.OpError{Op: do, Net: network, Err: err}
	if addrPort, err := netip.ParseAddrPort(address); err == nil {
		problem.Addr = net.TCPAddrFromAddrPort(addrPort)
	}
	return nil, problem
}

// keep remembers what Close closes.
func (p *Private) keep(opened io.Closer) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return errors.Join(net.ErrClosed, opened.Close())
	}
	if p.opened == nil {
		p.opened = map[io.Closer]struct{}{}
	}
	p.opened[opened] = struct{}{}
	return nil
}

func (p *Private) isClosed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.closed
}

// Close closes every listener that is still open, kills every program inside and returns once
// nothing of them is left.
func (p *Private) Close() error {
	err := end(p.Resident())
	p.mu.Lock()
	p.closed = true
	opened, child := p.opened, p.child
	p.opened = nil
	p.mu.Unlock()
	for listener := range opened {
		_ = listener.Close() // its owner may have closed it a moment ago
	}
	if child == nil {
		return err
	}
	_ = child.Kill() // it may have ended by itself
	<-p.gone
	_ = p.conn.Close()
	return err
}
