package sim

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"mtalab/fakedns"
	"mtalab/sim/evidence"
)

// BlackBox is a Sender that does not tell how it judges a certificate: a real program has a log, and the log does not say
// what was compared with what. It waits by the machine's clock.
type BlackBox interface {
	Sender
	BlackBox()
}

// Patient is a BlackBox of which it is known how long it waits for a reply by the machine's clock, where RFC 5321 §4.5.3.2
// wants five minutes: its world is late, and slow, by a clock that goes so much faster. 0: it cannot be told to wait less
// than anybody can watch.
type Patient interface {
	BlackBox
	Patience() time.Duration
}

// fiveMinutes are those of RFC 5321 §4.5.3.2, in most of its steps.
const fiveMinutes = 5 * time.Minute

// patience is how long the sender waits; 0: by the world's clock, or nobody knows.
func (r *Running) patience() time.Duration {
	if patient, ok := r.sender.(Patient); ok {
		return patient.Patience()
	}
	return 0
}

// lateness is how long a reply takes by the machine's clock that is late by so much. 0 is later than the sender waits for
// any: for that to the message it waits twice as long (§4.5.3.2.6).
func (r *Running) lateness(late time.Duration) time.Duration {
	patience := r.patience()
	most := 2*patience + time.Second
	switch {
	case patience == 0:
		return 0
	case late == 0:
		return most
	}
	return min(most, time.Duration(float64(late)*patience.Seconds()/fiveMinutes.Seconds()))
}

// Unobservable says whether the sender keeps something to itself, and notes in the trail that this
// was not observed; what names it.
func (r *Running) Unobservable(what string) bool {
	if _, opaque := r.sender.(BlackBox); !opaque {
		return false
	}
	r.Trail.add("world", evidence.Note{Text: "not observable with " + r.sender.Name() + ": " + what})
	return true
}

// SessionKeeper is a Sender that keeps a session open for more mail, and is stopped once a message has its fate: how such a
// session would end is not seen.
type SessionKeeper interface {
	Sender
	KeepsSessions()
}

// KeepsSessions says whether the sender does.
func (r *Running) KeepsSessions() bool {
	_, keeps := r.sender.(SessionKeeper)
	return keeps
}

// ByName says whether a host by this name is where a message was delivered. A sender that is a BlackBox
// may call it otherwise, by its canonical name or its PTR record: what counts then is that the name
// server, asked for the host, answered with that address.
func (r *Running) ByName(host string, delivered evidence.Outcome) bool {
	if strings.EqualFold(delivered.Host, host) {
		return true
	}
	if _, opaque := r.sender.(BlackBox); !opaque {
		return false
	}
	return slices.ContainsFunc(r.dns.Queries(), func(query fakedns.Query) bool {
		if !strings.EqualFold(strings.TrimSuffix(query.Name, "."), host) {
			return false
		}
		return slices.ContainsFunc(query.Answers, func(answer fakedns.Record) bool {
			address, err := netip.ParseAddr(answer.Value)
			return err == nil && address == delivered.Address
		})
	})
}
