package sim

import (
	"cmp"
	"net/netip"

	"mtalab/fakemta"
)

// MTA describes one receiving host of a world. The zero value of all but Address is an honest host without STARTTLS.
type MTA struct {
	// Address is its IP address, and Port its port; 0 means 25.
	Address netip.Addr `json:"address"`
	Port    uint16     `json:"port,omitzero"`
	// Name is what it calls itself in the greeting and the reply to EHLO; empty: "mta.test".
	Name string `json:"name,omitzero"`
	// Shows is the certificate; nil: none, and STARTTLS is not offered. Running.Show changes it later on.
	Shows *Certificate `json:"shows,omitzero"`
	// ByServerName are certificates shown in place of Shows to a client that sends their server name (RFC 6066 §3), in
	// lower case.
	ByServerName map[string]*Certificate `json:"byServerName,omitzero"`
	// Refuses closes the port: the address exists and nobody listens.
	Refuses bool `json:"refuses,omitzero"`
	// Fault is what else is wrong with the connections to it; Attacker stands on the way; nil: nobody.
	Fault    Fault     `json:"fault,omitzero"`
	Attacker *Attacker `json:"attacker,omitzero"`
	// Behaviour is how it speaks, where it is reached.
	Behaviour fakemta.Behaviour `json:"behaviour,omitzero"`
	// Changes are how it is later on, in the order of their connections.
	Changes []Change `json:"changes,omitzero"`
	// Clients are how it is towards some clients. Of those that hold an address the last one counts.
	Clients []Clients `json:"clients,omitzero"`
}

// AddrPort is where it listens.
func (m *MTA) AddrPort() netip.AddrPort {
	return netip.AddrPortFrom(m.Address, cmp.Or(m.Port, 25))
}

// Fault is what is wrong with the connections to one MTA. The zero value is nothing, each field is one
// fault, and they compose. It is the host's side of a connection that suffers, so that senders which
// are programs of their own meet it as well, but for Silent: that needs a sender that dials by Env.
type Fault struct {
	// Silent loses the first packet of every connection: whoever dials gives up after network.InitialReadTimeout.
	Silent bool `json:"silent,omitzero"`
	// Reset tears every connection down before a word is said.
	Reset bool `json:"reset,omitzero"`
	// BytesPerSecond is how fast the host can speak, by the world's clock; 0: at once.
	BytesPerSecond int `json:"bytesPerSecond,omitzero"`
	// CutAfter ends the connection once the host has said so many bytes; 0: never.
	CutAfter int `json:"cutAfter,omitzero"`
}

// Attacker describes a man in the middle: whoever connects to the MTA reaches it, and it passes on what it
// likes, in both directions. The MTA behind it is untouched and sees a client that is not the sender.
// The zero value passes everything on; each field is one attack, and they compose.
type Attacker struct {
	// Strips are keywords that it takes out of the reply to EHLO in the clear (RATK-1).
	Strips []string `json:"strips,omitzero"`
	// Answers are commands in the clear that it answers itself and keeps from the MTA, by verb in upper
	// case; the lines of a reply are separated by "\n" (RATK-2).
	Answers map[string]string `json:"answers,omitzero"`
	// Injects is what it puts behind the MTA's 220 to STARTTLS, in the same segment (RATK-5).
	Injects string `json:"injects,omitzero"`
	// Alert is a fatal TLS alert with which it answers the ClientHello itself, by its number; 0: none (RATK-13).
	Alert uint8 `json:"alert,omitzero"`
	// Shows is a certificate of its own: it ends the sender's TLS and speaks TLS of its own with the MTA,
	// by the sender's server name. nil: TLS passes through it unread (RATK-9).
	Shows *Certificate `json:"shows,omitzero"`
}
