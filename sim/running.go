package sim

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"mtalab/fakemta"
	"mtalab/internal/names"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
)

// Running is a world in which a sender is under test. Start makes it; close it. The zero value is one in which nothing
// has happened.
type Running struct {
	site

	sender   Sender
	outbox   SenderInstance
	hosts    []*host
	web      []*webServer
	stalled  stallSignal
	trusted  []*x509.Certificate // the sender's trust anchors
	own      []netip.Addr        // the sender's addresses
	arrived  map[string][]arrival
	verified map[shown]error // chains that were held against a claim

	mu       sync.Mutex
	sent     int
	messages []evidence.Message // as they were handed to the sender
	outcomes []outcome
	busy     []*host // those that were connected to and not known to be idle since

	misjudged error // an attempt hung on the sender's own clock
}

// Start opens the network, starts the name server, then the MTAs and the web servers, then launches the sender. After an
// error everything is closed; what is returned with it has a trail, and no use but that.
func Start(ctx context.Context, world *World, sender Sender, options Options) (*Running, error) {
	r := &Running{sender: sender, arrived: map[string][]arrival{}}
	if err := r.start(ctx, world, options); err != nil {
		return r, errors.Join(err, r.Close())
	}
	return r, nil
}

func (r *Running) start(ctx context.Context, world *World, options Options) error {
	if err := world.CheckSender(); err != nil {
		return err
	}
	if err := r.open(ctx, world, options); err != nil {
		return err
	}
	own := world.SenderAddresses()
	r.own = own
	if addressed, ok := r.network.(network.Addressed); ok {
		if err := addressed.SetSenderAddresses(ctx, own); err != nil {
			return err
		}
	}
	for _, described := range world.MTAs {
		h := &host{MTA: described, world: r, visits: newVisits(described)}
		if err := h.start(); err != nil {
			return err
		}
		r.hosts = append(r.hosts, h)
	}
	for _, described := range world.Web {
		server := &webServer{Web: described, world: r}
		if err := server.start(); err != nil {
			return err
		}
		r.web = append(r.web, server)
	}
	env, err := r.env(own)
	if err != nil {
		return err
	}
	late := func(outbox SenderInstance) { _ = outbox.Close() } // nobody listens any more
	launch := func() (SenderInstance, error) { return r.sender.Launch(ctx, env) }
	if r.outbox, err = returned(ctx, &r.site, r.sender.Name(), "Launch", late, launch); err != nil {
		return fmt.Errorf("launch %s: %w", r.sender.Name(), err)
	}
	return nil
}

// Send lets the sender deliver one message and returns what it says became of it, once every
// connection that was made for it has ended: the trail does not move any more.
func (r *Running) Send(ctx context.Context, message evidence.Message) ([]evidence.Outcome, error) {
	r.mu.Lock()
	r.sent++
	message.ID = r.messageID()
	r.mu.Unlock()
	message.Data = append(headerOf(message), message.Data...)
	r.mu.Lock()
	r.messages = append(r.messages, message)
	r.mu.Unlock()
	r.Trail.add("world", evidence.MessageSubmitted{Message: message})
	outcomes, err := returned(ctx, &r.site, r.sender.Name(), "Send", nil, func() ([]evidence.Outcome, error) { return r.outbox.Send(ctx, message) })
	if err != nil {
		return nil, fmt.Errorf("%s cannot send: %w", r.sender.Name(), err)
	}
	if err := r.waitForSessions(ctx); err != nil {
		return nil, err
	}
	if err := r.byItsOwnClock(); err != nil {
		return nil, err
	}
	if err := r.recordOutcomes(message, outcomes); err != nil {
		return outcomes, err
	}
	return outcomes, r.undecided(message.ID)
}

// headerOf is what stands before the data of every message.
func headerOf(message evidence.Message) []byte {
	return fmt.Appendf(nil, "Message-ID: %s\r\nFrom: <%s>\r\nTo: %s\r\nSubject: a message of mtalab\r\n",
		message.ID, names.Wire(message.From), overTheWire(message.To))
}

// HeaderSize is how many octets Send puts before the data of the next message.
func (r *Running) HeaderSize(from string, to ...string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(headerOf(evidence.Message{ID: messageID(r.sent + 1), From: from, To: to}))
}

