// Package evidence is what is known of what happened in a world: the fates of messages; what the sender compared, found and
// decided; and what was seen of it. These are values: nothing in them leads to a world that runs. sim.Of picks those of one
// kind from a trail:
//
//	for _, comparison := range sim.Of[evidence.Comparison](running.Trail) {
//		fmt.Println(comparison) // SAN mx1.example.com ~= example.com (recipient domain)  no  [ESA-41]
//	}
package evidence

import (
	"fmt"
	"net/netip"
	"strings"

	"mtalab/internal/printable"
)

// Fate is what became of a message for one recipient.
type Fate string

// The fates, in the words of the features and of rules.md.
const (
	DeliveredVerified  Fate = "delivered verified"     // inside TLS, chain and identity accepted
	DeliveredEncrypted Fate = "delivered encrypted"    // inside TLS, certificate not checked or not accepted
	DeliveredPlaintext Fate = "delivered in plaintext" // without TLS
	Deferred           Fate = "deferred"               // kept in the queue
	Bounced            Fate = "bounced"                // returned to the envelope sender
	Discarded          Fate = "discarded"              // accepted and dropped on purpose
)

// Fates lists every fate, the best first.
func Fates() []Fate {
	return []Fate{DeliveredVerified, DeliveredEncrypted, DeliveredPlaintext, Deferred, Bounced, Discarded}
}

// ParseFate reads a fate as it is written in a feature.
func ParseFate(text string) (Fate, error) {
	for _, fate := range Fates() {
		if string(fate) == text {
			return fate, nil
		}
	}
	words := make([]string, len(Fates()))
	for i, fate := range Fates() {
		words[i] = string(fate)
	}
	return "", fmt.Errorf("unknown fate %q: want one of %s", text, strings.Join(words, ", "))
}

// Delivered says whether an MTA took the message.
func (f Fate) Delivered() bool {
	return f == DeliveredVerified || f == DeliveredEncrypted || f == DeliveredPlaintext || f == Delivered
}

// Outcome is what the sender says it did with a message for one recipient.
type Outcome struct {
	Recipient string
	Fate      Fate
	Reason    string // for a person
	Cause     Cause  // what decided; none where it is not known
	// Host and Address are where it was delivered; empty and invalid otherwise.
	Host    string
	Address netip.Addr
	// VerificationUnknown says that the sender cannot tell whether it verified what it delivered.
	VerificationUnknown bool
}

func (o Outcome) String() string {
	text := string(o.Fate)
	if o.Host != "" {
		text += " via " + o.Host
	}
	if o.Reason != "" {
		text += ": " + printable.Line(o.Reason)
	}
	return text + Cite(o.Cause)
}

// Comparison is one look at a presented identifier beside a reference identifier (RFC 6125 §1.8).
type Comparison struct {
	Kind      string // what the presented identifier is: "SAN" (a dNSName), "CN", or TLSA: a certificate, and the reference is a record
	Presented string
	Reference string
	Source    string // where the reference identifier came from: "recipient domain", "MX", "PTR", "SMTP route"
	Match     bool
	Cause     Cause // the step at which the two are compared
	Why       Cause // how they were read, where the names alone do not tell
	// Lacking says what is compared before names of this source, where there is no such name; empty: nothing is lacking.
	Lacking Note
}

// TLSA is the Kind of a comparison of a certificate with a TLSA record.
const TLSA = "TLSA"

// Pair names what was compared with what, as "CN~PTR".
func (c Comparison) Pair() string { return c.Kind + "~" + c.Source }

func (c Comparison) String() string {
	verdict := "no"
	if c.Match {
		verdict = "yes"
	} else if c.Why.Name != "" {
		verdict += ", " + c.Why.Name
	}
	return fmt.Sprintf("%-3s %s ~= %s (%s)  %s%s", c.Kind, c.Presented, c.Reference, c.Source, verdict, Cite(c.Cause, c.Why))
}

// Note is something that the sender says of itself: a decision, or a thing it met.
type Note struct {
	Text  string
	Cause Cause
}

func (n Note) String() string { return n.Text + Cite(n.Cause) }

// Alert is a warning that the sender would give its administrators.
type Alert struct{ Text string }

func (a Alert) String() string { return "alert to the administrators: " + a.Text }

// Delivered is what a sender says that cannot tell how it delivered. The world puts the fate in its place that the MTAs
// saw.
const Delivered Fate = "delivered"

// StillTrying is what a sender says that has not come to an end with its first attempt, and may well be right to wait: what
// becomes of the message is not known.
const StillTrying Fate = "still trying"

// Is says whether an outcome is what a scenario states. A blind one that came inside TLS may be
// either of two: whether the sender verified is not observable.
func (o Outcome) Is(want Fate) bool {
	return o.Fate == want || o.VerificationUnknown && o.Fate == DeliveredEncrypted && want == DeliveredVerified
}
