package esa

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/fakemta"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/policy"
)

func TestAMessageThatNeedsSMTPUTF8(t *testing.T) {
	t.Parallel()
	offers := fakemta.Behaviour{SMTPUTF8: true}
	for sentence, test := range map[string]struct {
		from    string
		to      []string
		refuses bool // the first host does
		fate    evidence.Fate
		reached int // sessions with the second host
	}{
		"is returned by the first host that does not offer it": {"a@b.test", []string{"用户@example.com"}, false, evidence.Bounced, 0},
		"goes to the next host where the first is down":        {"a@b.test", []string{"用户@example.com"}, true, evidence.DeliveredPlaintext, 1},
		"is one for its sender alone":                          {"用户@b.test", []string{"u@example.com"}, false, evidence.Bounced, 0},
		"is one for all its recipients":                        {"a@b.test", []string{"用户@example.com", "u@example.com"}, false, evidence.Bounced, 0},
		"is none for a domain alone":                           {"a@bücher.example", []string{"u@example.com"}, false, evidence.DeliveredPlaintext, 0},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			first := &sim.MTA{Address: netip.MustParseAddr("192.0.2.1"), Refuses: test.refuses}
			second := &sim.MTA{Address: netip.MustParseAddr("192.0.2.2"), Behaviour: offers}
			described := &sim.World{
				DNS: sim.DNS{Records: []fakedns.Record{
					{Name: "example.com", Type: "MX", Value: "10 mx1.example.com"},
					{Name: "example.com", Type: "MX", Value: "20 mx2.example.com"},
					{Name: "mx1.example.com", Type: "A", Value: "192.0.2.1"},
					{Name: "mx2.example.com", Type: "A", Value: "192.0.2.2"},
				}},
				MTAs:   []*sim.MTA{first, second},
				Policy: policy.Policy{Default: No},
			}
			world, err := sim.Start(t.Context(), described, Sender{}, sim.Options{Network: &network.Memory{}})
			t.Cleanup(func() { assert.NoError(t, world.Close()) })
			require.NoError(t, err)
			_, err = world.Send(t.Context(), evidence.Message{From: test.from, To: test.to, Data: []byte("\r\nHello.\r\n")})
			require.NoError(t, err)
			outcomes, err := world.Latest()
			require.NoError(t, err)
			for _, got := range outcomes {
				assert.Equal(t, test.fate, got.Fate, got.Reason)
				if test.fate == evidence.Bounced {
					assert.Equal(t, "R6531-1", got.Cause.Rule)
				}
			}
			assert.Len(t, world.SessionsAt("192.0.2.2"), test.reached)
			for _, session := range world.Sessions() {
				for _, message := range session.Messages() {
					assert.True(t, message.UTF8 || isASCII(message.Data), "no 8-bit header without SMTPUTF8")
				}
			}
		})
	}
}

func isASCII(data []byte) bool {
	for _, b := range data {
		if b > 0x7f {
			return false
		}
	}
	return true
}
