package sim

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/signal"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
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

// inheritedLine is the line that a process was started with.
func inheritedLine() (line, error) {
	unix.CloseOnExec(firstFile)
	return lineFrom(os.NewFile(firstFile, "line"))
}

// child is process 1 of a Private network.
type child struct {
	line     line
	pretends bool   // only one user exists: set by the first order
	without  []part // of the seal: likewise
	house    *house // nil: still the host's

	starting sync.RWMutex // held to start a program, and alone to end all
	running  sync.WaitGroup
}

// beChild carries out orders until the other end of the line is closed, by which everything ends.
func beChild() error {
	// Whatever a program inside sends to all processes, this one stays. A signal that is ignored, and
	// not caught, would be ignored by all programs inside.
	signal.Notify(make(chan os.Signal, 1))
	if os.Getpid() != 1 {
		return errors.New("the process inside a private network is process 1 there, and this one is not: it touches nothing")
	}
	unix.Umask(0o022)
	line, err := inheritedLine()
	if err != nil {
		return err
	}
	// What is mounted in here is not to be seen outside.
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return os.NewSyscallError("mount", err)
	}
	if err := ownEveryAddress(); err != nil {
		return fmt.Errorf("make the addresses: %w", err)
	}
	c := child{line: line}
	for {
		var what order
		files, err := line.hear(&what)
		if err != nil {
			return nil // whoever gave orders is gone
		}
		if what.Do != "dial" && what.Do != "start" {
			// One after the other: an address is free again once this process has let go of it too.
			c.carryOut(what, files)
			continue
		}
		go c.carryOut(what, files)
	}
}

// carryOut does what is asked, and says how it went.
func (c *child) carryOut(what order, files []*os.File) {
	defer closeAll(files)
	socket, err := c.do(what, files)
	reply := answer{ID: what.ID}
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
	_ = c.line.say(reply, passing...) // fails when nobody asks any more
}

func (c *child) do(what order, files []*os.File) (*os.File, error) {
	switch what.Do {
	case "hello":
		c.pretends, c.without = what.Pretend, what.Without
		if what.Pretend {
			return nil, pretend()
		}
		return nil, nil
	case "listen":
		return listenInside(what.Network, what.Address)
	case "packets":
		return packetsInside(what.Network, what.Address)
	case "dial":
		return dialInside(what.Network, what.Address)
	case "open":
		return openRegular(what.Address)
	case "furnish":
		return nil, c.furnish(*what.Root, files)
	case "start":
		return nil, c.start(*what.Program, files)
	case "end":
		return nil, c.endAll()
	}
	return nil, fmt.Errorf("unknown order %q", what.Do)
}

// openRegular opens a file that a program inside may have put there: nothing that blocks, and nothing without end.
func openRegular(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("open %s: want a file, and it is %s", path, info.Mode().Type())
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// Everything is reachable and nothing is elsewhere: each address of the whole Internet is one of
// this machine, without being an address of an interface, so that no MTA takes it for its own.
func ownEveryAddress() error {
	loopback, err := netlink.LinkByName("lo")
	if err != nil {
		return err
	}
	if loopback.Attrs().Flags&net.FlagUp != 0 {
		return errors.New("this network is in use already, and so is not a private one: nothing was changed")
	}
	if err := netlink.LinkSetUp(loopback); err != nil {
		return err
	}
	own := netip.PrefixFrom(SenderAddress, 32)
	if err := ownEverything(loopback, own, "0.0.0.0/0"); err != nil {
		return err
	}
	own = netip.MustParsePrefix("2001:db8::10/128")
	err = ownEverything(loopback, own, "::/0")
	if errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.EAFNOSUPPORT) || errors.Is(err, unix.EACCES) {
		return nil // a kernel without IPv6
	}
	return err
}

// ownEverything makes a whole family of addresses this machine's. What arrives over IPv4 is acknowledged at once
// (quickack): a sender may close with something unread, upon which its kernel drops what waits for an
// acknowledgement, such as a QUIT behind a handshake, and never sends it.
func ownEverything(loopback netlink.Link, own netip.Prefix, everything string) error {
	address := &netlink.Addr{IPNet: ipNet(own), Flags: unix.IFA_F_NODAD}
	if err := netlink.AddrAdd(loopback, address); err != nil {
		return fmt.Errorf("add %s: %w", own, err)
	}
	prefixes := []netip.Prefix{netip.MustParsePrefix(everything)}
	if own.Addr().Is4() {
		prefixes = append(prefixes, own) // in place of the kernel's own route
	}
	for _, prefix := range prefixes {
		err := netlink.RouteReplace(&netlink.Route{
			LinkIndex: loopback.Attrs().Index,
			Dst:       ipNet(prefix),
			Src:       own.Addr().AsSlice(),
			Type:      unix.RTN_LOCAL,
			Table:     unix.RT_TABLE_LOCAL,
			Scope:     netlink.SCOPE_HOST,
			QuickACK:  1,
		})
		if err != nil {
			return fmt.Errorf("add the route to %s: %w", prefix, err)
		}
	}
	return nil
}

func ipNet(prefix netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: prefix.Addr().AsSlice(), Mask: net.CIDRMask(prefix.Bits(), prefix.Addr().BitLen())}
}

// listening binds to addresses that no interface has.
var listening = net.ListenConfig{Control: func(network, _ string, raw syscall.RawConn) error {
	var err error
	control := func(socket uintptr) {
		if strings.HasSuffix(network, "6") {
			err = unix.SetsockoptInt(int(socket), unix.IPPROTO_IPV6, unix.IPV6_FREEBIND, 1)
		}
	}
	return errors.Join(raw.Control(control), err)
}}

func listenInside(network, address string) (*os.File, error) {
	listening := listening
	listening.SetMultipathTCP(false) // it knows no TCP_QUICKACK
	listener, err := listening.Listen(context.Background(), network, address)
	if err != nil {
		return nil, err
	}
	defer listener.Close()
	return listener.(*net.TCPListener).File()
}

func packetsInside(network, address string) (*os.File, error) {
	packets, err := listening.ListenPacket(context.Background(), network, address)
	if err != nil {
		return nil, err
	}
	defer packets.Close()
	if local, ok := packets.(*net.UnixConn); ok {
		if err := os.Chmod(address, 0o666); err != nil {
			return nil, err
		}
		return local.File()
	}
	return packets.(*net.UDPConn).File()
}

// dialInside connects. Whoever asked may have given up meanwhile; all ends with the network.
func dialInside(network, address string) (*os.File, error) {
	dialer := net.Dialer{FallbackDelay: -1}
	dialer.SetMultipathTCP(false)
	conn, err := dialer.Dial(network, address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return conn.(interface{ File() (*os.File, error) }).File()
}
