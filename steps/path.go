package steps

import (
	"fmt"
	"strings"
	"time"

	"github.com/cucumber/godog"

	"mtalab/fakemta"
	"mtalab/sim"
)

// pathPhrases say what is wrong between the sender and an MTA that may itself be in order.
func (s *scenario) pathPhrases() []phrase {
	return []phrase{
		{given, "the MTA at {address} refuses connections", nothing,
			"Nobody listens at the address.",
			"Given the MTA at 192.0.2.1 refuses connections",
			s.refusesConnections},
		{given, "connections to {address} stay unanswered", nothing,
			"The first packet is lost on its way, and nobody answers.",
			"Given connections to 192.0.2.1 stay unanswered",
			s.staysUnanswered},
		{given, "connections to {address} are reset", nothing,
			"They are made, and torn down before the greeting.",
			"Given connections to 192.0.2.1 are reset",
			func(address string) error {
				return s.disturb(address, isReset, func(f *sim.Fault) { f.Reset = true })
			}},
		{given, "the MTA at {address} takes {number} connections in {period} and greets others with {words}", nothing,
			"By the world's clock; a connection beyond that is greeted so and closed.",
			`Given the MTA at 192.0.2.1 takes 2 connections in 1 hour and greets others with "421 4.7.0 Too many connections"`,
			s.takesConnections},
		{given, "connections to {address} carry {bytes} a second", nothing,
			"What the MTA says arrives slowly, by the world's clock.",
			"Given connections to 192.0.2.1 carry 1 byte a second",
			s.slow},
		{given, "connections to {address} are cut after {bytes}", nothing,
			"They end once the MTA has said so many bytes, inside TLS as well.",
			"Given connections to 192.0.2.1 are cut after 100 bytes",
			s.cutAfter},
		{given, "an attacker in front of {address} who strips {extension}", nothing,
			"It takes a keyword out of the reply to EHLO; the MTA behind it is healthy.",
			"Given an attacker in front of 192.0.2.1 who strips STARTTLS",
			func(address, keyword string) error {
				return s.attack(address, func(a *sim.Attacker) { a.Strips = append(a.Strips, keyword) })
			}},
		{given, "an attacker in front of {address} who answers {verb} with {words}", nothing,
			"It keeps a command in the clear from the MTA and answers that itself; \\n separates the lines.",
			`Given an attacker in front of 192.0.2.1 who answers STARTTLS with "454 4.7.0 TLS not available"`,
			s.attackerAnswers},
		{given, "an attacker in front of {address} who adds {words} to the answer to STARTTLS", nothing,
			"Behind the MTA's own 220 stands something else, in the clear and in the same segment; \\n ends a line.",
			`Given an attacker in front of 192.0.2.1 who adds "250 evil\n" to the answer to STARTTLS`,
			func(address, text string) error {
				return s.attack(address, func(a *sim.Attacker) { a.Injects += strings.ReplaceAll(unquoted(text), "\n", "\r\n") })
			}},
		{given, "an attacker in front of {address} who answers the TLS handshake with the alert {alert}", nothing,
			"The MTA has said 220, and it answers the ClientHello with a fatal alert (RFC 8446 §6).",
			"Given an attacker in front of 192.0.2.1 who answers the TLS handshake with the alert 40",
			s.attackerAlerts},
		{given, "an attacker in front of {address} whose certificate has", certificateTable,
			"It ends the sender's TLS itself, with a certificate of its own, and speaks TLS of his own with the MTA.",
			"Given an attacker in front of 192.0.2.1 whose certificate has\n  | DNS | mx.evil.not |",
			s.attackerShows},
	}
}

func (s *scenario) refusesConnections(address string) error {
	return s.disturbed(address, isRefused, func(state *sim.State) { state.Refuses = true })
}

// disturb changes what is wrong with the connections to the MTA at an address.
func (s *scenario) disturb(address string, plays play, how func(*sim.Fault)) error {
	return s.disturbed(address, plays, func(state *sim.State) { how(&state.Fault) })
}

// disturbed is alter that notes a deviation.
func (s *scenario) disturbed(address string, plays play, how func(*sim.State)) error {
	if mta, err := s.at(address); err == nil {
		s.deviates(mta, plays)
	}
	return s.alter(address, how)
}

func (s *scenario) staysUnanswered(address string) error {
	if err := s.disturb(address, isSilent, func(f *sim.Fault) { f.Silent = true }); err != nil {
		return err
	}
	return s.worldsClock("a packet that is lost")
}

func (s *scenario) slow(address string, pace int) error {
	if err := s.disturb(address, connects, func(f *sim.Fault) { f.BytesPerSecond = pace }); err != nil {
		return err
	}
	return s.byPatience("a slow connection")
}

// byPatience says that a sender which is a real program is not asked where something takes time, unless it is known how long
// it waits by the machine's clock.
func (s *scenario) byPatience(what string) error {
	if patient, ok := s.laboratory.Sender.(sim.Patient); ok && patient.Patience() > 0 {
		return nil
	}
	return s.worldsClock(what)
}

// worldsClock says that a sender which is a real program is not asked where something takes time by
// the world's clock alone: it waits by the machine's.
func (s *scenario) worldsClock(what string) error {
	if _, opaque := s.laboratory.Sender.(sim.BlackBox); !opaque {
		return nil
	}
	return s.skipIfUnsupported(fmt.Errorf("%w: %s waits by the machine's clock, and %s takes time by the world's",
		sim.ErrNotSupported, s.laboratory.Sender.Name(), what))
}

func (s *scenario) takesConnections(address string, number int, period, reply string) error {
	per, err := duration(period)
	if err != nil {
		return err
	}
	if err := s.saysOf(address, "how many connections it takes"); err != nil {
		return err
	}
	return s.change(address, func(b *fakemta.Behaviour) {
		b.Rate = fakemta.Rate{Connections: number, Seconds: int(per / time.Second), Reply: unquoted(reply)}
	})
}

func (s *scenario) cutAfter(address string, count int) error {
	return s.disturb(address, isCut, func(f *sim.Fault) { f.CutAfter = count })
}

// attack changes what the attacker in front of an address does; there is one at most.
func (s *scenario) attack(address string, how func(*sim.Attacker)) error {
	return s.disturbed(address, connects, func(state *sim.State) {
		if state.Attacker == nil {
			state.Attacker = &sim.Attacker{}
		}
		how(state.Attacker)
	})
}

func (s *scenario) attackerAnswers(address, verb, reply string) error {
	return s.attack(address, func(a *sim.Attacker) {
		if a.Answers == nil {
			a.Answers = map[string]string{}
		}
		a.Answers[verb] = unquoted(reply)
	})
}

func (s *scenario) attackerAlerts(address string, number int) error {
	return s.attack(address, func(a *sim.Attacker) { a.Alert = uint8(number) })
}

func (s *scenario) attackerShows(address string, table *godog.Table) error {
	certificate, err := readCertificate(table)
	if err != nil {
		return err
	}
	return s.attack(address, func(a *sim.Attacker) { a.Shows = certificate })
}
