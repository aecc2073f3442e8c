package sim

import (
	"crypto/tls"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"mtalab/fakedns"
)

// Plan is where a sender finds that a message for one domain may go, before it connects anywhere.
type Plan struct {
	Domain     string // the recipient domain
	Recipients []string
	Setting    Setting
	Candidates []Candidate // the best first; none: the fate is decided without a connection
}

func (p Plan) String() string {
	if len(p.Candidates) == 0 {
		return p.Domain + " has no host to go to"
	}
	hosts := make([]string, len(p.Candidates))
	for i, candidate := range p.Candidates {
		hosts[i] = candidate.String()
	}
	return "hosts, in this order: " + strings.Join(hosts, ", ")
}

// Candidate is one address that a message may go to, with every way that leads there.
type Candidate struct {
	Address netip.AddrPort
	Ways    []Way
}

// Way is how a sender came upon an address.
type Way struct {
	Host   string // the name that was looked up; empty: the address itself was given
	Source string // what names the host or the address: "MX", "implicit MX", "SMTP route", "address literal"
	// Reference is the name that a certificate may match by this way; empty: none.
	Reference string
}

func (c Candidate) String() string {
	if len(c.Ways) > 0 && c.Ways[0].Host != "" {
		return fmt.Sprintf("%s (%s)", c.Ways[0].Host, c.Address.Addr())
	}
	return c.Address.Addr().String()
}

// Tried is the end of an attempt at one candidate, and all that the sender saw of it: what a man in the
// middle does to a session is in it, and not what the MTA behind him would tell.
type Tried struct {
	Candidate Candidate
	Exchanges []Exchange           // none: nobody spoke
	TLS       *tls.ConnectionState // nil: there was no TLS session
	Fate      Fate                 // empty: the candidate was given up
	Reason    string
	Rule      string
}

func (t Tried) String() string {
	switch {
	case t.Fate == "":
		return fmt.Sprintf("%s is given up: %s%s", t.Candidate, t.Reason, cite(t.Rule))
	case t.Fate.Delivered():
		return fmt.Sprintf("settled on %s", t.Candidate)
	}
	return fmt.Sprintf("%s does not take the message: %s%s", t.Candidate, t.Reason, cite(t.Rule))
}

// Exchange is a command of the sender and the reply that it read.
type Exchange struct {
	Command   string // "" for the greeting, "." for the message itself
	Reply     string // with its code; the lines of a longer one are separated by "\n"; empty: none came
	Encrypted bool
}

// Verb is the first word of the command.
func (e Exchange) Verb() string {
	verb, _, _ := strings.Cut(e.Command, " ")
	return strings.ToUpper(verb)
}

// Delivery is one attempt to deliver a message to the recipients of one domain.
type Delivery struct {
	Plan
	After    time.Duration // what passed since the delivery before it
	Tries    []Try         // one candidate after the other
	Outcomes []Outcome     // one for each recipient
}

// Try is the attempt at one candidate.
type Try struct {
	Tried
	// Evidence is what the sender found, noted or asked the name server meanwhile, in order:
	// Validation, Comparison, Note, fakedns.Query.
	Evidence []any
}

// Validation is what the sender found of the certificate before it looked at names, if it looked at all.
func (t Try) Validation() (Validation, bool) {
	for _, what := range t.Evidence {
		if validation, ok := what.(Validation); ok {
			return validation, true
		}
	}
	return Validation{}, false
}

// ReverseNames are the PTR names of the candidate's address that the sender was told, without final
// dots: those that lead back to the address, and those that do not.
func (t Try) ReverseNames() []string {
	var names []string
	for _, what := range t.Evidence {
		query, _ := what.(fakedns.Query)
		for _, answer := range query.Answers {
			if query.Type == "PTR" && answer.Type == "PTR" {
				names = append(names, strings.TrimSuffix(answer.Value, "."))
			}
		}
	}
	return names
}

// Deliveries are the trail of a world by deliveries, in order, as far as its sender tells its plans.
func (w *World) Deliveries() []Delivery {
	var deliveries []Delivery
	var evidence []any
	var passed time.Duration
	for _, entry := range w.trail.all() {
		switch what := entry.What.(type) {
		case Plan:
			deliveries = append(deliveries, Delivery{Plan: what, After: passed})
			evidence, passed = nil, 0
		case Tried:
			if len(deliveries) > 0 {
				latest := &deliveries[len(deliveries)-1]
				latest.Tries = append(latest.Tries, Try{what, evidence})
			}
			evidence = nil
		case Outcome:
			assign(deliveries, what)
		case Passed:
			passed += what.Duration
		case Spoken:
		default:
			evidence = append(evidence, what)
		}
	}
	return deliveries
}

// assign gives an outcome to the delivery that it belongs to: the first one to its recipient that has
// none yet.
func assign(deliveries []Delivery, outcome Outcome) {
	for i := range deliveries {
		delivery := &deliveries[i]
		told := slices.ContainsFunc(delivery.Outcomes, func(o Outcome) bool { return o.Recipient == outcome.Recipient })
		if !told && slices.Contains(delivery.Recipients, outcome.Recipient) {
			delivery.Outcomes = append(delivery.Outcomes, outcome)
			return
		}
	}
}
