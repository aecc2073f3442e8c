package sim

import (
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"time"

	"mtalab/fakemta"
	"mtalab/pki"
	"mtalab/sim/evidence"
)

// host is an MTA of a world at work.
type host struct {
	*MTA
	world  *Running
	server fakemta.Server
	visits *visits
	up     bool // it listens
	read   int  // how many of its sessions are in Running.arrived
}

// start makes the MTA listen and tells the world of everything it hears.
func (h *host) start() error {
	h.server.Name, h.server.Timeout, h.server.Meets = h.Name, h.world.options.SessionTimeout, h.meets
	root, err := pki.Shared(pki.Root{})
	if err != nil {
		return err
	}
	h.server.ClientCAs = pki.Pool(root)
	h.server.Now, h.server.CheckRevocation = h.world.Clock.Now, h.checkClient
	h.server.Lateness = h.world.lateness
	h.server.OnSilence = func() {
		h.world.stalled.begin()
		h.world.Clock.AdvanceToNextDeadline()
	}
	h.server.OnDelay = func(late time.Duration) { h.world.Clock.Pass(late) }
	h.server.OnEvent = func(session *fakemta.Session, event fakemta.Event) {
		h.told(session, event)
	}
	h.server.OnDecision = func(_ *fakemta.Session, decision fakemta.Decision) {
		if cause, tells := mutualTLSDomains[decision]; tells {
			h.world.Trail.add("smtp", evidence.Note{Text: cause.Name, Cause: cause})
		}
	}
	return h.listen()
}

// told puts an event of a session into the trail.
func (h *host) told(session *fakemta.Session, event fakemta.Event) {
	switch event.Kind {
	case fakemta.Opened:
		h.world.contacted(h)
		h.world.Trail.addSession(h, session, event)
		if clients := h.visits.of(session).clients; clients != nil {
			h.world.Trail.addTreatment(h, session, clients.String())
		}
	case fakemta.Recognized:
		h.world.Trail.addTreatment(h, session, strings.TrimPrefix(event.Text, "as "))
	default:
		h.world.Trail.addSession(h, session, normalizeEvent(event))
	}
}

// listen has the MTA listen, unless nobody ever reaches it.
func (h *host) listen() error {
	if h.up || !h.visits.any(listens) {
		return nil
	}
	listener, err := h.world.network.Listen("tcp", h.AddrPort().String())
	if err != nil {
		return fmt.Errorf("start the MTA at %s: %w", h.AddrPort(), err)
	}
	h.up = true
	h.server.Start(h.reach(listener))
	return nil
}

// visitor is a connection to an MTA of a world, which knows its number and what it meets.
type visitor interface {
	net.Conn
	visit() visit
}

// meets is how a connection that reached the MTA meets it.
func (h *host) meets(conn net.Conn) fakemta.Met {
	this := conn.(visitor).visit()
	h.visits.begins(this)
	met := fakemta.Met{Behaviour: &this.state.Behaviour}
	met.Hesitates = this.state.Attacker != nil && this.state.Attacker.Injects != ""
	if h.visits.certificate(this.state, "") != nil {
		met.Certificate = func(name string) (*tls.Certificate, error) {
			return h.world.toShow(h.visits.certificate(this.state, strings.ToLower(name)))
		}
	}
	return met
}

// toShow issues a certificate in the form that a handshake wants.
func (r *Running) toShow(c *Certificate) (*tls.Certificate, error) {
	shown, err := r.issued.toShow(c, r.issueTime())
	if err == nil {
		r.judgedByMachine(shown)
	}
	return shown, err
}
