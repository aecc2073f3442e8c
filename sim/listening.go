package sim

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"mtalab/internal/fakeclient"
	"mtalab/pki"
	"mtalab/sim/evidence"
)

// ClientEvent is one event of the session of a client with the receiver under test.
type ClientEvent struct {
	Number int // of the client, from 1
	fakeclient.Event
}

// Listening is a world in which a receiver is under test: nothing else takes mail in it. Listen makes it; close it. The
// zero value is one in which nothing has happened.
type Listening struct {
	site

	receiver Receiver
	inbox    ReceiverInstance
	clients  []*fakeclient.Client
	warned   bool
}

// Listen opens the network, starts the name server and launches the receiver. After an error everything is closed; what is
// returned with it has a trail, and no use but that.
func Listen(ctx context.Context, world *World, receiver Receiver, options Options) (*Listening, error) {
	l := &Listening{receiver: receiver}
	if err := l.start(ctx, world, options); err != nil {
		return l, errors.Join(err, l.Close())
	}
	return l, nil
}

func (l *Listening) start(ctx context.Context, world *World, options Options) error {
	if err := l.open(ctx, world, options); err != nil {
		return err
	}
	if len(world.MTAs)+len(world.Web) > 0 {
		return errors.New("a world with a receiver under test has no other servers")
	}
	root, err := pki.Shared(pki.Root{})
	if err != nil {
		return err
	}
	own := &Certificate{Leaf: pki.Leaf{CommonName: ReceiverName, DNSNames: []string{ReceiverName}}}
	certificate, err := l.issued.toShow(own, l.Clock.Now())
	if err != nil {
		return err
	}
	env := ReceiverEnv{
		Network:     l.network,
		Clock:       l.Clock,
		Address:     ReceiverAddress,
		Hostname:    ReceiverName,
		Certificate: certificate,
		Listener:    world.Listener,
		Record:      func(what any) { l.Trail.add(l.receiver.Name(), what) },
	}
	env.Roots = append(env.Roots, root.Certificate)
	late := func(inbox ReceiverInstance) { _ = inbox.Close() } // nobody asks for it any more
	listen := func() (ReceiverInstance, error) { return l.receiver.Listen(ctx, env) }
	if l.inbox, err = returned(ctx, &l.site, l.receiver.Name(), "Listen", late, listen); err != nil {
		return fmt.Errorf("launch %s: %w", l.receiver.Name(), err)
	}
	return nil
}

// NewClient opens a session of another client. The world closes it.
func (l *Listening) NewClient(ctx context.Context) (*fakeclient.Client, error) {
	late := func(conn net.Conn) { _ = conn.Close() }
	conn, err := returned(ctx, &l.site, l.receiver.Name(), "Dial", late, func() (net.Conn, error) { return l.inbox.Dial(ctx) })
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", l.receiver.Name(), l.whyUnreachable(err))
	}
	number := len(l.clients) + 1
	client := fakeclient.Open(ctx, conn, fakeclient.Options{
		Server:  l.receiver.Name(),
		OnEvent: func(event fakeclient.Event) { l.record(ClientEvent{number, event}) },
	})
	l.clients = append(l.clients, client)
	return client, nil
}

// whyUnreachable tells a receiver that is not there any more from one that never was: whoever was launched has listened.
func (l *Listening) whyUnreachable(err error) error {
	var dialing *net.OpError
	stranger, external := l.inbox.(ExternalReceiver)
	if !errors.As(err, &dialing) || errors.Is(err, net.ErrClosed) || errors.Is(err, context.Canceled) || external && !stranger.WasReached() {
		return err
	}
	return fmt.Errorf("%w: %w", ErrUnreachable, err)
}

// record puts an event into the trail, and warns of a public listener that demands TLS of everybody (RFC 3207 §4).
func (l *Listening) record(event ClientEvent) {
	l.Trail.add("client", event)
	refused := event.Kind == fakeclient.ServerLine && !event.Encrypted && strings.HasPrefix(event.Text, "530") && strings.HasPrefix(event.To, "MAIL ")
	asked := l.World.Listener
	if refused && asked.Public && len(asked.InTLSOnly) == 0 && !l.warned {
		l.warned = true
		l.Trail.add("mtalab", evidence.Warning{Text: "MX records lead to this listener, and it demands TLS: mail of others is lost", Cause: publicDemand})
	}
}

// Clients are the sessions with the receiver, in order.
func (l *Listening) Clients() []*fakeclient.Client { return l.clients }

// Kept is the message that the receiver accepted with a reply, as it has put it away. ErrNotSupported says
// that it does not show it.
func (l *Listening) Kept(ctx context.Context, reply string) ([]byte, error) {
	keeper, ok := l.inbox.(MessageReader)
	if !ok {
		return nil, fmt.Errorf("%w: what %s has taken cannot be seen", ErrNotSupported, l.receiver.Name())
	}
	return returned(ctx, &l.site, l.receiver.Name(), "Kept", nil, func() ([]byte, error) { return keeper.Kept(ctx, reply) })
}

// Mailbox is the recipient to write to in place of one of the world's.
func (l *Listening) Mailbox(recipient string) (string, error) {
	if stranger, ok := l.inbox.(ExternalReceiver); ok {
		return stranger.Mailbox()
	}
	return recipient, nil
}

// User is one that may authenticate.
func (l *Listening) User() (name, password string, err error) {
	if stranger, ok := l.inbox.(ExternalReceiver); ok {
		return stranger.User()
	}
	for name, password := range l.World.Listener.Users {
		return name, password, nil
	}
	return "", "", errors.New("the listener knows no user")
}

// Close ends the clients, the receiver, the name server and the network, in this order, and waits.
func (l *Listening) Close() error {
	var errs []error
	for _, client := range l.clients {
		errs = append(errs, client.Close())
	}
	if l.inbox != nil {
		errs = append(errs, l.closeBounded(l.receiver.Name(), l.inbox.Close))
	}
	return errors.Join(append(errs, l.close())...)
}
