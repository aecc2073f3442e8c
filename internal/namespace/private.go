// Package namespace is a network of Linux in which the addresses of a world are real, for programs that are put inside.
package namespace

import (
	"errors"
	"net/netip"

	"mtalab/sim/network"
)

// ErrNoPrivate says that this system, or this user, cannot have a Private network; the error that
// wraps it says in one line what is missing.
var ErrNoPrivate = errors.New("no private network")

// PrivateIn finds the Private network that an Env's Network stands for, so that a sender can put
// programs into it. ErrNotPrivate where it is another kind of network.
func PrivateIn(on network.Network) (*Private, error) {
	if timed, ok := on.(network.Timed); ok {
		on = timed.Network
	}
	switch private := on.(type) {
	case *Private:
		return private, nil
	case *lease:
		return private.Private, nil
	}
	return nil, network.ErrNotPrivate
}

var _ network.Inhabited = (*Private)(nil)

// HoldsPrograms says that programs are put into it.
func (*Private) HoldsPrograms() {}

// Root is the file system that the programs inside a Private network see: one tmpfs of its own with
// the host's /usr in it, read-only. Nothing of the host's /etc, /var, /run or /tmp is there.
type Root struct {
	// Packages is a folder into which packages were unpacked; its usr lies over the host's.
	// Empty: the host's alone.
	Packages string
	// Files are put in, beside resolv.conf and the few others that every program expects.
	Files []File
	// Show are files and folders of the host that are seen in their own places, read-only. What
	// lies below /usr is there anyway.
	Show []string
	// Hostname is the name of the machine; default "sender.test".
	Hostname string
	// Addresses are the machine's own, the first IPv4 one of which its name leads to; default: those of the network.
	Addresses []netip.Addr
	// Size is how many bytes fit; default 256 MiB.
	Size int64
	// Limits bound the programs that are started from now on.
	Limits Limits
	// RawSockets lets them have raw sockets (CAP_NET_RAW), such as ping(8) wants.
	RawSockets bool
}

// Limits bound what a program inside a Private network takes; 0 is the default. What the caller of this
// program is bound to already is never exceeded.
type Limits struct {
	Processes int64 // of each user inside, threads too; default 512
	Files     int64 // that a process has open at once; default 1,024
	Data      int64 // bytes of memory that a process writes to; default 2 GiB
}

// File is a file, or a folder if its Mode says so, of a Root.
type File struct {
	Path    string // absolute
	Content []byte
	Mode    uint32 // permissions; 0: 0644, of a folder 0755
	Folder  bool
	UID     int
	GID     int
	Age     int // how many seconds ago it was changed
}