// messageID is the identity of the message that was sent last; r.mu is held.
func (r *Running) messageID() string { return messageID(r.sent) }

func messageID(number int) string { return fmt.Sprintf("<%d@mtalab.test>", number) }

// recordOutcomes takes the sender's first word on a message: one outcome for each recipient.
func (r *Running) recordOutcomes(message evidence.Message, outcomes []evidence.Outcome) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	now, untold := r.Clock.Now(), slices.Clone(message.To)
	for _, told := range outcomes {
		i := slices.Index(untold, told.Recipient)
		if i < 0 {
			return fmt.Errorf("%s tells the fate of a message to %s, who is no recipient of it", r.sender.Name(), told.Recipient)
		}
		untold = slices.Delete(untold, i, i+1)
		told = r.observed(message.ID, told)
		r.Trail.add("fate", told)
		r.outcomes = append(r.outcomes, outcome{message.ID, told, now, now})
	}
	if len(untold) > 0 {
		return fmt.Errorf("%s does not tell the fate of the message to %s", r.sender.Name(), strings.Join(untold, ", "))
	}
	return nil
}

// contacted notes that there is a session with an MTA.
func (r *Running) contacted(h *host) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !slices.Contains(r.busy, h) {
		r.busy = append(r.busy, h)
	}
}

// waitForSessions waits until every session with an MTA has ended.
func (r *Running) waitForSessions(ctx context.Context) error {
	for {
		r.mu.Lock()
		busy := r.busy
		r.busy = nil
		r.mu.Unlock()
		if len(busy) == 0 {
			return nil
		}
		for _, h := range busy {
			if err := h.server.Wait(ctx); err != nil {
				return fmt.Errorf("%s has told the fate, and its connections to %s are not closed: %w", r.sender.Name(), h.AddrPort(), err)
			}
		}
	}
}

// Sessions are all SMTP sessions in the order in which they began, each once.
func (r *Running) Sessions() []*fakemta.Session { return r.Trail.allSessions() }

// SessionsAt are the sessions with the MTAs at an address, whatever their ports.
func (r *Running) SessionsAt(address string) []*fakemta.Session {
	var sessions []*fakemta.Session
	for _, h := range r.hosts {
		if h.Address.String() == address {
			sessions = append(sessions, h.server.Sessions()...)
		}
	}
	return sessions
}

// hostOf is an MTA at work; nil: it has not started.
func (r *Running) hostOf(mta *MTA) *host {
	if i := slices.IndexFunc(r.hosts, func(h *host) bool { return h.MTA == mta }); i >= 0 {
		return r.hosts[i]
	}
	return nil
}

// hostWith is the MTA at work that a session is with; nil: none of them.
func (r *Running) hostWith(session *fakemta.Session) *host {
	if i := slices.IndexFunc(r.hosts, func(h *host) bool { return slices.Contains(h.server.Sessions(), session) }); i >= 0 {
		return r.hosts[i]
	}
	return nil
}

// Show replaces the certificate of an MTA, which must show one, from the next handshake on. An MTA that started without
// any goes on without STARTTLS.
func (r *Running) Show(mta *MTA, certificate *Certificate) {
	if h := r.hostOf(mta); h != nil {
		h.visits.show(certificate)
	}
}

// Shown is the certificate that an MTA shows now; nil: none.
func (r *Running) Shown(mta *MTA) *Certificate {
	if h := r.hostOf(mta); h != nil {
		return h.visits.shows()
	}
	return mta.Shows
}

// Change changes how an MTA meets every connection from the next one on.
func (r *Running) Change(mta *MTA, how func(*State)) error {
	h := r.hostOf(mta)
	if h == nil {
		return nil
	}
	h.visits.change(how)
	return h.listen()
}

// Close ends the sender, the MTAs, the web servers, the name server and the network, in this order, and waits.
func (r *Running) Close() error {
	var errs []error
	if r.outbox != nil {
		errs = append(errs, r.closeBounded(r.sender.Name(), r.outbox.Close))
	}
	for _, h := range r.hosts {
		errs = append(errs, h.server.Close())
	}
	for _, web := range r.web {
		errs = append(errs, web.close())
	}
	return errors.Join(append(errs, r.close())...)
}
