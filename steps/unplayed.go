package steps

import (
	"fmt"
	"slices"
	"strings"

	"mtalab/fakemta"
	"mtalab/sim/policy"
)

// neverPlays says why a deviation cannot come into play whatever a sender does; empty: it can.
func (s *scenario) neverPlays(d deviation) string {
	if d.of.mta == nil {
		return ""
	}
	address, state := d.of.mta.Address, d.of.state()
	own, stated := s.world.StatesSenderFor(address)
	switch {
	case d.of.from.IsValid() && stated && !d.of.from.Contains(own):
		return fmt.Sprintf("the sender is at %s, and not in %s", own, d.of.from)
	case s.isBehindTLS(d):
		return fmt.Sprintf("with the MTA at %s a sender speaks TLS before; say %q for that", address, d.answer+" inside TLS")
	case d.nth > s.mostSaid(d.answer):
		return fmt.Sprintf("there are %d recipients in all, and it takes %d of them", s.recipients, d.nth)
	case d.need >= spoken && state.Refuses && !s.recovered[d.of.mta]:
		return fmt.Sprintf("the MTA at %s refuses connections", address)
	case d.need >= spoken && (state.Fault.Silent || state.Fault.Reset) && !s.healed[d.of.mta]:
		return fmt.Sprintf("no connection to %s comes to be", address)
	case d.need == secured && neverSecured(d.of) && !s.recovered[d.of.mta]:
		return fmt.Sprintf("the MTA at %s does not offer STARTTLS", address)
	}
	return ""
}

// neverSecured says whether TLS is offered to nobody.
func neverSecured(of subject) bool {
	state := of.state()
	plain := state.Behaviour.Plain
	_, hello := plain.Replies["EHLO"]
	_, begins := plain.Replies["STARTTLS"]
	if of.as != "" || state.Attacker != nil || hello || begins {
		return false
	}
	offers := func(capability string) bool { return strings.EqualFold(capability, "STARTTLS") }
	return state.Shows == nil && plain.Capabilities == nil || plain.Capabilities != nil && !slices.ContainsFunc(plain.Capabilities, offers)
}

// mostSaid bounds how often a command can be said in a session; what is said once for each recipient at most.
func (s *scenario) mostSaid(answer string) int {
	_, verb, _ := strings.Cut(strings.TrimSuffix(answer, " inside TLS"), " ")
	if slices.Contains([]string{"MAIL", "RCPT", "DATA", "."}, verb) && s.recipients > 0 {
		return s.recipients
	}
	return 1 << 30
}

// isBehindTLS says whether a deviation before TLS is one from an answer that every sender hears inside TLS: the MTA is
// honest up to there, and TLS is asked for of everybody.
func (s *scenario) isBehindTLS(d deviation) bool {
	_, verb, _ := strings.Cut(d.answer, " ")
	if !slices.Contains([]string{"MAIL", "RCPT", "DATA", "BDAT", "."}, verb) { // "answers RCPT inside TLS" is none
		return false
	}
	state := d.of.state()
	behaviour := state.Behaviour
	plain, inside := behaviour.Plain, behaviour.Encrypted
	if _, both := inside.Replies[verb]; both || len(inside.Again[verb]) > 0 || strings.HasPrefix(plain.Replies[verb].Text, "530") {
		return false // it is so in either half; or it demands TLS, and gets it (RFC 3207 §4)
	}
	for _, before := range []string{"*", "EHLO", "STARTTLS"} {
		if _, deviates := plain.Replies[before]; deviates || len(plain.Again[before]) > 0 {
			return false
		}
	}
	honest := state.Shows != nil && state.Attacker == nil && plain.Capabilities == nil && plain.Greeting == (fakemta.Reply{}) && behaviour.ServerHello == (fakemta.Reply{})
	return honest && s.asksForTLS()
}

// asksForTLS says whether the policy asks for TLS, be it where it is offered, wherever mail goes.
func (s *scenario) asksForTLS() bool {
	asked := s.world.Policy.Default != policy.Unset || len(s.world.Policy.Destinations) > 0
	never := s.world.Policy.Default.TLS == policy.Never
	for _, entry := range s.world.Policy.Destinations {
		never = never || entry.Setting.TLS == policy.Never
	}
	return asked && !never
}
