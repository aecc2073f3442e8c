package steps

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/cucumber/godog"

	"mtalab/sim"
	"mtalab/sim/evidence"
)

func (s *scenario) sendingPhrases() []phrase {
	return []phrase{
		{when, "a message is sent to {recipient}", nothing,
			"The sender is given a message and makes its first attempt.",
			"When a message is sent to bob@example.com",
			func(ctx context.Context, recipient string) error { return s.send(ctx, recipient) }},
		{when, "a message is sent to {recipients}", nothing,
			"One message to several recipients, and the first attempt for each of their domains.",
			"When a message is sent to ann@a.not, bob@b.not",
			func(ctx context.Context, recipients string) error {
				return s.send(ctx, mailboxPattern.FindAllString(recipients, -1)...)
			}},
		{when, "the certificate at {address} is replaced by one that has", certificateTable,
			"The MTA there shows another certificate from now on; the table says what is in it.",
			"When the certificate at 192.0.2.1 is replaced by one that has\n  | DNS | mx1.example.com |",
			s.certificateIsReplaced},
		{when, "{period} pass", nothing,
			"So much time passes in the world, and the sender tries again whenever its queue says so.",
			"When 30 minutes pass",
			s.timePasses},
		{when, "tlsverify is run for {domain}", nothing,
			"The sender's tool that checks the TLS of a domain's hosts, without sending mail.",
			"When tlsverify is run for example.com",
			s.runTLSVerify},
		{then, "tlsverify succeeds", nothing,
			"The tool, run last, holds the TLS of the domain for verified.",
			"Then tlsverify succeeds",
			func() error { return s.tlsVerify(true) }},
		{then, "tlsverify fails", nothing,
			"The tool, run last, does not hold the TLS of the domain for verified.",
			"Then tlsverify fails",
			func() error { return s.tlsVerify(false) }},
	}
}

// envelopeSender sends every message that names no other.
const envelopeSender = "alice@sender.test"

func (s *scenario) send(ctx context.Context, recipients ...string) error {
	return s.sendFrom(ctx, envelopeSender, recipients...)
}

func (s *scenario) sendFrom(ctx context.Context, from string, recipients ...string) error {
	return s.sendText(ctx, []byte("\r\nThis is a message of mtalab.\r\n"), from, recipients...)
}

// sendText sends a message of which the rest of the header, an empty line and the text are given.
func (s *scenario) sendText(ctx context.Context, text []byte, from string, recipients ...string) error {
	s.addressed(recipients...)
	if err := s.run(ctx); err != nil {
		return err
	}
	s.stated, s.owed, s.latestTo = false, recipients, recipients
	_, err := s.running.Send(ctx, evidence.Message{
		From: from,
		To:   recipients,
		Data: text,
	})
	return s.skipIfUnsupported(err)
}

// units are the units of {period}.
var units = map[string]time.Duration{
	"second": time.Second, "minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour,
}

// duration reads {period}.
func duration(period string) (time.Duration, error) {
	number, unit, _ := strings.Cut(period, " ")
	count, err := strconv.Atoi(number)
	if err != nil {
		return 0, badText("%s: want a number", period)
	}
	return time.Duration(count) * units[strings.TrimSuffix(unit, "s")], nil
}

// timePasses leaves the fate to be stated anew, as it may have changed.
func (s *scenario) timePasses(ctx context.Context, period string) error {
	d, err := duration(period)
	if err != nil {
		return err
	}
	if err := s.run(ctx); err != nil {
		return err
	}
	s.stated, s.owed = false, s.latestTo
	return s.skipIfUnsupported(s.running.Pass(ctx, d))
}

func (s *scenario) certificateIsReplaced(address string, table *godog.Table) error {
	if !s.sends {
		return badText("nothing has been sent yet: say Given the certificate at %s has instead", address)
	}
	return s.certificateHasInstead(address, table)
}

func (s *scenario) runTLSVerify(ctx context.Context, domain string) error {
	if err := s.run(ctx); err != nil {
		return err
	}
	_, err := s.running.Verify(ctx, domain)
	return s.skipIfUnsupported(err)
}

func (s *scenario) tlsVerify(want bool) error {
	results := sim.Of[evidence.Verification](s.trail())
	if len(results) == 0 {
		return notYet("tlsverify was not run")
	}
	if last := results[len(results)-1]; last.Verified != want {
		return mismatch("%s", last)
	}
	s.stated = s.stated || len(s.latestTo) == 0 // nothing was sent: this is all there is to say
	return nil
}
