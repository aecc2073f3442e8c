package exchange_test

import (
	"context"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/fakemta"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/policy"
	"mtalab/sim/senders/exchange"
)

// partner is a world in which woodgrove.not has one server, with a good certificate.
func partner(behaviour fakemta.Behaviour) *sim.World {
	return &sim.World{
		DNS: sim.DNS{Records: []fakedns.Record{
			{Name: "woodgrove.not", Type: "MX", Value: "10 mail.woodgrove.not"},
			{Name: "mail.woodgrove.not", Type: "A", Value: "192.0.2.1"},
		}},
		MTAs: []*sim.MTA{{
			Address:   netip.MustParseAddr("192.0.2.1"),
			Shows:     &sim.Certificate{Leaf: pki.Leaf{DNSNames: []string{"woodgrove.not"}}},
			Behaviour: behaviour,
		}},
	}
}

// start starts a world, which is closed at the end of the test.
func start(t *testing.T, described *sim.World) *sim.Running {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	world, err := sim.Start(ctx, described, exchange.Sender{}, sim.Options{Network: &network.Memory{}})
	t.Cleanup(func() { cancel(); assert.NoError(t, world.Close()) })
	require.NoError(t, err)
	return world
}

// send sends one message in a world.
func send(t *testing.T, world *sim.Running) evidence.Outcome {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	outcomes, err := world.Send(ctx, evidence.Message{From: "alice@contoso.not", To: []string{"bob@woodgrove.not"}, Data: []byte("\r\nHello.\r\n")})
	require.NoError(t, err)
	require.Len(t, outcomes, 1)
	return outcomes[0]
}

func TestWhatWaitsIsTriedAgainAndBouncesAtTheEnd(t *testing.T) {
	t.Parallel()
	described := partner(fakemta.Behaviour{Alert: 40})
	described.Policy.Options = map[string]string{"retry_interval": "1h", "queue_lifetime": "3h"}
	world := start(t, described)
	assert.Equal(t, evidence.Deferred, send(t, world).Fate)
	for hours, want := range []evidence.Fate{evidence.Deferred, evidence.Deferred, evidence.Bounced} {
		require.NoError(t, world.Pass(t.Context(), time.Hour))
		assert.Equal(t, want, world.Outcomes()[0].Fate, "after %d hours", hours+1)
	}
	assert.Len(t, world.Sessions(), 4)
}

func TestARefusalThatIsNotAboutTLSBouncesUnderDomainSecurityToo(t *testing.T) {
	t.Parallel()
	for reply, want := range map[string]evidence.Fate{
		"550 5.1.8 no such sender": evidence.Bounced,
		"530 5.7.0 TLS, please":    evidence.Deferred,
		"554 5.7.1 not secure":     evidence.Deferred,
		"451 4.3.0 later":          evidence.Deferred,
	} {
		b := fakemta.Behaviour{ClientAuth: 1, Encrypted: fakemta.Dialogue{Replies: map[string]fakemta.Reply{"MAIL": {Text: reply}}}}
		world := partner(b)
		world.Certificate = &sim.Certificate{Leaf: pki.Leaf{DNSNames: []string{"contoso.not"}}}
		world.Policy.Destinations = []policy.Destination{{Domain: "woodgrove.not", Setting: policy.Setting{Name: "Domain Security", Requirement: policy.MutualTLS}}}
		assert.Equal(t, want, send(t, start(t, world)).Fate, reply)
	}
}

func TestAnAddressLiteralIsWrittenToDirectly(t *testing.T) {
	t.Parallel()
	world := start(t, partner(fakemta.Behaviour{}))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	outcomes, err := world.Send(ctx, evidence.Message{From: "a@contoso.not", To: []string{"b@[192.0.2.1]"}, Data: []byte("\r\n")})
	require.NoError(t, err)
	assert.Equal(t, evidence.DeliveredEncrypted, outcomes[0].Fate)
}

func ExampleSender() {
	ctx := context.Background()
	world, err := sim.Start(ctx, partner(fakemta.Behaviour{}), exchange.Sender{}, sim.Options{Network: &network.Memory{}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer world.Close()
	outcomes, err := world.Send(ctx, evidence.Message{From: "alice@contoso.not", To: []string{"bob@woodgrove.not"}, Data: []byte("\r\nHello.\r\n")})
	fmt.Println(outcomes, err)
	// Output: [delivered encrypted via mail.woodgrove.not: the certificate is not checked  [EXCH-20]] <nil>
}
