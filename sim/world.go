// Package sim is one simulated mail world: a name server, a few MTAs with their certificates, and the MTA under test, which
// sees nothing else.
//
// A World describes it and is data. Start makes a Running one, with a sender under test; Listen a Listening one, with a
// receiver.
//
//	world := &sim.World{
//		DNS:    sim.DNS{Records: []fakedns.Record{{Name: "example.com", Type: "A", Value: "192.0.2.1"}}},
//		MTAs:   []*sim.MTA{{Address: netip.MustParseAddr("192.0.2.1")}},
//		Policy: policy.Policy{Default: policy.Encrypted},
//	}
//	running, err := sim.Start(ctx, world, esa.Sender{}, sim.Options{})
//	defer running.Close()
//	outcomes, err := running.Send(ctx, evidence.Message{From: "alice@sender.test", To: []string{"bob@example.com"}})
//	fmt.Print(outcomes[0], "\n", running.Trail) // deferred, as TLS is not offered; and the whole story
//
// An error means that the laboratory broke, or the description is wrong; what the sender did is an evidence.Outcome.
package sim

import (
	"net/netip"
	"time"

	"mtalab/fakedns"
	"mtalab/pki"
	"mtalab/sim/policy"
)

// World describes one sealed mail world before it starts. It is data: it can be printed, saved and read back (Encode,
// Decode), and holds nothing of what runs.
type World struct {
	// Instant is what the world's clock shows at first; zero: the present.
	Instant time.Time `json:"instant,omitzero"`
	// DNS is what the name server answers.
	DNS DNS `json:"dns,omitzero"`
	// MTAs are the receiving hosts, each at an address of its own.
	MTAs []*MTA `json:"mtas,omitzero"`
	// Web are the web servers.
	Web []*Web `json:"web,omitzero"`
	// Roots are the sender's trust anchors; nil: the zero Root alone, which stands above every certificate without an
	// Issuer.
	Roots []pki.Root `json:"roots,omitzero"`
	// Policy is what the sender is told to do.
	Policy policy.Policy `json:"policy,omitzero"`
	// Hostname is the sender's own name; default "sender.test".
	Hostname string `json:"hostname,omitzero"`
	// Addresses are the sender's own, beside those to which an address record of its name leads. For a family of which
	// there is none it gets one: see SenderAddresses.
	Addresses []netip.Addr `json:"addresses,omitzero"`
	// Certificate is what the sender shows to a server that asks; nil: nothing.
	Certificate *Certificate `json:"certificate,omitzero"`
	// Remarks are on what its description was read from, for the head of the story.
	Remarks []string `json:"remarks,omitzero"`
	// Listener is what a receiver under test is told to do.
	Listener policy.Listener `json:"listener,omitzero"`
}

// DNS is what the name server of a world answers: see the fields of fakedns.Server. TLSA records that are computed when
// the world starts are answered behind the Records.
type DNS struct {
	Records     []fakedns.Record     `json:"records,omitzero"`
	SecureZones []string             `json:"secureZones,omitzero"`
	SignedZones []fakedns.SignedZone `json:"signedZones,omitzero"`
	TLSA        []TLSA               `json:"tlsa,omitzero"`
	Faults      []fakedns.Fault      `json:"faults,omitzero"`
}
