package sim

import (
	"cmp"
	"crypto/tls"
	"fmt"
	"strings"
	"sync"

	"mtalab/fakemta"
	"mtalab/pki"
	"mtalab/sim/evidence"
)

// host is an MTA of a world at work.
type host struct {
	*MTA
	world  *Running
	server fakemta.Server

	mu    sync.Mutex
	shown *Certificate
}

// start makes the MTA listen and tells the world of everything it hears.
func (h *host) start() error {
	if !h.Listens() {
		return nil
	}
	h.server.Name, h.server.Behaviour, h.server.Sequence = h.Name, h.Behaviour, h.Sequence
	h.server.Timeout = h.world.options.SessionTimeout
	if h.Shows != nil {
		h.server.Certificate = func(name string) (*tls.Certificate, error) {
			return h.world.toShow(cmp.Or(h.ByServerName[strings.ToLower(name)], h.shows()))
		}
	}
	root, err := pki.Shared(pki.Root{})
	if err != nil {
		return err
	}
	h.server.ClientCAs = pki.Pool(root)
	h.server.Now = h.world.Clock.Now
	h.server.Hesitates = h.Attacker != nil && h.Attacker.Injects != ""
	h.server.OnSilence = func() {
		h.world.stalled.begin()
		h.world.Clock.AdvanceToNextDeadline()
	}
	h.server.OnEvent = func(session *fakemta.Session, event fakemta.Event) {
		if event.Kind == fakemta.Opened {
			h.world.contacted(h)
		}
		h.world.Trail.addSession(h, session, normalizeEvent(event))
	}
	h.server.OnDecision = func(_ *fakemta.Session, decision fakemta.Decision) {
		if cause, tells := mutualTLSDomains[decision]; tells {
			h.world.Trail.add("smtp", evidence.Note{Text: cause.Name, Cause: cause})
		}
	}
	listener, err := h.world.network.Listen("tcp", h.AddrPort().String())
	if err != nil {
		return fmt.Errorf("start the MTA at %s: %w", h.AddrPort(), err)
	}
	h.server.Start(h.reach(listener))
	return nil
}

// shows is the certificate that it shows now; nil: none.
func (h *host) shows() *Certificate {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.shown
}

// show replaces the certificate from the next handshake on.
func (h *host) show(certificate *Certificate) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.shown = certificate
}

// toShow issues a certificate in the form that a handshake wants.
func (r *Running) toShow(c *Certificate) (*tls.Certificate, error) {
	return r.issued.toShow(c, r.Clock.Now())
}
