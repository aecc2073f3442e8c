package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"net/netip"

	"mtalab/fakedns"
	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/policy"
	"mtalab/sim/senders/esa"
)

// tenSteps is what a scenario with Gherkin is here.
//
//go:embed ten_steps.feature
var tenSteps embed.FS

func onLoopback() network.Network { return &network.Loopback{} }
func inMemory() network.Network   { return &network.Memory{} }

// scenarios compares whole scenarios with F.
func scenarios(ctx context.Context, b *bench) (table, error) {
	t := table{
		title: "A scenario",
		about: "From nothing to the verdict and back to nothing. Without Gherkin: a world is started, the ESA delivers\n" +
			"with \"Required - Verify\", and the world is closed. With Gherkin: ten steps, from the text on.",
		columns: []string{"scenario", "network", "F", "it takes", "ratio", "goal", "verdict"},
	}
	for _, row := range []struct {
		what, network string
		goal          goal
		once          func() error
	}{
		{"without Gherkin", "loopback", atMost(1.30), func() error { return deliver(ctx, onLoopback(), 1) }},
		{"without Gherkin", "memory", atMost(0.85), func() error { return deliver(ctx, inMemory(), 1) }},
		{"without Gherkin, three MTAs", "loopback", atMost(1.35), func() error { return deliver(ctx, onLoopback(), 3) }},
		{"without Gherkin, three MTAs", "memory", atMost(1.35), func() error { return deliver(ctx, inMemory(), 3) }},
		{"with Gherkin, 10 steps", "loopback", atMost(1.75), func() error { return runTenSteps(ctx, onLoopback) }},
		{"with Gherkin, 10 steps", "memory", atMost(1.25), func() error { return runTenSteps(ctx, inMemory) }},
	} {
		found, err := inTurns(ctx, b.blocks, b.floor.deliver, row.once)
		if err != nil {
			return t, fmt.Errorf("%s, %s: %w", row.what, row.network, err)
		}
		want, verdict := row.goal.judge(found.ratio)
		t.add(row.what, row.network, short(found.floor), short(found.subject), ratio(found.ratio), want, verdict)
	}
	return t, nil
}

// deliver is a scenario without Gherkin: the first of some MTAs takes the message.
func deliver(ctx context.Context, network network.Network, mtas int) (err error) {
	world, err := sim.Start(ctx, newWorld(mtas), esa.Sender{}, sim.Options{Network: network})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, world.Close()) }()
	return sendVerified(ctx, world, recipient)
}

// newWorld has one domain with some MTAs.
func newWorld(mtas int) *sim.World {
	world := &sim.World{
		DNS:    sim.DNS{Records: []fakedns.Record{{Name: "192.0.2.1", Type: "PTR", Value: "mx1.example.com"}}},
		Policy: policy.Policy{Default: esa.RequiredVerify},
	}
	for n := 1; n <= mtas; n++ {
		host, address := fmt.Sprintf("mx%d.example.com", n), fmt.Sprintf("192.0.2.%d", n)
		world.DNS.Records = append(world.DNS.Records,
			fakedns.Record{Name: "example.com", Type: "MX", Value: fmt.Sprintf("%d %s", 10*n, host)},
			fakedns.Record{Name: host, Type: "A", Value: address})
		world.MTAs = append(world.MTAs, &sim.MTA{
			Address: netip.MustParseAddr(address),
			Shows:   &sim.Certificate{Leaf: pki.Leaf{DNSNames: []string{"example.com", host}}},
		})
	}
	return world
}

// sendVerified sends one message, which must be delivered verified.
func sendVerified(ctx context.Context, world *sim.Running, to string) error {
	if _, err := world.Send(ctx, evidence.Message{From: envelopeSender, To: []string{to}, Data: []byte(text)}); err != nil {
		return err
	}
	outcome, err := world.Fate(to)
	if err == nil && outcome.Fate != evidence.DeliveredVerified {
		err = fmt.Errorf("the message is %s: %s", outcome.Fate, outcome.Reason)
	}
	return err
}

// runTenSteps is a scenario with Gherkin.
func runTenSteps(ctx context.Context, network func() network.Network) error {
	return allPass(ctx, suite.Options{Files: tenSteps, Sender: esa.Sender{}, Network: network}, 1)
}

// allPass runs scenarios; each must pass, and there must be so many.
func allPass(ctx context.Context, options suite.Options, want int) error {
	record, err := suite.Run(ctx, options)
	if err != nil {
		return err
	}
	if passed := record.Count(result.Passed); passed != want || len(record.Scenarios) != want {
		return fmt.Errorf("%s, and %d should pass", record.Summary(), want)
	}
	return nil
}
