package evidence

import (
	"crypto/tls"
	"fmt"
	"net/netip"
	"strings"
)

// Plan is where a sender finds that a message for one domain may go, before it connects anywhere.
type Plan struct {
	Domain     string // the recipient domain
	Recipients []string
	Setting    string    // by the sender's own name
	SetBy      string    // where the setting stands, in the sender's own words; empty: it does not tell
	Route      string    // the domain of the route that applies; empty: none does
	NextHops   []NextHop // the best first; none: the fate is decided without a connection
	Cause      Cause     // of these, and of this order
}

func (p Plan) String() string {
	if len(p.NextHops) == 0 {
		return p.Domain + " has no host to go to" + Cite(p.Cause)
	}
	hosts := make([]string, len(p.NextHops))
	for i, candidate := range p.NextHops {
		hosts[i] = candidate.String()
	}
	return "hosts, in this order: " + strings.Join(hosts, ", ") + Cite(p.Cause)
}

// NextHop is one address that a message may go to, with every way that leads there.
type NextHop struct {
	Address netip.AddrPort
	Origins []Origin
}

// Origin is how a sender came upon an address.
type Origin struct {
	Host   string // the name that was looked up; empty: the address itself was given
	Source string // what names the host or the address: "MX", "implicit MX", "SMTP route", "address literal"
	// Reference is the name that a certificate may match by this way; empty: none.
	Reference string
}

func (c NextHop) String() string {
	if len(c.Origins) > 0 && c.Origins[0].Host != "" {
		return fmt.Sprintf("%s (%s)", c.Origins[0].Host, c.Address.Addr())
	}
	return c.Address.Addr().String()
}

// HostAttempt is the end of an attempt at one candidate, and all that the sender saw of it: what an attacker
// on the path does to a session is in it, and not what the MTA behind it would tell.
type HostAttempt struct {
	NextHop   NextHop
	Exchanges []CommandReply       // none: nobody spoke
	TLS       *tls.ConnectionState // nil: there was no TLS session
	Fate      Fate                 // empty: the candidate was given up
	Reason    string
	Cause     Cause
}

func (t HostAttempt) String() string {
	switch {
	case t.Fate == "":
		return fmt.Sprintf("%s is given up: %s%s", t.NextHop, t.Reason, Cite(t.Cause))
	case t.Fate.Delivered():
		return fmt.Sprintf("settled on %s", t.NextHop)
	}
	return fmt.Sprintf("%s does not take the message: %s%s", t.NextHop, t.Reason, Cite(t.Cause))
}

// CommandReply is a command of the sender and the reply that it read.
type CommandReply struct {
	Command   string // "" for the greeting, "." for the message itself
	Reply     string // with its code; the lines of a longer one are separated by "\n"; empty: none came
	Encrypted bool
}

// Verb is the first word of the command.
func (e CommandReply) Verb() string {
	verb, _, _ := strings.Cut(e.Command, " ")
	return strings.ToUpper(verb)
}
