package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"time"

	"mtalab/fakedns"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
	"mtalab/sim/senders/esa"
)

// scale measures worlds with as many domains and MTAs as a provider has.
func scale(ctx context.Context, b *bench) (table, error) {
	t := table{
		title: "Scale",
		about: "One world in memory with so many domains, each with an MTA of its own: the time (ms) and the memory (MiB) to\n" +
			"describe and to start it; then a delivery to a random one, against one in a world that has only one, in turns.\n" +
			"The first delivery to each MTA has its certificate issued, which the world with only one does once.",
		columns: []string{"domains and MTAs", "set-up", "goal", "verdict", "memory", "goal", "verdict", "with one", "a first delivery", "ratio", "a later one", "ratio", "goal", "verdict"},
	}
	for _, row := range []struct {
		size              int
		setUp, memory, by goal
	}{
		{b.largest / 10, atMost(600), atMost(64), atMost(1.1)},
		{b.largest, goal{}, goal{}, goal{}},
	} {
		cells, err := grow(ctx, b, row.size, row.setUp, row.memory, row.by)
		if err != nil {
			return t, fmt.Errorf("%d MTAs: %w", row.size, err)
		}
		t.add(cells...)
	}
	return t, nil
}

func grow(ctx context.Context, b *bench, size int, setUp, held, by goal) (cells []string, err error) {
	before := settled()
	began := time.Now()
	large, err := provider(ctx, size)
	took := time.Since(began)
	defer func() { err = errors.Join(err, large.Close()) }()
	if err != nil {
		return nil, err
	}
	after := settled()
	bytes := after.heap + after.stacks - before.heap - before.stacks
	small, err := provider(ctx, 1)
	defer func() { err = errors.Join(err, small.Close()) }()
	if err != nil {
		return nil, err
	}
	random := rand.New(rand.NewPCG(1, 2))
	var visited []int
	withOne := func() error { return sendTo(ctx, small, 0) }
	first, err := inTurns(ctx, b.blocks, withOne, func() error {
		visited = append(visited, random.IntN(size))
		return sendTo(ctx, large, visited[len(visited)-1])
	})
	if err != nil {
		return nil, err
	}
	later, err := inTurns(ctx, b.blocks, withOne, func() error { return sendTo(ctx, large, visited[random.IntN(len(visited))]) })
	if err != nil {
		return nil, err
	}
	cells = []string{fmt.Sprint(size)}
	for _, figure := range []struct {
		shown string
		value float64
		goal  goal
	}{
		{short(took), float64(took.Milliseconds()), setUp},
		{mebibytes(bytes), float64(bytes) / (1 << 20), held},
	} {
		cells = append(append(cells, figure.shown), figure.goal.cells(figure.value)...)
	}
	cells = append(cells, short(first.floor), short(first.subject), ratio(first.ratio), short(later.subject), ratio(later.ratio))
	return append(cells, by.cells(later.ratio)...), nil
}

// provider is a started world with so many domains and as many MTAs, at addresses of version 6.
func provider(ctx context.Context, size int) (*sim.Running, error) {
	world := &sim.World{Policy: policy.Policy{Default: esa.RequiredVerifyHosted}}
	world.DNS.Records = make([]fakedns.Record, 0, 2*size)
	world.MTAs = make([]*sim.MTA, 0, size)
	for n := range size {
		domain, address := domainOf(n), addressOf(n)
		host := "mx." + domain
		world.DNS.Records = append(world.DNS.Records,
			fakedns.Record{Name: domain, Type: "MX", Value: "10 " + host},
			fakedns.Record{Name: host, Type: "AAAA", Value: address.String()})
		world.MTAs = append(world.MTAs, &sim.MTA{
			Address: address,
			Shows:   &sim.Certificate{Leaf: pki.Leaf{DNSNames: []string{domain, host}}},
		})
	}
	return sim.Start(ctx, world, esa.Sender{}, sim.Options{Network: inMemory()})
}

func domainOf(n int) string { return fmt.Sprintf("d%d.example", n) }

func addressOf(n int) netip.Addr {
	address := netip.MustParseAddr("2001:db8::").As16()
	address[13], address[14], address[15] = byte(n>>16), byte(n>>8), byte(n)
	return netip.AddrFrom16(address)
}

// sendTo delivers to one of the domains.
func sendTo(ctx context.Context, world *sim.Running, n int) error {
	outcomes, err := world.Send(ctx, evidence.Message{From: envelopeSender, To: []string{"bob@" + domainOf(n)}, Data: []byte(text)})
	if err == nil && outcomes[0].Fate != evidence.DeliveredVerified {
		err = fmt.Errorf("the message is %s: %s", outcomes[0].Fate, outcomes[0].Reason)
	}
	return err
}
