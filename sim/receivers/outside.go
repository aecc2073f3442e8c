package receivers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"mtalab/sim"
	"mtalab/sim/policy"
	"mtalab/sim/senders/esa"
)

// ErrPublicAddress says that an address is not on this machine or in a private network, and that nobody
// said that it may be.
var ErrPublicAddress = errors.New("it is neither on this machine nor in a private network")

// Outside is an MTA that was there before: what cannot be set from outside is as its owner states.
type Outside struct {
	// Address is HOST:PORT.
	Address string
	// Force lets Address be one of the public Internet.
	Force bool
	// Policy is what its listener does; empty: policy.Never.
	Policy policy.TLS
	// Recipient is a mailbox that it takes mail for; empty: no message is sent to it.
	Recipient string
	// User may authenticate with Password; empty: nobody can.
	User, Password string
}

var _ sim.Receiver = Outside{}

// Name is its address.
func (o Outside) Name() string { return o.Address }

// Listen checks the address, and what the scenario asks for beside what its owner states.
func (o Outside) Listen(ctx context.Context, env sim.ReceiverEnv) (sim.Inbox, error) {
	if err := o.supports(env.Listener); err != nil {
		return nil, err
	}
	address, err := o.Resolve(ctx)
	if err != nil {
		return nil, err
	}
	return &outside{o, address}, nil
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

// lookupTime bounds the lookup of a name.
const lookupTime = 5 * time.Second

// Resolve finds the address to connect to. The error says what is wrong with it; ErrPublicAddress if it is
// one of the public Internet, also behind a name.
func (o Outside) Resolve(ctx context.Context) (netip.AddrPort, error) {
	host, port, err := net.SplitHostPort(o.Address)
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("%q: want HOST:PORT: %w", o.Address, err)
	}
	number, err := net.LookupPort("tcp", port)
	if err != nil || number == 0 {
		return netip.AddrPort{}, fmt.Errorf("%q: want a port from 1 to 65535, and not %q", o.Address, port)
	}
	ctx, cancel := context.WithTimeout(ctx, lookupTime)
	defer cancel()
	found, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("find the address of %s: %w", host, err)
	}
	for _, address := range found {
		if address = address.Unmap(); !o.Force && !isNear(address) {
			return netip.AddrPort{}, fmt.Errorf("%s is %s: %w", o.Address, address, ErrPublicAddress)
		}
	}
	return netip.AddrPortFrom(found[0].Unmap(), uint16(number)), nil
}

// isNear says whether an address is of this machine or of a private network: 127/8, ::1, RFC 1918, RFC 4193
// and link-local ones.
func isNear(address netip.Addr) bool {
	return address.IsLoopback() || address.IsPrivate() || address.IsLinkLocalUnicast()
}

// outside is the MTA in one world.
type outside struct {
	Outside
	address netip.AddrPort
}

var _ sim.Stranger = (*outside)(nil)

// Dial connects to it.
func (o *outside) Dial(ctx context.Context) (net.Conn, error) {
	dialer := net.Dialer{Timeout: 10 * time.Second}
	return dialer.DialContext(ctx, "tcp", o.address.String())
}

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
