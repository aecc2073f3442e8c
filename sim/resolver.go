package sim

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"mtalab/fakedns"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
)

// Resolver lends validating resolvers, each to one world at a time.
type Resolver interface {
	// Lend is one that knows nothing yet. ErrNoResolver says that there is none here.
	Lend(context.Context) (LentResolver, error)
}

// LentResolver is a validating resolver in the hands of one world: the sender asks it, and it asks the name server of the
// world. It trusts fakedns.TrustAnchor.
type LentResolver interface {
	// Sockets are where the name server is to answer it.
	Sockets() (net.PacketConn, net.Listener, error)
	// Answer is a fakedns.Forwarder.
	Answer(ctx context.Context, network string, question []byte) (answer []byte, bogus string)
	// Forget makes it ask everything anew, and validate by an instant.
	Forget(context.Context, time.Time) error
	// Close gives it back.
	Close() error
}

// ErrNoResolver says that there is no validating resolver here; the error that wraps it says in one line what is missing.
var ErrNoResolver = errors.New("no validating resolver")

// between is the validating resolver between the sender and the name server of a world.
type between struct {
	LentResolver
	server fakedns.Server // the name server that it asks

	mu     sync.Mutex
	told   time.Time // what it takes for the present
	broken error     // why it could not be told
}

// standBetween puts a resolver between the sender and the name server, where zones are signed and there is one: without, the
// name server is itself the resolver that the sender trusts. So it is where answers are secure without signatures.
func (s *site) standBetween(ctx context.Context, lender Resolver) error {
	if lender == nil || len(s.World.DNS.SignedZones) == 0 || len(s.World.DNS.SecureZones) > 0 {
		return nil
	}
	lent, err := lender.Lend(ctx)
	if errors.Is(err, ErrNoResolver) {
		s.Trail.add("world", evidence.Note{Text: "the name server itself says what is secure: " + err.Error()})
		return nil
	}
	if err != nil {
		return fmt.Errorf("start the resolver: %w", err)
	}
	s.between = &between{LentResolver: lent}
	s.dns.Forward = func(ctx context.Context, network string, question []byte) ([]byte, string) {
		if !s.between.at(ctx, s.Clock.Now()) {
			return nil, ""
		}
		return s.between.Answer(ctx, network, question)
	}
	return nil
}

// at lets the resolver know the present: what it has learned before is forgotten. It says whether that was possible.
func (b *between) at(ctx context.Context, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.told.Equal(now) {
		return true
	}
	err := b.Forget(ctx, now)
	switch {
	case err == nil:
		b.told = now
	case ctx.Err() == nil: // the world is not being closed
		b.broken = fmt.Errorf("tell the resolver the time: %w", err)
	}
	return err == nil
}

// close ends the name server behind, and gives the resolver back.
func (b *between) close() error {
	err := errors.Join(b.server.Close(), b.Close())
	b.mu.Lock()
	defer b.mu.Unlock()
	return errors.Join(b.broken, err)
}

// changed makes the resolver forget what the name server has said.
func (b *between) changed() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.told = time.Time{}
}

// names is the server that holds the zones: the name server, be it asked by the sender or by a resolver.
func (s *site) names() *fakedns.Server {
	if s.between != nil {
		return &s.between.server
	}
	return &s.dns
}

// sockets are where a name server at an address of the world answers.
func (s *site) sockets(address string) (net.PacketConn, net.Listener, error) {
	udp, err := s.network.ListenPacket("udp", address)
	if err != nil {
		return nil, nil, err
	}
	tcp, err := s.network.Listen("tcp", address)
	if err != nil {
		return nil, nil, errors.Join(err, udp.Close())
	}
	return udp, tcp, nil
}

// serveNames starts the name server, and lets what the sender asks answer: it, or the resolver before it.
func (s *site) serveNames() error {
	start := func(server *fakedns.Server, udp net.PacketConn, tcp net.Listener, err error) error {
		if err == nil {
			err = server.Start(udp, tcp)
		}
		if err != nil {
			return fmt.Errorf("start the name server: %w", err)
		}
		return nil
	}
	if s.between != nil {
		udp, tcp, err := s.between.Sockets()
		if err := start(&s.between.server, udp, tcp, err); err != nil {
			return err
		}
	}
	udp, tcp, err := s.sockets(network.NameServer.String())
	if err := start(&s.dns, udp, tcp, err); err != nil {
		return err
	}
	if _, inhabited := s.network.(network.Inhabited); !inhabited {
		return nil
	}
	if udp, tcp, err = s.sockets(network.LocalNameServer.String()); err != nil {
		return fmt.Errorf("start the name server: %w", err)
	}
	return s.dns.ServeAlso(udp, tcp)
}
