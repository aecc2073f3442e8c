// Package rfc is the reference sender: it does what the RFCs demand of an MTA that delivers over TLS, and nothing else, in few
// words. It passes every scenario that everybody owes (@must and @should), so it shows that the suite can be met; with one
// of its Mistakes it shows that the suite notices.
package rfc

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"mtalab/internal/outbound"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// Sender is the reference sender. The zero value makes no mistake.
type Sender struct {
	mistakes mistakes
	name     string
}

var (
	_ sim.Sender        = Sender{}
	_ sim.PolicyChecker = Sender{}
)

// Name is "rfc", or "rfc=" and what its mistake is called.
func (s Sender) Name() string {
	if s.name == "" {
		return "rfc"
	}
	return "rfc=" + s.name
}

// Model is "rfc", whatever the mistake.
func (Sender) Model() string { return "rfc" }

// CheckPolicy refuses unknown options, and what no RFC speaks of.
func (Sender) CheckPolicy(asked policy.Policy) error {
	if err := understood(asked); err != nil {
		return err
	}
	_, err := parseReadings(asked.Options)
	return err
}

// Launch makes a sender in a world.
func (s Sender) Launch(_ context.Context, env sim.Env) (sim.SenderInstance, error) {
	if err := understood(env.Policy); err != nil {
		return nil, err
	}
	readings, err := parseReadings(env.Policy.Options)
	if err != nil {
		return nil, err
	}
	if env.Policy.Default == policy.Unset {
		env.Policy.Default = unconfigured
	}
	o := &outbox{
		env: env, mistakes: s.mistakes,
		resolver: &outbound.Resolver{Network: env.Network, Server: env.DNS, Clock: env.Clock},
		random:   rand.New(rand.NewPCG(uint64(env.Policy.Seed), 25)),
	}
	if readings.validation == "own" {
		o.resolver.Validate(env.TrustAnchor)
	}
	o.Queue = &outbound.Queue{
		Clock:    env.Clock,
		Schedule: func(string) (outbound.Schedule, error) { return readings.schedule(), nil },
		Attempt:  o.attempt,
	}
	return o, nil
}

// outbox is one sender at work.
type outbox struct {
	env      sim.Env
	mistakes mistakes
	resolver *outbound.Resolver
	random   *rand.Rand
	*outbound.Queue
}

var _ sim.Queue = (*outbox)(nil)

// attempt tries to deliver to the recipients of one domain.
func (o *outbox) attempt(ctx context.Context, queued outbound.QueueEntry) ([]evidence.Outcome, error) {
	setting, err := o.env.Policy.SettingFor(queued.Domain)
	if err != nil {
		return nil, err
	}
	d := delivery{
		outbox: o, domain: queued.Domain, setting: setting, dane: o.env.Policy.ControlsFor(queued.Domain).DANE,
		Transaction: outbound.Transaction{Message: queued.Message, Recipients: queued.Recipients},
	}
	return d.run(ctx), nil
}

// Close closes the resolver's socket; no connection outlives an attempt.
func (o *outbox) Close() error { return o.resolver.Close() }

// unconfigured is what holds where nothing is said: TLS where it is offered (RFC 3207 §4.1, RFC 7435).
var unconfigured = policy.Setting{Name: "opportunistic", Requirement: policy.Opportunistic}

// known are the settings that belong to no product.
var known = []policy.Requirement{policy.WithoutTLS, policy.Opportunistic, policy.WithTLS, policy.ByChain, policy.ByDomain, policy.ByMXHost}

// understood says sim.ErrNotSupported of what no RFC speaks of.
func understood(asked policy.Policy) error {
	entries := append([]policy.Destination{{Setting: asked.Default, DANE: asked.DefaultDANE, Addresses: asked.DefaultAddresses}}, asked.Destinations...)
	for _, entry := range entries {
		switch {
		case entry.Setting != policy.Unset && !slices.Contains(known, entry.Setting.Requirement):
			return fmt.Errorf("%w: no RFC has a setting that means %q", sim.ErrNotSupported, entry.Setting)
		case entry.Addresses != "":
			return fmt.Errorf("%w: which address families are used is nobody's demand", sim.ErrNotSupported)
		case entry.DANE != "" && entry.DANE != policy.NoDANE && entry.DANE != policy.OpportunisticDANE && entry.DANE != policy.MandatoryDANE:
			return fmt.Errorf("%w: nothing is known of DANE %q", sim.ErrNotSupported, entry.DANE)
		}
	}
	return nil
}

// readings are what is left open.
type readings struct {
	// validation is who says whether an answer is secure. "validation": resolver (default: the AD bit of the name server,
	// RFC 7672 §2.1.1), own.
	validation    string
	retryInterval time.Duration // "retry_interval": 30m
	queueLifetime time.Duration // "queue_lifetime": 120h
}

// options is the table; README.md has it too.
var options = outbound.OptionTable[readings]{
	outbound.Choice("validation", "RDANE-4", func(o *readings) *string { return &o.validation }, "resolver", "own"),
	outbound.Period("retry_interval", "R5321-12", func(o *readings) *time.Duration { return &o.retryInterval }, "30m"),
	outbound.Period("queue_lifetime", "R5321-12", func(o *readings) *time.Duration { return &o.queueLifetime }, "120h"),
}

// schedule tries again every so often, until mail is too old (RFC 5321 §4.5.4.1).
func (o readings) schedule() outbound.Schedule {
	return outbound.Every(o.retryInterval, o.queueLifetime)
}

func parseReadings(named map[string]string) (readings, error) { return options.Parse(named) }
