// Package sim is one simulated mail world: a name server, a few MTAs with their certificates, and the
// sender under test, which sees nothing else. Fields describe the world before Start; afterwards
// Send lets the sender deliver, and the trail tells everything that happened, in order.
package sim

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"mtalab/fakedns"
	"mtalab/fakemta"
	"mtalab/pki"
)

// NameServer is where every world's name server answers.
var NameServer = netip.MustParseAddrPort("192.0.2.53:53")

// World is one sealed mail world. Set its fields, then Start it; Close it whatever happened.
type World struct {
	// Network carries everything; nil: a Loopback of its own. The world closes it.
	Network Network
	// Clock is the world's time; nil: it begins at the present.
	Clock *Clock
	// DNS answers questions; World fills in its callbacks.
	DNS fakedns.Server
	// MTAs are the receiving hosts, each at an address of its own.
	MTAs []*MTA
	// Web are the web servers, for revocation lists.
	Web []*Web
	// Roots are the sender's trust anchors; nil: DefaultRoot alone.
	Roots []*pki.Authority
	// Policy is what the sender is told to do.
	Policy Policy
	// Hostname is the sender's own name; default "sender.test".
	Hostname string
	// Certificate is what the sender shows to a server that asks; nil: nothing.
	Certificate *Certificate
	// OnEntry, if set, is told of everything as it happens, one thing at a time. The world waits
	// meanwhile: it must not call the world.
	OnEntry func(Entry)
	// Remarks are what its text was read with, for the beginning of the story.
	Remarks []Note
	// Listener is what a receiver under test is told to do.
	Listener Listener

	receiving receiving
	trail     trail
	outbox    Outbox
	sender    Sender
	started   []*MTA
	silent    []*MTA // those of the started that nobody reaches
	serving   []*Web
	issued    issued

	silence  silence
	mu       sync.Mutex
	sent     int
	outcomes []outcome
	busy     []*MTA // those that were connected to and not known to be idle since
}

// Start opens the network, starts the name server, then the MTAs and the web servers, then launches
// the sender.
func (w *World) Start(ctx context.Context, sender Sender) error {
	w.prepare()
	for _, remark := range w.Remarks {
		w.trail.add("world", remark)
	}
	if err := w.startNameServer(); err != nil {
		return err
	}
	for _, mta := range w.MTAs {
		if err := mta.start(w); err != nil {
			return err
		}
		w.started = append(w.started, mta)
		if mta.Fault.Silent {
			w.silent = append(w.silent, mta)
		}
	}
	for _, web := range w.Web {
		if err := web.start(w); err != nil {
			return err
		}
		w.serving = append(w.serving, web)
	}
	env, err := w.env(sender)
	if err != nil {
		return err
	}
	w.sender = sender
	w.outbox, err = sender.Launch(ctx, env)
	if err != nil {
		return fmt.Errorf("launch %s: %w", sender.Name(), err)
	}
	return nil
}

func (w *World) prepare() {
	w.trail.tell = w.OnEntry
	if w.Network == nil {
		w.Network = &Loopback{}
	}
	if w.Clock == nil {
		w.Clock = NewClock(time.Now())
	}
	if w.Hostname == "" {
		w.Hostname = "sender.test"
	}
	w.trail.clock = w.Clock
	w.trail.entries = make([]Entry, 0, 64) // more than one delivery makes
}

func (w *World) startNameServer() error {
	w.DNS.OnQuery = func(query fakedns.Query) { w.trail.add("dns", query) }
	w.DNS.OnSilence = w.Clock.PassUntilPatienceEnds
	udp, err := w.Network.ListenPacket("udp", NameServer.String())
	if err != nil {
		return fmt.Errorf("start the name server: %w", err)
	}
	tcp, err := w.Network.Listen("tcp", NameServer.String())
	if err != nil {
		return fmt.Errorf("start the name server: %w", errors.Join(err, udp.Close()))
	}
	if err := w.DNS.Start(udp, tcp); err != nil {
		return fmt.Errorf("start the name server: %w", err)
	}
	return nil
}

