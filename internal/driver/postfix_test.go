package driver_test

import (
	"fmt"
	"io"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/internal/namespace"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/policy"
	"mtalab/sim/senders/esa"
	"mtalab/sim/senders/postfix"
)

// TestPostfixIsKeptRunning sends through one Postfix in worlds that differ, one after another: each finds the
// Postfix that it wants, and nothing of an earlier one.
func TestPostfixIsKeptRunning(t *testing.T) {
	t.Parallel()
	here(t, postfix.Sender{})
	pool := &namespace.Pool{Make: func() network.Network { return &namespace.Private{} }}
	t.Cleanup(func() { assert.NoError(t, pool.Close()) })
	another, anchor := pki.Root{CommonName: "another"}, pki.Root{}

	kept := ""
	for _, world := range []struct {
		name    string
		setting policy.Setting
		change  func(*sim.World)
		fate    evidence.Fate
		fresh   bool // another Postfix
	}{
		{"the first", policy.VerifiedHost, nil, evidence.DeliveredVerified, true},
		{"another policy", policy.VerifiedDomain, nil, evidence.Deferred, false},
		{"the first policy again, and what was deferred stays so", policy.VerifiedHost, nil, evidence.DeliveredVerified, false},
		{"no policy but TLS", policy.Encrypted, nil, evidence.DeliveredEncrypted, false},
		{"an MTA without STARTTLS", esa.Preferred, func(w *sim.World) { w.MTAs[0].Shows = nil }, evidence.DeliveredPlaintext, false},
		{"a domain that has nothing", policy.Encrypted, func(w *sim.World) { w.DNS.Records = nil }, evidence.Bounced, false},
		{"another trust anchor", policy.VerifiedHost, func(w *sim.World) { w.Roots = []pki.Root{another} }, evidence.Deferred, true},
		{"two trust anchors", policy.VerifiedHost, func(w *sim.World) { w.Roots = []pki.Root{another, anchor} }, evidence.DeliveredVerified, true},
		{"the first anchor again", policy.VerifiedHost, nil, evidence.DeliveredVerified, true},
		{"a name of its own", policy.VerifiedHost, func(w *sim.World) { w.Hostname = "other.test" }, evidence.DeliveredVerified, true},
		{"a certificate of its own", policy.VerifiedHost, func(w *sim.World) { w.Certificate = &sim.Certificate{Leaf: pki.Leaf{CommonName: "sender"}} }, evidence.DeliveredVerified, true},
		{"the first in every respect", policy.VerifiedHost, nil, evidence.DeliveredVerified, true},
	} {
		process := deliver(t, pool.Network(), world.setting, world.change, world.fate)
		assert.Equal(t, world.fresh, process != kept, "%s: the process is %q, and that of the world before was %q", world.name, process, kept)
		kept = process
	}
}

// deliver sends a message in a world of its own, and tells which process the master of Postfix is.
func deliver(t *testing.T, network network.Network, setting policy.Setting, change func(*sim.World), want evidence.Fate) string {
	t.Helper()
	described := &sim.World{
		DNS: sim.DNS{Records: []fakedns.Record{
			{Name: "example.com", Type: "MX", Value: "10 mx1.example.com"},
			{Name: "mx1.example.com", Type: "A", Value: "192.0.2.1"},
		}},
		MTAs:   []*sim.MTA{{Address: netip.MustParseAddr("192.0.2.1"), Shows: &sim.Certificate{Leaf: pki.Leaf{DNSNames: []string{"mx1.example.com"}}}}},
		Policy: policy.Policy{Destinations: []policy.Destination{{Domain: "example.com", Setting: setting}}, Default: esa.No},
	}
	if change != nil {
		change(described)
	}
	world, err := sim.Start(t.Context(), described, postfix.Sender{}, sim.Options{Network: network})
	defer func() { assert.NoError(t, world.Close()) }()
	require.NoError(t, err)
	outcomes, err := world.Send(t.Context(), evidence.Message{From: "alice@sender.test", To: []string{"bob@example.com"}, Data: []byte("\r\nx\r\n")})
	require.NoError(t, err)
	assert.Equal(t, want, outcomes[0].Fate, "%s", world.Trail)
	assert.LessOrEqual(t, len(world.Sessions()), 1, "one message, one session: %s", world.Trail)
	inside, err := namespace.PrivateIn(network)
	require.NoError(t, err)
	file, err := inside.Open(t.Context(), "/var/spool/postfix/pid/master.pid")
	require.NoError(t, err)
	defer file.Close()
	process, err := io.ReadAll(file)
	require.NoError(t, err)
	return fmt.Sprint(inside.Process(), string(process))
}
