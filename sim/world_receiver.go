package sim

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"mtalab/pki"
	"mtalab/sim/fakeclient"
)

// Said is one event of the session of a client with the receiver under test.
type Said struct {
	Number int // of the client, from 1
	fakeclient.Event
}

// Warning is what the laboratory has to say of a setup that works as it was told to, and should not be.
type Warning struct {
	Text string
	Rule string
}

func (w Warning) String() string { return "warning: " + w.Text + cite(w.Rule) }

// receiving is the state of a world whose MTA under test listens.
type receiving struct {
	receiver Receiver
	inbox    Inbox
	clients  []*fakeclient.Client
	warned   bool
}

// Listen is Start for a world whose MTA under test is one that listens: nothing else takes mail in it.
func (w *World) Listen(ctx context.Context, receiver Receiver) error {
	w.prepare()
	if len(w.MTAs)+len(w.Web) > 0 {
		return errors.New("a world with a receiver under test has no other servers")
	}
	if err := w.startNameServer(); err != nil {
		return err
	}
	root, err := DefaultRoot()
	if err != nil {
		return err
	}
	certificate, err := w.toShow(&Certificate{Leaf: pki.Leaf{CommonName: ReceiverName, DNSNames: []string{ReceiverName}}})
	if err != nil {
		return err
	}
	env := ReceiverEnv{
		Network:     w.Network,
		Clock:       w.Clock,
		Address:     ReceiverAddress,
		Hostname:    ReceiverName,
		Certificate: certificate,
		Listener:    w.Listener,
		Record:      func(what any) { w.trail.add(receiver.Name(), what) },
	}
	env.Roots = append(env.Roots, root.Certificate)
	w.receiving.receiver = receiver
	late := func(inbox Inbox) { _ = inbox.Close() } // nobody asks for it any more
	w.receiving.inbox, err = returned(ctx, w, receiver.Name(), "Listen", late, func() (Inbox, error) { return receiver.Listen(ctx, env) })
	if err != nil {
		return fmt.Errorf("launch %s: %w", receiver.Name(), err)
	}
	return nil
}

// Connect opens a session of another client. The world closes it.
func (w *World) Connect(ctx context.Context) (*fakeclient.Client, error) {
	late := func(conn net.Conn) { _ = conn.Close() }
	conn, err := returned(ctx, w, w.receiving.receiver.Name(), "Dial", late, func() (net.Conn, error) { return w.receiving.inbox.Dial(ctx) })
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", w.receiving.receiver.Name(), err)
	}
	number := len(w.receiving.clients) + 1
	client := fakeclient.Open(ctx, conn, fakeclient.Options{
		Server:  w.receiving.receiver.Name(),
		OnEvent: func(event fakeclient.Event) { w.hear(Said{number, event}) },
	})
	w.receiving.clients = append(w.receiving.clients, client)
	return client, nil
}

// hear puts an event into the trail, and warns of a public listener that demands TLS of everybody
// (RFC 3207 §4).
func (w *World) hear(said Said) {
	w.trail.add("client", said)
	refused := said.Kind == fakeclient.ServerLine && !said.Encrypted && strings.HasPrefix(said.Text, "530") && strings.HasPrefix(said.To, "MAIL ")
	if refused && w.Listener.Public && len(w.Listener.InTLSOnly) == 0 && !w.receiving.warned {
		w.receiving.warned = true
		w.trail.add("mtalab", Warning{"MX records lead to this listener, and it demands TLS: mail of others is lost", "R3207-3"})
	}
}

// Clients are the sessions with the receiver, in order.
func (w *World) Clients() []*fakeclient.Client { return w.receiving.clients }

// Kept is the message that the receiver accepted with a reply, as it has put it away. ErrNotSupported says
// that it does not show it.
func (w *World) Kept(ctx context.Context, reply string) ([]byte, error) {
	keeper, ok := w.receiving.inbox.(Keeper)
	if !ok {
		return nil, fmt.Errorf("%w: what %s has taken cannot be seen", ErrNotSupported, w.receiving.receiver.Name())
	}
	return returned(ctx, w, w.receiving.receiver.Name(), "Kept", nil, func() ([]byte, error) { return keeper.Kept(ctx, reply) })
}

// Mailbox is the recipient to write to in place of one of the world's.
func (w *World) Mailbox(recipient string) (string, error) {
	if stranger, ok := w.receiving.inbox.(Stranger); ok {
		return stranger.Mailbox()
	}
	return recipient, nil
}

// User is one that may authenticate.
func (w *World) User() (name, password string, err error) {
	if stranger, ok := w.receiving.inbox.(Stranger); ok {
		return stranger.User()
	}
	for name, password := range w.Listener.Users {
		return name, password, nil
	}
	return "", "", errors.New("the listener knows no user")
}

func (w *World) closeReceiving() error {
	var errs []error
	for _, client := range w.receiving.clients {
		errs = append(errs, client.Close())
	}
	if w.receiving.inbox != nil {
		errs = append(errs, w.closeBounded(w.receiving.receiver.Name(), w.receiving.inbox.Close))
	}
	return errors.Join(errs...)
}

// client writes an event of a client's session under its heading.
func (s *Story) client(said Said) {
	if s.last != said.Number {
		s.last = said.Number
		fmt.Fprintf(s.Out, "%-*s#%d\n", len(indent)+1, "client", said.Number)
	}
	who, text := "-", said.Kind.String()+": "+said.Text
	switch said.Kind {
	case fakeclient.ServerLine:
		reply, whole := s.replied(said.Number, said.Text)
		if !whole {
			return
		}
		who, text = "S", reply
	case fakeclient.ClientLine:
		who, text = "C", said.Text
	case fakeclient.Handshake:
		who, text = "=", "TLS: "+said.Text
	}
	s.mark(said.Encrypted, who, text)
}
