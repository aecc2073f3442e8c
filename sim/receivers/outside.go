package receivers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync/atomic"
	"time"

	"mtalab/sim"
	"mtalab/sim/policy"
	"mtalab/sim/senders/esa"
)

// Outside is an MTA that was there before: what cannot be set from outside is as its owner states.
type Outside struct {
	// Address is HOST:PORT.
	Address string
	// Force lets Address be anywhere, but for what is never an MTA.
	Force bool
	// Policy is what its listener does; empty: policy.Never.
	Policy policy.TLS
	// Recipient is a mailbox that it takes mail for; empty: no message is sent to it.
	Recipient string
	// User may authenticate with Password; empty: nobody can.
	User, Password string

	found   []netip.AddrPort // by Resolve
	reached *atomic.Bool     // whether it has taken a connection
}

var _ sim.Receiver = Outside{}

// Name is its address.
func (o Outside) Name() string { return o.Address }

// Listen checks the address, and what the scenario asks for beside what its owner states.
func (o Outside) Listen(ctx context.Context, env sim.ReceiverEnv) (sim.ReceiverInstance, error) {
	if err := o.supports(env.Listener); err != nil {
		return nil, err
	}
	if o.found == nil {
		var err error
		if o, err = o.Resolve(ctx); err != nil {
			return nil, err
		}
	}
	return &outside{o}, nil
}

// supports says what cannot be set from outside.
func (o Outside) supports(wanted policy.Listener) error {
	words := esa.Dialect{}
	asked, stated := words.FormatListener(wanted.TLS), words.FormatListener(o.Policy)
	unset := ""
	switch {
	case asked != stated:
		return fmt.Errorf("%w: the policy of %s is %q, and not %q (--receiver-policy)", sim.ErrNotSupported, o.Address, stated, asked)
	case len(wanted.InTLSOnly) > 0:
		unset = "the senders of whom it demands TLS"
	case wanted.VerifiesClients:
		unset = "that it verifies client certificates"
	case wanted.KeyUnavailable:
		unset = "that its key is unavailable"
	case wanted.Users != nil && o.User == "":
		return fmt.Errorf("%w: no user of %s is known (--receiver-user)", sim.ErrNotSupported, o.Address)
	default:
		return nil
	}
	return fmt.Errorf("%w: %s of %s cannot be set from outside", sim.ErrNotSupported, unset, o.Address)
}

// outside is the MTA in one world.
type outside struct{ Outside }

var _ sim.ExternalReceiver = (*outside)(nil)

// Dial connects to the first of its addresses that answers.
func (o *outside) Dial(ctx context.Context) (net.Conn, error) {
	dialer := net.Dialer{Timeout: 10 * time.Second}
	var problems error
	for _, address := range o.found {
		connection, err := dialer.DialContext(ctx, "tcp", address.String())
		if err == nil {
			o.reached.Store(true)
			return connection, nil
		}
		problems = errors.Join(problems, err)
	}
	return nil, problems
}

// WasReached says whether it has taken a connection since its address was resolved.
func (o *outside) WasReached() bool { return o.reached.Load() }

// Mailbox is the stated recipient.
func (o *outside) Mailbox() (string, error) {
	if o.Recipient == "" {
		return "", fmt.Errorf("%w: nobody said for whom %s takes mail (--receiver-recipient)", sim.ErrNotSupported, o.Address)
	}
	return o.Recipient, nil
}

// User is the stated one.
func (o *outside) User() (name, password string, err error) {
	if o.Outside.User == "" {
		return "", "", fmt.Errorf("%w: no user of %s is known (--receiver-user)", sim.ErrNotSupported, o.Address)
	}
	return o.Outside.User, o.Password, nil
}

// Close leaves it alone.
func (o *outside) Close() error { return nil }
