package sim_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/netip"
	"time"

	"mtalab/fakedns"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/clock"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/policy"
	"mtalab/sim/senders/esa"
)

// The certificate of the only host names the host. That is not enough for "Required - Verify", which
// wants the recipient domain; three days later the message bounces.
func ExampleWorld() {
	world := &sim.World{
		DNS: sim.DNS{Records: []fakedns.Record{
			{Name: "example.com", Type: "MX", Value: "10 mx1.example.com"},
			{Name: "mx1.example.com", Type: "A", Value: "192.0.2.1"},
		}},
		MTAs: []*sim.MTA{{
			Address: netip.MustParseAddr("192.0.2.1"),
			Shows:   &sim.Certificate{Leaf: pki.Leaf{DNSNames: []string{"mx1.example.com"}}},
		}},
		Policy: policy.Policy{Default: esa.RequiredVerify},
	}
	ctx := context.Background()
	running, err := sim.Start(ctx, world, esa.Sender{}, sim.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer running.Close()
	if _, err := running.Send(ctx, evidence.Message{From: "alice@sender.test", To: []string{"bob@example.com"}}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(running.Fate("bob@example.com"))
	for _, comparison := range sim.Of[evidence.Comparison](running.Trail) {
		fmt.Println(comparison)
	}

	if err := running.Pass(ctx, 3*24*time.Hour); err != nil {
		fmt.Println(err)
		return
	}
	outcome, err := running.Fate("bob@example.com")
	fmt.Println(outcome.Fate, err)
	// Output:
	// deferred: no name of the certificate matches a name that is accepted  [ESA-14] <nil>
	// SAN mx1.example.com ~= example.com (recipient domain)  no  [ESA-41]
	// bounced <nil>
}

// Three days of waiting cost no time.
func ExampleClock() {
	clock := clock.NewClock(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	clock.Pass(72 * time.Hour)
	fmt.Println(clock.Now())
	// Output: 2026-01-04 00:00:00 +0000 UTC
}

// Every world has the documentation addresses; where they lie on this machine does not show.
func ExampleLoopback() {
	network := new(network.Loopback)
	defer network.Close()
	listener, err := network.Listen("tcp", "192.0.2.1:25")
	if err != nil {
		fmt.Println(err)
		return
	}
	go func() {
		if conn, err := listener.Accept(); err == nil {
			_, _ = conn.Write([]byte("220 mx1.example.com\r\n"))
			_ = conn.Close()
		}
	}()
	conn, err := network.DialContext(context.Background(), "tcp", "192.0.2.1:25")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()
	var heard bytes.Buffer
	_, err = heard.ReadFrom(conn)
	fmt.Printf("%s says %q, %v\n", listener.Addr(), heard.String(), err)
	_, err = network.DialContext(context.Background(), "tcp", net.JoinHostPort("192.0.2.2", "25"))
	fmt.Println(err)
	// Output:
	// 192.0.2.1:25 says "220 mx1.example.com\r\n", <nil>
	// dial tcp 192.0.2.2:25: connect: connection refused
}
