// Package esa is a model of the Cisco Email Security Appliance as a sender: its six TLS settings, its
// two ways to read a certificate, its SMTP routes and its queue, by the rules ESA-1 to ESA-70.
package esa

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/idna"

	"mtalab/sim"
	"mtalab/sim/outbound"
)

// Sender is the model. The zero value is ready for use.
type Sender struct {
	// Faults are what it does wrong, unlike the appliance; the zero value does nothing wrong.
	Faults outbound.Faults
}

var (
	_ sim.Sender        = Sender{}
	_ sim.PolicyChecker = Sender{}
)

// Name is "esa".
func (Sender) Name() string { return "esa" }

// CheckPolicy refuses unknown options, with the ones that are known.
func (Sender) CheckPolicy(policy sim.Policy) error {
	_, err := ParseOptions(policy.Options)
	return err
}

// Launch makes an appliance in a world.
func (s Sender) Launch(_ context.Context, env sim.Env) (sim.Outbox, error) {
	options, err := ParseOptions(env.Policy.Options)
	if err != nil {
		return nil, err
	}
	if env.Policy, err = inOwnWords(env.Policy); err != nil {
		return nil, err
	}
	return &outbox{
		env:      env,
		options:  options,
		resolver: &outbound.Resolver{Network: env.Network, Server: env.DNS, Clock: env.Clock},
		random:   rand.New(rand.NewPCG(uint64(env.Policy.Seed), 25)),
		turns:    map[string]int{},
		careless: newCareless(s.Faults),
	}, nil
}

// outbox is one appliance at work.
type outbox struct {
	env      sim.Env
	options  Options
	resolver *outbound.Resolver
	careless

	mu     sync.Mutex // one delivery at a time: the trail tells one story
	random *rand.Rand
	turns  map[string]int // how often each route was used, for round-robin
	queue  []queued
}

var _ sim.Queue = (*outbox)(nil)

// queued is a message that waits for its next attempt at one destination domain.
type queued struct {
	message    sim.Message
	domain     string
	recipients []string  // those that are neither delivered to nor bounced
	since      time.Time // when the message came
	due        time.Time // the next attempt; the last is at the end of the queue lifetime
}

// Send makes the first attempt: one delivery for each recipient domain (ESA-3).
func (o *outbox) Send(ctx context.Context, message sim.Message) ([]sim.Outcome, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	entries, err := o.enqueue(message)
	if err != nil {
		return nil, err
	}
	var outcomes []sim.Outcome
	for _, entry := range entries {
		made, err := o.attempt(ctx, entry)
		if err != nil {
			return nil, err
		}
		outcomes = append(outcomes, made...)
	}
	return outcomes, nil
}

// enqueue splits a message by recipient domain, in the order in which the domains first appear: each
// has a queue of its own (ESA-3).
func (o *outbox) enqueue(message sim.Message) ([]queued, error) {
	var entries []queued
	for _, recipient := range message.To {
		domain, err := domainOf(recipient)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(entries, func(entry queued) bool { return entry.domain == domain })
		if i < 0 {
			i = len(entries)
			entries = append(entries, queued{message: message, domain: domain, since: o.env.Clock.Now()})
		}
		entries[i].recipients = append(entries[i].recipients, recipient)
	}
	return entries, nil
}

// Due is when the next attempt is due.
func (o *outbox) Due() (time.Time, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.byDue()
	if len(o.queue) == 0 {
		return time.Time{}, false
	}
	return o.queue[0].due, true
}

// Run attempts what is due by the world's clock, and what becomes due meanwhile: hosts that do not
// answer cost time.
func (o *outbox) Run(ctx context.Context) ([]sim.Attempt, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var attempts []sim.Attempt
	for o.byDue(); len(o.queue) > 0 && !o.env.Clock.Now().Before(o.queue[0].due); o.byDue() {
		entry := o.queue[0]
		o.queue = o.queue[1:]
		outcomes, err := o.attempt(ctx, entry)
		if err != nil {
			return nil, err
		}
		for _, outcome := range outcomes {
			attempts = append(attempts, sim.Attempt{Message: entry.message.ID, Outcome: outcome})
		}
	}
	return attempts, nil
}

// byDue sorts the queue, what is due at the same time as it came; o.mu is held.
func (o *outbox) byDue() {
	slices.SortStableFunc(o.queue, func(a, b queued) int { return a.due.Compare(b.due) })
}

// attempt tries to deliver to the recipients of one domain and queues those that must wait; at the
// end of the queue lifetime these bounce (ESA-16).
func (o *outbox) attempt(ctx context.Context, entry queued) ([]sim.Outcome, error) {
	setting, err := o.env.Policy.SettingFor(entry.domain)
	if err != nil {
		return nil, err
	}
	delivery := delivery{
		outbox: o, domain: entry.domain, setting: setting,
		message: entry.message, recipients: entry.recipients,
	}
	outcomes := delivery.run(ctx)
	if ctx.Err() != nil {
		return nil, fmt.Errorf("delivery to %s: %w", entry.domain, context.Cause(ctx))
	}
	now, end := o.env.Clock.Now(), entry.since.Add(o.options.QueueLifetime)
	var waiting []string
	for i, outcome := range outcomes {
		switch {
		case outcome.Fate != sim.Deferred:
		case now.Before(end):
			waiting = append(waiting, outcome.Recipient)
		default:
			outcomes[i].Fate, outcomes[i].Rule = sim.Bounced, "ESA-16"
			outcomes[i].Reason = "the queue lifetime has ended; last: " + outcome.Reason
		}
	}
	if len(waiting) > 0 {
		entry.recipients, entry.due = waiting, earlier(now.Add(o.options.RetryInterval), end)
		o.queue = append(o.queue, entry)
	}
	return outcomes, nil
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// Close closes the resolver's socket; no connection outlives an attempt.
func (o *outbox) Close() error { return o.resolver.Close() }

// turn counts the uses of a route.
func (o *outbox) turn(route string) int {
	defer func() { o.turns[route]++ }()
	return o.turns[route]
}

func (o *outbox) note(rule, format string, arguments ...any) {
	o.env.Record(sim.Note{Text: fmt.Sprintf(format, arguments...), Rule: rule})
}

// domainOf is the recipient domain, in ASCII and lower case (AMB-26, AMB-28).
func domainOf(recipient string) (string, error) {
	at := strings.LastIndexByte(recipient, '@')
	if at < 1 {
		return "", fmt.Errorf("recipient %q: want local-part@domain", recipient)
	}
	domain, err := canonical(recipient[at+1:])
	if err != nil {
		return "", fmt.Errorf("recipient %q: %w", recipient, err)
	}
	return domain, nil
}

// canonical is a domain, or an address literal, in the form in which domains are compared.
func canonical(domain string) (string, error) {
	domain = strings.ToLower(strings.TrimSuffix(domain, "."))
	if domain == "" {
		return "", errors.New("the domain is empty")
	}
	if strings.HasPrefix(domain, "[") {
		if _, ok := addressLiteral(domain); !ok {
			return "", errors.New("want an address literal such as [192.0.2.1]")
		}
		return domain, nil
	}
	return idna.Lookup.ToASCII(domain)
}
