//go:build !linux

package namespace

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"runtime"

	"mtalab/sim/network"
)

// Private is a Network of Linux namespaces. This system has none: everything but Close fails with
// ErrNoPrivate.
type Private struct{}

var _ network.Addressed = (*Private)(nil)

func noPrivate() error {
	return fmt.Errorf("%w: it takes the namespaces of Linux, and this is %s", ErrNoPrivate, runtime.GOOS)
}

// PrivateChild does nothing on this system.
func PrivateChild() {}

// NewPrivate always fails with ErrNoPrivate.
func NewPrivate(context.Context) (*Private, error) { return nil, noPrivate() }

// Listen always fails with ErrNoPrivate.
func (*Private) Listen(string, string) (net.Listener, error) { return nil, noPrivate() }

// ListenPacket always fails with ErrNoPrivate.
func (*Private) ListenPacket(string, string) (net.PacketConn, error) { return nil, noPrivate() }

// DialContext always fails with ErrNoPrivate.
func (*Private) DialContext(context.Context, string, string) (net.Conn, error) {
	return nil, noPrivate()
}

// SetSenderAddresses always fails with ErrNoPrivate.
func (*Private) SetSenderAddresses(context.Context, []netip.Addr) error { return noPrivate() }

// FakesUIDs is false on this system.
func (*Private) FakesUIDs() bool { return false }

// HasUsers is false on this system.
func (*Private) HasUsers() bool { return false }

// Lost is nil on this system.
func (*Private) Lost() <-chan struct{} { return nil }

// Process is 0 on this system.
func (*Private) Process() int { return 0 }

// MountRoot always fails with ErrNoPrivate.
func (*Private) MountRoot(context.Context, Root) error { return noPrivate() }

// EndPrograms always fails with ErrNoPrivate.
func (*Private) EndPrograms(context.Context) error { return noPrivate() }

// Open always fails with ErrNoPrivate.
func (*Private) Open(context.Context, string) (*os.File, error) { return nil, noPrivate() }

// Start always fails with ErrNoPrivate.
func (*Private) Start(*exec.Cmd) error { return noPrivate() }

// MarkReusable does nothing on this system.
func (*Private) MarkReusable(io.Closer) {}

// Resident is nil on this system.
func (*Private) Resident() io.Closer { return nil }

func (*Private) reset([]io.Closer) bool { return false }
func (*Private) isLost() bool           { return false }

// Close does nothing.
func (*Private) Close() error { return nil }
