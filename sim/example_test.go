package sim_test

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"mtalab/fakedns"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
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
