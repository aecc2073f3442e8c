package sim

import (
	"net/netip"
	"slices"
	"strings"

	"mtalab/fakedns"
	"mtalab/sim/evidence"
)

// BlackBox is a Sender that does not tell how it judges a certificate: a real program has a log, and the log does not say
// what was compared with what. It waits by the machine's clock.
type BlackBox interface {
	Sender
	BlackBox()
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
