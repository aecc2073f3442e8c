package sim

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/netip"
	"time"

	"mtalab/sim/clock"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/policy"
)

// Sender is a kind of MTA under test.
type Sender interface {
	// Name is how a person calls it, such as "esa" or "postfix".
	Name() string
	// Launch makes one ready to send in a world. An error means that the laboratory broke, or
	// that the policy is not for this sender: ErrNotSupported, ErrPolicy.
	Launch(context.Context, Env) (SenderInstance, error)
}

// SenderInstance is a sender at work in one world. An error of its methods means that the laboratory
// broke; what the sender did is an Outcome.
type SenderInstance interface {
	// Send hands a message over and returns once its fate at the first attempt is known and every
	// connection made for it is closed: one outcome for each recipient.
	Send(context.Context, evidence.Message) ([]evidence.Outcome, error)
	// Close ends the sender and waits until nothing of it is left.
	Close() error
}

// Queue is a SenderInstance that tries again by the world's clock.
type Queue interface {
	// Due is when the next attempt is due; false: nothing waits.
	Due() (time.Time, bool)
	// Run attempts what is due, so that nothing is any more, and returns the outcomes that this
	// changed or confirmed.
	Run(context.Context) ([]Attempt, error)
}

// Attempt is a later outcome of a message that was sent before.
type Attempt struct {
	Message string // its ID
	Outcome evidence.Outcome
}

// PolicyChecker is a Sender that can say, before anything runs, whether it understands a policy.
type PolicyChecker interface {
	CheckPolicy(policy.Policy) error
}

// Versioned is a Sender with a version of its own, such as "3.7.11". An error says that there is no such
// program here, or that it does not tell.
type Versioned interface {
	Version(context.Context) (string, error)
}

// ErrNotSupported says that the sender, or the receiver, cannot be told to do what the scenario asks of it: the
// scenario says nothing about it and is skipped.
var ErrNotSupported = errors.New("not supported by the MTA under test")

// ErrMisbehaved says that the sender under test did what no sender may do, such as crash or never
// say what became of a message: the scenario has failed, and the laboratory is not at fault.
var ErrMisbehaved = errors.New("the sender misbehaves")

// ErrConfiguration says that the sender refuses what it is told to do, as its product would refuse the
// administrator: its Launch returns it, and nothing is sent.
var ErrConfiguration = errors.New("the sender refuses its configuration")

// Env is all that a sender sees of its world.
type Env struct {
	// Network carries every connection; its read deadlines are instants of Clock.
	Network network.Network
	DNS     netip.AddrPort
	// TrustAnchor is the DNSKEY record of the root, as a line of a zone file, for who validates answers: see fakedns.SignedZone.
	// Who trusts DNS instead is told by AD and SERVFAIL.
	TrustAnchor string
	Clock       *clock.Clock
	// Roots are the trust anchors.
	Roots  []*x509.Certificate
	Policy policy.Policy
	// Hostname is the sender's own name, for EHLO and for finding itself among MX hosts.
	Hostname string
	// Addresses are the sender's own, at least one of each family; its connections come from the first of theirs.
	Addresses []netip.Addr
	// Certificate is shown to a server that asks for one; nil: none.
	Certificate *tls.Certificate
	// Silent is closed once an MTA has fallen silent for good: whoever waits by the machine's clock,
	// longer than anybody can watch, need not be watched.
	Stalled <-chan struct{}
	// Record puts a Comparison or a Note into the world's trail.
	Record func(any)
}