func (w *World) env(sender Sender) (Env, error) {
	env := Env{
		Network:  TimedNetwork{Network: w.Network, Clock: w.Clock, Lost: w.lost},
		DNS:      NameServer,
		Clock:    w.Clock,
		Policy:   w.Policy,
		Hostname: w.Hostname,
		Silent:   w.silence.fallen(),
		Record:   func(what any) { w.trail.add(sender.Name(), what) },
	}
	roots := w.Roots
	if roots == nil {
		anchor, err := DefaultRoot()
		if err != nil {
			return Env{}, err
		}
		roots = []*pki.Authority{anchor}
	}
	for _, authority := range roots {
		env.Roots = append(env.Roots, authority.Certificate)
	}
	if w.Certificate != nil {
		certificate, err := w.toShow(w.Certificate)
		if err != nil {
			return Env{}, err
		}
		env.Certificate = certificate
	}
	return env, nil
}

// Send lets the sender deliver one message and returns what it says became of it, once every
// connection that was made for it has ended: the trail does not move any more.
func (w *World) Send(ctx context.Context, message Message) ([]Outcome, error) {
	w.mu.Lock()
	w.sent++
	message.ID = w.messageID()
	w.mu.Unlock()
	message.Data = append(fmt.Appendf(nil, "Message-ID: %s\r\nFrom: <%s>\r\nTo: %s\r\nSubject: a message of mtalab\r\n",
		message.ID, message.From, strings.Join(message.To, ", ")), message.Data...)
	w.trail.add("world", Sent{message})
	outcomes, err := w.outbox.Send(ctx, message)
	if err != nil {
		return nil, fmt.Errorf("%s cannot send: %w", w.sender.Name(), err)
	}
	if err := w.settle(ctx); err != nil {
		return nil, err
	}
	return outcomes, w.learn(message, outcomes)
}

// messageID is the identity of the message that was sent last; w.mu is held.
func (w *World) messageID() string { return fmt.Sprintf("<%d@mtalab.test>", w.sent) }

// learn takes the sender's first word on a message: one outcome for each recipient.
func (w *World) learn(message Message, outcomes []Outcome) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	untold := slices.Clone(message.To)
	for _, said := range outcomes {
		i := slices.Index(untold, said.Recipient)
		if i < 0 {
			return fmt.Errorf("%s tells the fate of a message to %s, who is no recipient of it", w.sender.Name(), said.Recipient)
		}
		untold = slices.Delete(untold, i, i+1)
		said = w.observed(message.ID, said)
		w.trail.add("fate", said)
		w.outcomes = append(w.outcomes, outcome{message.ID, said})
	}
	if len(untold) > 0 {
		return fmt.Errorf("%s does not tell the fate of the message to %s", w.sender.Name(), strings.Join(untold, ", "))
	}
	return nil
}

// contacted notes that there is a session with an MTA.
func (w *World) contacted(mta *MTA) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !slices.Contains(w.busy, mta) {
		w.busy = append(w.busy, mta)
	}
}

// settle waits until every session with an MTA has ended.
func (w *World) settle(ctx context.Context) error {
	for {
		w.mu.Lock()
		busy := w.busy
		w.busy = nil
		w.mu.Unlock()
		if len(busy) == 0 {
			return nil
		}
		for _, mta := range busy {
			if err := mta.Server.Wait(ctx); err != nil {
				return fmt.Errorf("%s has told the fate, and its connections to %s are not closed: %w", w.sender.Name(), mta.AddrPort(), err)
			}
		}
	}
}

// Sessions are all SMTP sessions in the order in which they began, each once.
func (w *World) Sessions() []*fakemta.Session {
	w.trail.mu.Lock()
	defer w.trail.mu.Unlock()
	var sessions []*fakemta.Session
	for _, entry := range w.trail.entries {
		if spoken, ok := entry.What.(Spoken); ok && spoken.Kind == fakemta.Opened {
			sessions = append(sessions, spoken.Session)
		}
	}
	return sessions
}

// Close ends the sender, the MTAs, the web servers, the name server and the network, in this order, and waits.
func (w *World) Close() error {
	errs := []error{w.receiving.close()}
	if w.outbox != nil {
		errs = append(errs, w.outbox.Close())
	}
	for _, mta := range w.started {
		errs = append(errs, mta.Server.Close())
	}
	for _, web := range w.serving {
		errs = append(errs, web.close())
	}
	errs = append(errs, w.DNS.Close())
	if w.Network != nil {
		errs = append(errs, w.Network.Close())
	}
	return errors.Join(errs...)
}
