// Package exchange is a model of Microsoft Exchange as a sender: opportunistic TLS, which checks nothing,
// Domain Security, which checks both ways, and the older versions, by the rules EXCH-20 to EXCH-38.
package exchange

import (
	"context"
	"math/rand/v2"

	"mtalab/internal/outbound"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// Sender is the model. The zero value is ready for use.
type Sender struct{}

var (
	_ sim.Sender        = Sender{}
	_ sim.PolicyChecker = Sender{}
)

// Name is "exchange".
func (Sender) Name() string { return "exchange" }

// CheckPolicy refuses unknown options, with the ones that are known, and SMTP routes.
func (Sender) CheckPolicy(policy policy.Policy) error {
	if err := withoutTables(policy); err != nil {
		return err
	}
	_, err := parseReadings(policy.Options)
	return err
}

// Launch makes a server in a world. What a send connector does not take is a sim.ErrConfiguration.
func (Sender) Launch(_ context.Context, env sim.Env) (sim.SenderInstance, error) {
	if err := withoutTables(env.Policy); err != nil {
		return nil, err
	}
	options, err := parseReadings(env.Policy.Options)
	if err != nil {
		return nil, err
	}
	if env.Policy, err = options.configure(env.Policy); err != nil {
		return nil, err
	}
	o := &outbox{
		env:      env,
		options:  options,
		resolver: &outbound.Resolver{Network: env.Network, Server: env.DNS, Clock: env.Clock},
		random:   rand.New(rand.NewPCG(uint64(env.Policy.Seed), 25)),
	}
	o.Queue = &outbound.Queue{
		Clock:    env.Clock,
		Schedule: func(string) (outbound.Schedule, error) { return options.schedule(), nil },
		Attempt:  o.attempt,
	}
	return o, nil
}

// outbox is one server at work.
type outbox struct {
	env      sim.Env
	options  readings
	resolver *outbound.Resolver
	*outbound.Queue

	random *rand.Rand
}

var _ sim.Queue = (*outbox)(nil)

// attempt tries to deliver to the recipients of one domain.
func (o *outbox) attempt(ctx context.Context, queued outbound.QueueEntry) ([]evidence.Outcome, error) {
	setting, err := o.env.Policy.SettingFor(queued.Domain)
	if err != nil {
		return nil, err
	}
	delivery := delivery{
		outbox: o, domain: queued.Domain, setting: setting,
		Transaction: outbound.Transaction{Message: queued.Message, Recipients: queued.Recipients},
	}
	outcomes := delivery.run(ctx)
	return outcomes, delivery.unjudged
}

// Close closes the resolver's socket; no connection outlives an attempt.
func (o *outbox) Close() error { return o.resolver.Close() }
