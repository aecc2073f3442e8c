package sim_test

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/fakemta"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/policy"
	"mtalab/sim/senders/esa"
)

// attacked is a world of one healthy host behind an attacker, with the ESA as its sender.
func attacked(t *testing.T, network network.Network, setting policy.Setting, attacker sim.Attacker, behaviour fakemta.Behaviour) *sim.Running {
	world := behindAttacker(setting, &attacker)
	world.MTAs[0].Behaviour = behaviour
	return runningOn(t, network, world, esa.Sender{})
}

func behindAttacker(setting policy.Setting, attacker *sim.Attacker) *sim.World {
	records, err := fakedns.ParseRecords("example.com MX 10 mx1.example.com\nmx1.example.com A 192.0.2.1\n")
	if err != nil {
		panic(err)
	}
	return &sim.World{
		DNS: sim.DNS{Records: records},
		MTAs: []*sim.MTA{{
			Address:  netip.MustParseAddr("192.0.2.1"),
			Shows:    &sim.Certificate{Leaf: pki.Leaf{DNSNames: []string{"example.com"}}},
			Attacker: attacker,
			Name:     "mx1.example.com",
		}},
		Policy: policy.Policy{Default: setting},
	}
}

func TestAnAttackerChangesWhatPasses(t *testing.T) {
	t.Parallel()
	own := &sim.Certificate{Leaf: pki.Leaf{DNSNames: []string{"mx.evil.not"}}}
	for _, test := range []struct {
		sentence string
		setting  policy.Setting
		attacker sim.Attacker
		fate     evidence.Fate
		heard    []string // by the MTA behind it, the first words of each line
		did      []string
	}{
		{"one who does nothing, in plaintext", esa.No, sim.Attacker{}, evidence.DeliveredPlaintext, []string{"EHLO", "MAIL", "RCPT", "DATA", "QUIT"}, nil},
		{"one who does nothing, inside TLS", esa.RequiredVerify, sim.Attacker{}, evidence.DeliveredVerified, []string{"EHLO", "STARTTLS", "EHLO", "MAIL", "RCPT", "DATA", "QUIT"}, nil},
		{"one who strips STARTTLS", esa.Preferred, sim.Attacker{Strips: []string{"STARTTLS"}}, evidence.DeliveredPlaintext, []string{"EHLO", "MAIL", "RCPT", "DATA", "QUIT"}, []string{"takes STARTTLS out of the reply to EHLO"}},
		{"one who strips all that is offered", esa.Required, sim.Attacker{Strips: []string{"PIPELINING", "8BITMIME", "SIZE", "ENHANCEDSTATUSCODES", "STARTTLS"}}, evidence.Deferred, []string{"EHLO", "QUIT"}, []string{
			"takes PIPELINING out of the reply to EHLO", "takes 8BITMIME out of the reply to EHLO", "takes SIZE out of the reply to EHLO",
			"takes ENHANCEDSTATUSCODES out of the reply to EHLO", "takes STARTTLS out of the reply to EHLO"}},
		{"one who answers STARTTLS itself", esa.Preferred, sim.Attacker{Answers: map[string]string{"STARTTLS": "454-no\n454 no"}}, evidence.DeliveredPlaintext, []string{"EHLO", "MAIL", "RCPT", "DATA", "QUIT"}, []string{"answers STARTTLS itself: 454-no / 454 no"}},
		{"one who injects a reply", esa.Required, sim.Attacker{Injects: "250 evil\r\n"}, evidence.Deferred, []string{"EHLO", "STARTTLS"}, []string{`adds to the reply to STARTTLS: "250 evil\r\n"`}},
		{"one who answers the handshake with an alert", esa.Preferred, sim.Attacker{Alert: 40}, evidence.Deferred, []string{"EHLO", "STARTTLS"}, []string{"answers the TLS handshake itself, with the alert 40"}},
		{"one with a certificate of its own, unchecked", esa.Required, sim.Attacker{Shows: own}, evidence.DeliveredEncrypted, []string{"EHLO", "STARTTLS", "EHLO", "MAIL", "RCPT", "DATA", "QUIT"}, []string{`shows a certificate of its own; server name "mx1.example.com"`}},
		{"one with a certificate of its own, checked", esa.RequiredVerify, sim.Attacker{Shows: own}, evidence.Deferred, []string{"EHLO", "STARTTLS", "QUIT"}, []string{`shows a certificate of its own; server name "mx1.example.com"`}},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			eachNetwork(t, func(t *testing.T, network network.Network) {
				world := attacked(t, network, test.setting, test.attacker, fakemta.Behaviour{})
				outcomes, err := world.Send(bounded(t), letter("u@example.com"))
				require.NoError(t, err)
				assert.Equal(t, test.fate, outcomes[0].Fate, outcomes[0].Reason)
				assert.Equal(t, test.heard, verbs(world))
				var did []string
				for _, disturbance := range sim.Of[evidence.Disturbance](world.Trail) {
					did = append(did, disturbance.Text)
				}
				assert.Equal(t, test.did, did)
			})
		})
	}
}

