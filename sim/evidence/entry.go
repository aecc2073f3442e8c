package evidence

import (
	"fmt"
	"net/http"
	"net/netip"
	"time"
)

// Entry is one thing that happened in a world, and who tells of it: "dns", "smtp", or the name of
// the sender for what only the sender knows.
type Entry struct {
	Source string
	At     time.Time // by the world's clock
	What   any       // a type of this package, fakedns.Query, sim.SessionEvent or sim.ClientEvent
}

// Message is a message to be sent.
type Message struct {
	// ID is the message's identity in the world; it stands in the Message-ID header.
	ID   string
	From string   // envelope sender
	To   []string // envelope recipients
	Data []byte   // header and body, lines ending in CRLF
}

// MessageSubmitted marks the place in the trail at which a message was handed to the sender.
type MessageSubmitted struct{ Message Message }

// TimeAdvanced marks the place in the trail at which time passed.
type TimeAdvanced struct{ Duration time.Duration }

// String counts in the largest unit that measures it, as a person would.
func (p TimeAdvanced) String() string {
	for _, unit := range []struct {
		name   string
		length time.Duration
	}{{"days", 24 * time.Hour}, {"hours", time.Hour}, {"minutes", time.Minute}} {
		if p.Duration > unit.length && p.Duration%unit.length == 0 {
			return fmt.Sprintf("%d %s pass", p.Duration/unit.length, unit.name)
		}
	}
	return fmt.Sprintf("%v seconds pass", p.Duration.Seconds())
}

// HTTPRequest is one question put to a web server of the world, and how it was answered.
type HTTPRequest struct {
	URL    string
	Status int // 0: not at all
}

func (a HTTPRequest) String() string { return "GET " + a.URL + " → " + a.Outcome() }

// Outcome is how it was answered, in words.
func (a HTTPRequest) Outcome() string {
	if a.Status == 0 {
		return "silence"
	}
	return fmt.Sprintf("%d %s", a.Status, http.StatusText(a.Status))
}

// Disturbance is something that happened to a connection on its way to an MTA, and that neither end did.
type Disturbance struct {
	Host netip.AddrPort
	Text string
	As   string // to which clients alone it happens; empty: to all
}

func (d Disturbance) String() string { return fmt.Sprintf("%s  %s", d.Host, d.Words()) }

// Words are what happened, and to whom.
func (d Disturbance) Words() string {
	if d.As != "" {
		return d.Text + ", as to all " + d.As
	}
	return d.Text
}

// Treatment is that an MTA is towards the sender as it is towards some clients only, from here on.
type Treatment struct {
	Host    netip.AddrPort
	Session int    // its number in the world
	As      string // which clients: "clients from 198.51.100.0/24"
}

func (t Treatment) String() string { return fmt.Sprintf("%s  treats the sender as %s", t.Host, t.As) }

// Warning is what the laboratory has to say of a setup that works as it was told to, and should not be.
type Warning struct {
	Text  string
	Cause Cause
}

func (w Warning) String() string { return "warning: " + w.Text + Cite(w.Cause) }
