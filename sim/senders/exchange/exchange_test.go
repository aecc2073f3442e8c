package exchange

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
	world, err := sim.Start(ctx, described, Sender{}, sim.Options{Network: &network.Memory{}})
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
	assert.Len(t, world.Sessions(), 3, "at the end nothing is tried")
}

func TestUnderDomainSecurityOnlyARefusalForWantOfTLSWaits(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		sentence, verb, reply string
		want                  evidence.Fate
		rule                  string
	}{
		{"the sender is refused", "MAIL", "550 5.1.8 no such sender", evidence.Bounced, ""},
		{"TLS with a certificate is demanded of the sender", "MAIL", "530 5.7.0 TLS, please", evidence.Deferred, "EXCH-36"},
		{"TLS does not suffice for the sender", "MAIL", "554 5.7.1 not secure", evidence.Deferred, "EXCH-36"},
		{"the sender is to come later", "MAIL", "451 4.3.0 later", evidence.Deferred, "R5321-7"},
		{"the recipient is unknown", "RCPT", "550 5.1.1 unknown", evidence.Bounced, "R5321-13"},
		{"the recipient is refused with 554, which is not to every command", "RCPT", "554 5.7.1 relaying denied", evidence.Bounced, "R5321-13"},
		{"the recipient is refused with 530 inside TLS", "RCPT", "530 5.7.0 authenticate", evidence.Bounced, "R5321-13"},
		{"the message is refused", ".", "550 5.7.1 spam", evidence.Bounced, "R5321-16"},
		{"the message is refused with 554", ".", "554 5.7.1 spam", evidence.Bounced, "R5321-16"},
		{"nothing is taken inside TLS", "EHLO", "554 5.7.1 not secure", evidence.Deferred, "EXCH-36"},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			replies := map[string]fakemta.Reply{test.verb: {Text: test.reply}}
			if test.verb == "EHLO" {
				replies["HELO"] = replies["EHLO"]
			}
			world := partner(fakemta.Behaviour{ClientAuth: 1, Encrypted: fakemta.Dialogue{Replies: replies}})
			world.Certificate = &sim.Certificate{Leaf: pki.Leaf{DNSNames: []string{"contoso.not"}}}
			world.Policy.Destinations = []policy.Destination{{Domain: "woodgrove.not", Setting: policy.Setting{Name: "Domain Security", Requirement: policy.MutualTLS}}}
			outcome := send(t, start(t, world))
			assert.Equal(t, test.want, outcome.Fate, outcome.Reason)
			assert.Equal(t, test.rule, outcome.Cause.Rule, outcome.Reason)
		})
	}
}

func TestARefusalBeforeTLSIsForWantOfItByItsPlace(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ verb, reply, rule string }{
		{"MAIL", "530 5.7.0 Must issue a STARTTLS command first", "R3207-4"},
		{"RCPT", "530 5.7.0 Must issue a STARTTLS command first", "R3207-4"},
		{"MAIL", "554 5.7.1 go away", ""},
		{"RCPT", "554 5.7.1 relaying denied", "R5321-13"},
		{".", "530 5.7.0 no", "R5321-16"},
		{".", "554 5.7.1 spam", "R5321-16"},
	} {
		t.Run(test.verb+" "+test.reply, func(t *testing.T) {
			t.Parallel()
			world := partner(fakemta.Behaviour{Plain: fakemta.Dialogue{Replies: map[string]fakemta.Reply{test.verb: {Text: test.reply}}}})
			world.Policy.Default = policy.Setting{Name: "No", Requirement: policy.WithoutTLS}
			outcome := send(t, start(t, world))
			assert.Equal(t, evidence.Bounced, outcome.Fate, outcome.Reason)
			assert.Equal(t, test.rule, outcome.Cause.Rule, outcome.Reason)
		})
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
	world, err := sim.Start(ctx, partner(fakemta.Behaviour{}), Sender{}, sim.Options{Network: &network.Memory{}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer world.Close()
	outcomes, err := world.Send(ctx, evidence.Message{From: "alice@contoso.not", To: []string{"bob@woodgrove.not"}, Data: []byte("\r\nHello.\r\n")})
	fmt.Println(outcomes, err)
	// Output: [delivered encrypted via mail.woodgrove.not: the certificate is not checked  [EXCH-20]] <nil>
}
