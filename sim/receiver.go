package sim

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/netip"

	"mtalab/sim/clock"
	"mtalab/sim/network"
	"mtalab/sim/policy"
)

// Receiver is a kind of MTA under test that listens.
type Receiver interface {
	// Name is how a person calls it, such as "esa" or "postfix".
	Name() string
	// Listen makes one ready to take mail in a world. An error means that the laboratory broke, or that it
	// cannot be told what the scenario asks of it: ErrNotSupported.
	Listen(context.Context, ReceiverEnv) (ReceiverInstance, error)
}

// ReceiverEnv is all that a receiver sees of its world.
type ReceiverEnv struct {
	Network network.Network
	Clock   *clock.Clock
	// Roots are the trust anchors for certificates of clients.
	Roots []*x509.Certificate
	// Hostname is the receiver's own name, and Address where it is to listen.
	Hostname string
	Address  netip.AddrPort
	// Certificate is the receiver's own.
	Certificate *tls.Certificate
	Listener    policy.Listener
	// Record puts a Note into the world's trail.
	Record func(any)
}

// ReceiverInstance is a receiver at work in one world.
type ReceiverInstance interface {
	// Dial connects to it as a client.
	Dial(context.Context) (net.Conn, error)
	// Close ends it and waits until nothing of it is left.
	Close() error
}

// MessageReader is a ReceiverInstance that shows what became of a message.
type MessageReader interface {
	// Kept is the message whose acceptance the receiver told with the reply: header and body as it was put
	// away.
	Kept(ctx context.Context, reply string) ([]byte, error)
}

// ExternalReceiver is a ReceiverInstance that was there before the world, and whose mailboxes and users are its own.
type ExternalReceiver interface {
	// Mailbox is a recipient that it takes mail for.
	Mailbox() (string, error)
	// User may authenticate.
	User() (name, password string, err error)
	// WasReached says whether it has taken a connection, in this world or an earlier one.
	WasReached() bool
}

// ErrUnreachable says that a receiver under test which was there takes no connections any more: the scenario has failed. One that
// never was there is a mistake of whoever named it.
var ErrUnreachable = errors.New("it was there, and cannot be reached any more")

// ReceiverAddress is where receivers listen.
var ReceiverAddress = netip.MustParseAddrPort("192.0.2.25:2525")

// ReceiverName is what receivers are called.
const ReceiverName = "receiver.test"