// verbs are what the MTAs heard.
func verbs(world *sim.Running) []string {
	var heard []string
	for _, spoken := range sim.Of[sim.SessionEvent](world.Trail) {
		if spoken.Kind == fakemta.ClientLine {
			verb, _, _ := strings.Cut(spoken.Text, " ")
			heard = append(heard, verb)
		}
	}
	return heard
}

func TestTheMTABehindAnAttackerMayMisbehaveToo(t *testing.T) {
	t.Parallel()
	for sentence, behaviour := range map[string]fakemta.Behaviour{
		"it never greets":               {Plain: fakemta.Dialogue{Greeting: fakemta.Reply{Instead: fakemta.Silence}}},
		"it closes the connection":      {Plain: fakemta.Dialogue{Greeting: fakemta.Reply{Instead: fakemta.Close}}},
		"it never answers STARTTLS":     {Plain: fakemta.Dialogue{Replies: map[string]fakemta.Reply{"STARTTLS": {Instead: fakemta.Silence}}}},
		"it says 220 and closes":        {Plain: fakemta.Dialogue{Replies: map[string]fakemta.Reply{"STARTTLS": {After: fakemta.Close}}}},
		"it answers without end":        {Plain: fakemta.Dialogue{Replies: map[string]fakemta.Reply{"EHLO": {EndlessLines: true}}}},
		"it answers with a line so":     {Plain: fakemta.Dialogue{Replies: map[string]fakemta.Reply{"EHLO": {EndlessLine: true}}}},
		"it never shakes hands":         {ServerHello: fakemta.Reply{Instead: fakemta.Silence}},
		"it refuses the message at end": {Encrypted: fakemta.Dialogue{Replies: map[string]fakemta.Reply{".": {Text: "451 4.3.0 no"}}}},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			eachNetwork(t, func(t *testing.T, network network.Network) {
				world := attacked(t, network, esa.Required, sim.Attacker{}, behaviour)
				outcomes, err := world.Send(bounded(t), letter("u@example.com"))
				require.NoError(t, err)
				assert.Equal(t, evidence.Deferred, outcomes[0].Fate)
			})
		})
	}
}

// TestAnAttackerLetsGoOfEverything is not parallel: it counts what the process holds.
func TestAnAttackerLetsGoOfEverything(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, attacker := range []*sim.Attacker{{}, {Alert: 40}, {Injects: "250 evil\r\n"}, {Shows: &sim.Certificate{}}} {
		world, err := sim.Start(bounded(t), behindAttacker(esa.Required, attacker), &scriptedSender{send: func(p *scriptedSender, m evidence.Message) ([]evidence.Outcome, error) {
			conn, err := p.env.Network.DialContext(context.Background(), "tcp", "192.0.2.1:25")
			require.NoError(t, err)
			_, err = conn.Read(make([]byte, 1))
			require.NoError(t, err)
			t.Cleanup(func() { _ = conn.Close() }) // the sender has left it open
			return nil, net.ErrClosed
		}}, sim.Options{})
		require.NoError(t, err)
		_, err = world.Send(bounded(t), letter("u@example.com"))
		require.ErrorIs(t, err, net.ErrClosed)
		require.NoError(t, world.Close())
	}
	for bound := bounded(t); runtime.NumGoroutine() > before && bound.Err() == nil; {
		runtime.Gosched() // those that have said goodbye go in a moment
	}
	stacks := make([]byte, 1<<16)
	assert.LessOrEqual(t, runtime.NumGoroutine(), before, "%s", stacks[:runtime.Stack(stacks, true)])
}

func ExampleAttacker() {
	described := behindAttacker(esa.Preferred, &sim.Attacker{Strips: []string{"STARTTLS"}})
	world, err := sim.Start(context.Background(), described, esa.Sender{}, sim.Options{})
	if err != nil {
		panic(err)
	}
	defer world.Close()
	outcomes, err := world.Send(context.Background(), evidence.Message{From: "alice@sender.test", To: []string{"u@example.com"}})
	if err != nil {
		panic(err)
	}
	fmt.Println(outcomes[0].Fate)
	for _, disturbance := range sim.Of[evidence.Disturbance](world.Trail) {
		fmt.Println(disturbance)
	}
	// Output:
	// delivered in plaintext
	// 192.0.2.1:25  takes STARTTLS out of the reply to EHLO
}
