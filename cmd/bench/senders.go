package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"time"

	"mtalab/fakedns"
	"mtalab/features/suite"
	"mtalab/internal/debian"
	"mtalab/internal/namespace"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/policy"
	"mtalab/sim/senders/exim"
	"mtalab/sim/senders/opensmtpd"
	"mtalab/sim/senders/postfix"
	"mtalab/sim/senders/sendmail"
)

// realMTA is a sender that is a program of its own.
type realMTA interface {
	sim.Sender
	Find() (debian.Program, error)
}

//go:embed real.feature
var realDelivery embed.FS

// attempts is how many messages each real MTA delivers in each way and round; by hand, a few in one world.
const (
	attempts = 30
	inAWorld = 10
)

// senders compares scenarios with real MTAs to deliveries of the same MTA in a world that is there already.
func senders(ctx context.Context, _ *bench) (table, error) {
	t := table{
		title: "Real MTAs",
		about: "Scenarios, each in a private world of its own, against messages handed by hand to the same MTA in one private\n" +
			"world, one after the other. What a run does once, such as asking for the version, is in the time of its scenarios.",
		columns: []string{"MTA", "by hand", "one job", "scenarios a second", "ratio", "goal", "verdict", "four jobs", "scenarios a second"},
	}
	probe, err := namespace.NewPrivate(ctx)
	if errors.Is(err, namespace.ErrNoPrivate) {
		t.add(err.Error())
		return t, nil
	} else if err != nil {
		return t, err
	}
	if err := probe.Close(); err != nil {
		return t, err
	}
	copied, remove, err := copies(realDelivery, "real.feature", attempts)
	if err != nil {
		return t, err
	}
	defer remove()
	for _, mta := range []realMTA{exim.Sender{}, opensmtpd.Sender{}, postfix.Sender{}, sendmail.Sender{}} {
		cells, err := drive(ctx, mta, copied)
		if line, is := missing(err); is {
			cells = []string{mta.Name(), line}
		} else if err != nil {
			return t, fmt.Errorf("%s: %w", mta.Name(), err)
		}
		t.add(cells...)
	}
	return t, nil
}

func drive(ctx context.Context, mta realMTA, scenarios fs.FS) ([]string, error) {
	if _, err := mta.Find(); err != nil {
		return nil, err
	}
	run := func(jobs int) (time.Duration, error) {
		options := suite.Options{Sender: mta, Files: scenarios, Jobs: jobs, Network: func() network.Network { return &namespace.Private{} }}
		took, err := timed(func() error { return allPass(ctx, options, attempts) })
		return took / attempts, err
	}
	var hands, ones, fours []time.Duration
	var ratios []float64
	for range rounds {
		var hand time.Duration
		for range attempts / inAWorld {
			took, err := byHand(ctx, mta)
			if err != nil {
				return nil, fmt.Errorf("by hand: %w", err)
			}
			hand += took / (attempts / inAWorld)
		}
		one, err := run(1)
		if err != nil {
			return nil, fmt.Errorf("one job: %w", err)
		}
		four, err := run(4)
		if err != nil {
			return nil, fmt.Errorf("four jobs: %w", err)
		}
		hands, ones, fours = append(hands, hand), append(ones, one), append(fours, four)
		ratios = append(ratios, float64(one)/float64(hand))
	}
	one, four, slower := median(ones), median(fours), median(ratios)
	want, verdict := atMost(1.3).judge(slower)
	return []string{mta.Name(), short(median(hands)), short(one), fmt.Sprintf("%.1f", 1/one.Seconds()),
		ratio(slower), want, verdict, short(four), fmt.Sprintf("%.1f", 1/four.Seconds())}, nil
}

// byHand is the time of one delivery in a private world in which the MTA is at work.
func byHand(ctx context.Context, mta sim.Sender) (took time.Duration, err error) {
	described := &sim.World{
		DNS: sim.DNS{Records: []fakedns.Record{
			{Name: "example.com", Type: "MX", Value: "10 mx1.example.com"},
			{Name: "mx1.example.com", Type: "A", Value: "192.0.2.1"},
		}},
		MTAs: []*sim.MTA{{
			Address: netip.MustParseAddr("192.0.2.1"),
			Shows:   &sim.Certificate{Leaf: pki.Leaf{DNSNames: []string{"mx1.example.com"}}},
		}},
		Policy: policy.Policy{Default: policy.Setting{Name: "Required", Requirement: policy.WithTLS}},
	}
	world, err := sim.Start(ctx, described, mta, sim.Options{Network: &namespace.Private{}})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, world.Close()) }()
	send := func() error {
		outcomes, err := world.Send(ctx, evidence.Message{From: envelopeSender, To: []string{recipient}, Data: []byte(text)})
		if err == nil && !outcomes[0].Fate.Delivered() {
			err = fmt.Errorf("the message is %s: %s", outcomes[0].Fate, outcomes[0].Reason)
		}
		return err
	}
	if err := send(); err != nil { // the first one is slower
		return 0, err
	}
	took, err = timed(func() error {
		for range inAWorld {
			if err := send(); err != nil {
				return err
			}
		}
		return nil
	})
	return took / inAWorld, err
}
