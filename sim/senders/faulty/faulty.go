// Package faulty is a sender that is bad on purpose: the built-in ESA with one classic mistake of MTAs
// with STARTTLS. The scenarios written for a mistake fail with it, and only they: so it shows that they
// notice, and what a failure looks like.
package faulty

import (
	"mtalab/internal/outbound"
	"mtalab/sim"
	"mtalab/sim/senders/esa"
)

// Sender is the built-in ESA with one mistake. Senders makes them.
type Sender struct {
	esa.Sender
	name string
}

var (
	_ sim.Sender        = Sender{}
	_ sim.PolicyChecker = Sender{}
)

// Name is "faulty=" and what the mistake is called, such as "faulty=plaintext-after-220".
func (s Sender) Name() string { return s.name }

// Model is "esa", the one that it is but for the mistake: scenarios about the ESA are about it too.
func (Sender) Model() string { return "esa" }

// Senders are all of them. What each does wrong is told at its field of outbound.Faults.
func Senders() []Sender {
	with := func(mistake string, faults outbound.Faults) Sender {
		return Sender{esa.Sender{Faults: faults}, "faulty=" + mistake}
	}
	return []Sender{
		with("believes-injected-reply", outbound.Faults{BelievesInjected: true}),
		with("keeps-extensions", outbound.Faults{KeepsExtensions: true}),
		with("pipelines-starttls", outbound.Faults{PipelinesSTARTTLS: true}),
		with("no-second-ehlo", outbound.Faults{SkipsSecondEHLO: true}),
		with("tls-after-250", outbound.Faults{BeginsTLSAfter250: true}),
		with("plaintext-after-220", outbound.Faults{FallsBackAfter220: true}),
		with("mail-before-verdict", outbound.Faults{MailsBeforeVerdict: true}),
		with("checks-no-name", outbound.Faults{ChecksNoName: true}),
		with("trusts-resumed-session", outbound.Faults{TrustsResumed: true}),
		with("remembers-verdicts", outbound.Faults{RemembersVerdicts: true}),
	}
}
