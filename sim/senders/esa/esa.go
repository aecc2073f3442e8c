// Package esa is a model of the Cisco Email Security Appliance as a sender: its six TLS settings, its
// two ways to read a certificate, its SMTP routes and its queue, by the rules ESA-1 to ESA-85.
package esa

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"

	"mtalab/internal/outbound"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
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
func (Sender) CheckPolicy(policy policy.Policy) error {
	if _, err := parseReadings(policy.Options); err != nil {
		return err
	}
	return checkProfiles(policy)
}

// Launch makes an appliance in a world.
func (s Sender) Launch(_ context.Context, env sim.Env) (sim.SenderInstance, error) {
	options, err := parseReadings(env.Policy.Options)
	if err != nil {
		return nil, err
	}
	if err := understood(env.Policy); err != nil {
		return nil, err
	}
	if err := checkProfiles(env.Policy); err != nil {
		return nil, err
	}
	o := &outbox{
		env:      env,
		options:  options,
		resolver: &outbound.Resolver{Network: env.Network, Server: env.DNS, Clock: env.Clock},
		random:   rand.New(rand.NewPCG(uint64(env.Policy.Seed), 25)),
		turns:    map[string]int{},
		faults:   newFaults(s.Faults),
	}
	o.resolver.OnAlias = o.noteAlias
	o.Queue = &outbound.Queue{
		Clock:    env.Clock,
		Schedule: o.schedule,
		Attempt:  o.attempt,
	}
	return o, nil
}

// outbox is one appliance at work.
type outbox struct {
	env      sim.Env
	options  readings
	resolver *outbound.Resolver
	*outbound.Queue
	faults faults

	mu        sync.Mutex // one delivery at a time: the trail tells one story
	random    *rand.Rand
	reversing bool           // the names looked up are reverse names
	turns     map[string]int // how often each route was used, for round-robin
}

var _ sim.Queue = (*outbox)(nil)

// attempt tries to deliver to the recipients of one domain.
func (o *outbox) attempt(ctx context.Context, queued outbound.QueueEntry) ([]evidence.Outcome, error) {
	entry, err := o.env.Policy.EntryFor(queued.Domain)
	if err != nil {
		return nil, err
	}
	setting, _ := own(entry.Setting) // Launch has seen that there is one
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := o.knownDANE(queued.Domain); err != nil {
		return nil, err
	}
	delivery := delivery{
		outbox: o, domain: queued.Domain, setting: setting, setBy: entryInWords(entry),
		Transaction: outbound.Transaction{Message: queued.Message, Recipients: queued.Recipients},
	}
	outcomes := delivery.run(ctx)
	return outcomes, delivery.unjudged
}

func entryInWords(entry policy.Destination) string {
	if entry.Domain == "" {
		return "the default entry of the destination controls"
	}
	return "the entry of " + entry.Domain + " in the destination controls"
}

// Close closes the resolver's socket; no connection outlives an attempt.
func (o *outbox) Close() error { return o.resolver.Close() }

// noteAlias tells of an alias that is followed. The name of an address record is either that of a host or a reverse name.
func (o *outbox) noteAlias(qtype, name, target string) {
	cause := hostAlias
	switch {
	case qtype == "MX":
		cause = recipientAlias
	case qtype == "TLSA":
		cause = recordsAlias
	case qtype == "PTR":
		cause = reverseDelegated
	case o.reversing:
		cause = reverseAlias
	}
	o.note(cause, "%s is an alias of %s", name, target)
}

// turn counts the uses of a route.
func (o *outbox) turn(route string) int {
	defer func() { o.turns[route]++ }()
	return o.turns[route]
}

func (o *outbox) note(cause evidence.Cause, format string, arguments ...any) {
	o.env.Record(evidence.Note{Text: fmt.Sprintf(format, arguments...), Cause: cause})
}
