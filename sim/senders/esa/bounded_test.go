package esa

import (
	"context"
	"net/netip"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/fakemta"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// hostile is an MTA that wants to be waited for, or to be listened to, for ever.
type hostile struct {
	sentence string
	mta      *sim.MTA
	setting  policy.Setting
	fate     evidence.Fate
}

func replying(encrypted bool, verb string, reply fakemta.Reply) fakemta.Behaviour {
	dialogue := fakemta.Dialogue{Replies: map[string]fakemta.Reply{verb: reply}}
	if encrypted {
		return fakemta.Behaviour{Encrypted: dialogue}
	}
	return fakemta.Behaviour{Plain: dialogue}
}

func large(bytes int) *sim.Certificate {
	return &sim.Certificate{Leaf: pki.Leaf{DNSNames: []string{"example.com"}, Padding: bytes}}
}

func hostiles() []hostile {
	lines, line := fakemta.Reply{EndlessLines: true}, fakemta.Reply{EndlessLine: true}
	return []hostile{
		{"a greeting of endless lines", &sim.MTA{Behaviour: fakemta.Behaviour{Plain: fakemta.Dialogue{Greeting: lines}}}, Preferred, evidence.Deferred},
		{"a greeting of an endless line", &sim.MTA{Behaviour: fakemta.Behaviour{Plain: fakemta.Dialogue{Greeting: line}}}, Preferred, evidence.Deferred},
		{"an EHLO reply of endless lines", &sim.MTA{Behaviour: replying(false, "EHLO", lines)}, Preferred, evidence.Deferred},
		{"an EHLO reply of an endless line", &sim.MTA{Behaviour: replying(false, "EHLO", line)}, Preferred, evidence.Deferred},
		{"a STARTTLS reply of endless lines", &sim.MTA{Behaviour: replying(false, "STARTTLS", lines)}, Preferred, evidence.Deferred},
		{"an EHLO reply of endless lines inside TLS", &sim.MTA{Behaviour: replying(true, "EHLO", lines)}, Preferred, evidence.Deferred},
		{"an EHLO reply of an endless line inside TLS", &sim.MTA{Behaviour: replying(true, "EHLO", line)}, Preferred, evidence.Deferred},
		{"an endless reply to the message", &sim.MTA{Behaviour: replying(true, ".", lines)}, Preferred, evidence.Deferred},
		{"a certificate of 64 KiB", &sim.MTA{Shows: large(64 << 10)}, Preferred, evidence.Deferred},
		{"a certificate larger than TLS carries", &sim.MTA{Shows: large(1 << 20)}, Preferred, evidence.Deferred},
		{"a byte a second, and no handshake to finish", &sim.MTA{Fault: sim.Fault{BytesPerSecond: 1}}, No, evidence.DeliveredPlaintext},
		{"a byte a second in a handshake", &sim.MTA{Fault: sim.Fault{BytesPerSecond: 1}}, Preferred, evidence.Deferred},
		{"nobody at all", &sim.MTA{Fault: sim.Fault{Silent: true}}, Preferred, evidence.Deferred},
	}
}

// TestHostileServersCostLittle is not parallel, as it counts what the process allocates: all of it
// together, the hostile server's own share too, so that no moment can have had more.
func TestHostileServersCostLittle(t *testing.T) {
	const most = 64 << 20
	for _, test := range hostiles() {
		t.Run(test.sentence, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			world, err := sim.Start(ctx, withOneMTA(test.mta, test.setting), Sender{}, sim.Options{})
			defer func() { assert.NoError(t, world.Close()) }()
			require.NoError(t, err)
			began := world.Clock.Now()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			outcomes, err := world.Send(ctx, evidence.Message{From: "alice@sender.test", To: []string{"u@example.com"}})
			runtime.ReadMemStats(&after)
			require.NoError(t, err)
			assert.Equal(t, test.fate, outcomes[0].Fate, outcomes[0].Reason)
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(most))
			assert.LessOrEqual(t, world.Clock.Now().Sub(began), 30*time.Minute, "how long it waited by the world's clock")
			t.Logf("%d KiB, %s", (after.TotalAlloc-before.TotalAlloc)>>10, world.Clock.Now().Sub(began))
		})
	}
}

// withOneMTA is a world in which example.com has one host.
func withOneMTA(mta *sim.MTA, setting policy.Setting) *sim.World {
	mta.Address = netip.MustParseAddr("192.0.2.1")
	if mta.Shows == nil {
		mta.Shows = large(0)
	}
	return &sim.World{
		DNS: sim.DNS{Records: []fakedns.Record{
			{Name: "example.com", Type: "MX", Value: "10 mx1.example.com"},
			{Name: "mx1.example.com", Type: "A", Value: "192.0.2.1"},
		}},
		MTAs:   []*sim.MTA{mta},
		Policy: policy.Policy{Default: setting},
	}
}
