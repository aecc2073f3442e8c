package sim

import (
	"cmp"
	"crypto/tls"
	"fmt"
	"net/netip"
	"strings"
	"sync"

	"mtalab/fakemta"
)

// MTA is one receiving host of a world.
type MTA struct {
	// Address is its IP address, and Port its port; 0 means 25.
	Address netip.Addr
	Port    uint16
	// Shows is the certificate; nil: none, and STARTTLS is not offered. Show changes it later on.
	Shows *Certificate
	// Refuses closes the port: the address exists and nobody listens (row ES-40).
	Refuses bool
	// Fault is what else is wrong with the connections to it; Attacker stands on the way; nil: nobody.
	Fault    Fault
	Attacker *Attacker
	// ByServerName are certificates shown in place of Shows to a client that sends their server
	// name (RFC 6066 §3), in lower case.
	ByServerName map[string]*Certificate
	// Server is how it behaves. World fills in its callbacks and its Certificate.
	Server fakemta.Server

	mu sync.Mutex // guards Shows once the MTA listens
}

// AddrPort is where it listens.
func (m *MTA) AddrPort() netip.AddrPort {
	return netip.AddrPortFrom(m.Address, cmp.Or(m.Port, 25))
}

// Show replaces the certificate, which must be one, from the next handshake on. An MTA that started
// without any goes on without STARTTLS.
func (m *MTA) Show(certificate *Certificate) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.Shows = certificate
}

// Shown is the certificate that it shows now; nil: none.
func (m *MTA) Shown() *Certificate {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.Shows
}

// start makes the MTA listen and tells the world of everything it hears.
func (m *MTA) start(w *World) error {
	if m.Refuses || m.Fault.Silent {
		return nil
	}
	if m.Shows != nil {
		m.Server.Certificate = func(name string) (*tls.Certificate, error) {
			return w.toShow(cmp.Or(m.ByServerName[strings.ToLower(name)], m.Shown()))
		}
	}
	m.Server.Now = w.Clock.Now
	m.Server.Hesitates = m.Attacker != nil && m.Attacker.Injects != ""
	m.Server.OnSilence = func() {
		w.silence.fall()
		w.Clock.PassUntilPatienceEnds()
	}
	m.Server.OnEvent = func(session *fakemta.Session, event fakemta.Event) {
		if event.Kind == fakemta.Opened {
			w.contacted(m)
		}
		w.trail.add("smtp", Spoken{m, session, steady(event)})
	}
	listener, err := w.Network.Listen("tcp", m.AddrPort().String())
	if err != nil {
		return fmt.Errorf("start the MTA at %s: %w", m.AddrPort(), err)
	}
	m.Server.Start(w.reach(m, listener))
	return nil
}
