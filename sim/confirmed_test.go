package sim_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim"
	"mtalab/sim/evidence"
)

func TestTheSendersWordIsHeldAgainstTheEvidence(t *testing.T) {
	t.Parallel()
	type script = func(*scriptedSender, evidence.Message) ([]evidence.Outcome, error)
	// takes hands the message over, each time as the list says, and then claims a fate.
	takes := func(fate evidence.Fate, encrypted ...bool) script {
		return func(p *scriptedSender, m evidence.Message) ([]evidence.Outcome, error) {
			for _, e := range encrypted {
				if err := p.handOver(m, e); err != nil {
					return nil, err
				}
			}
			return says(m, fate), nil
		}
	}
	for name, test := range map[string]struct {
		script   script
		evidence string // what contradicts; empty: nothing
	}{
		"the truth about TLS":                         {takes(evidence.DeliveredEncrypted, true), ""},
		"the truth about verified TLS":                {takes(evidence.DeliveredVerified, true), ""},
		"the truth about plaintext":                   {takes(evidence.DeliveredPlaintext, false), ""},
		"the truth about a failure":                   {takes(evidence.Deferred), ""},
		"a delivery that was none":                    {takes(evidence.DeliveredPlaintext), `scriptedSender says "delivered in plaintext", but no MTA of the world accepted the message`},
		"a failure that was none":                     {takes(evidence.Deferred, true), `scriptedSender says "deferred", but the MTA at 192.0.2.1 accepted the message`},
		"a bounce that was none":                      {takes(evidence.Bounced, false), `scriptedSender says "bounced", but the MTA at 192.0.2.1 accepted the message`},
		"TLS that was none":                           {takes(evidence.DeliveredVerified, false), `scriptedSender says "delivered verified", but the message came in plaintext`},
		"plaintext that was none":                     {takes(evidence.DeliveredPlaintext, true), `scriptedSender says "delivered in plaintext", but the message came inside TLS`},
		"a second copy in plaintext behind the first": {takes(evidence.DeliveredEncrypted, true, false), `scriptedSender says "delivered encrypted", but the message came in plaintext`},
		"another message": {func(p *scriptedSender, m evidence.Message) ([]evidence.Outcome, error) {
			m.Data = []byte("Message-ID: <other@mtalab.test>\r\n\r\nHello.\r\n")
			return says(m, evidence.DeliveredPlaintext), p.handOver(m, false)
		}, `scriptedSender says "delivered in plaintext", but no MTA of the world accepted the message`},
		"a message whose text names another": {func(p *scriptedSender, m evidence.Message) ([]evidence.Outcome, error) {
			m.Data = append([]byte("Message-ID: <other@mtalab.test>\r\n\r\n"), m.Data...)
			return says(m, evidence.DeliveredPlaintext), p.handOver(m, false)
		}, `scriptedSender says "delivered in plaintext", but no MTA of the world accepted the message`},
		"another recipient": {func(p *scriptedSender, m evidence.Message) ([]evidence.Outcome, error) {
			claim := says(m, evidence.DeliveredPlaintext)
			m.To = []string{"eve@example.com"}
			return claim, p.handOver(m, false)
		}, `scriptedSender says "delivered in plaintext", but the MTA at 192.0.2.1 accepted the message for eve@example.com only`},
		"another host": {func(p *scriptedSender, m evidence.Message) ([]evidence.Outcome, error) {
			claim := says(m, evidence.DeliveredPlaintext)
			claim[0].Address = netip.MustParseAddr("192.0.2.2")
			return claim, p.handOver(m, false)
		}, `scriptedSender says that 192.0.2.2 took the message, but the MTA at 192.0.2.1 did`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			world := oneHost(t, &scriptedSender{send: test.script})
			_, err := world.Send(bounded(t), letter("bob@example.com"))
			require.NoError(t, err)
			_, err = world.Fate("bob@example.com")
			_, latest := world.Latest()
			_, all := world.Confirmed()
			if test.evidence == "" {
				assert.NoError(t, err)
				assert.NoError(t, latest)
				assert.NoError(t, all)
				return
			}
			assert.EqualError(t, err, test.evidence)
			assert.EqualError(t, latest, test.evidence)
			assert.ErrorContains(t, all, test.evidence)
		})
	}
}

func TestARecipientIsTheSameInEveryScriptAndCase(t *testing.T) {
	t.Parallel()
	world := oneHost(t, &scriptedSender{send: func(p *scriptedSender, m evidence.Message) ([]evidence.Outcome, error) {
		claim := says(m, evidence.DeliveredPlaintext)
		m.To = []string{"bob@xn--bcher-kva.example"}
		return claim, p.handOver(m, false)
	}})
	_, err := world.Send(bounded(t), letter("bob@Bücher.example"))
	require.NoError(t, err)
	got, err := world.Fate("BOB@bücher.example")
	assert.NoError(t, err)
	assert.Equal(t, evidence.DeliveredPlaintext, got.Fate)
}

func TestTheLatestMessageIsSpokenOf(t *testing.T) {
	t.Parallel()
	fate := evidence.Deferred
	world := oneHost(t, &scriptedSender{send: func(_ *scriptedSender, m evidence.Message) ([]evidence.Outcome, error) { return says(m, fate), nil }})
	_, err := world.Latest()
	assert.ErrorIs(t, err, sim.ErrNothingSent)
	_, err = world.Fate("a@a.not")
	assert.ErrorIs(t, err, sim.ErrNothingSent)

	_, err = world.Send(bounded(t), letter("a@a.not"))
	require.NoError(t, err)
	fate = evidence.Bounced
	_, err = world.Send(bounded(t), letter("a@a.not", "b@b.not"))
	require.NoError(t, err)

	latest, err := world.Latest()
	require.NoError(t, err)
	assert.Equal(t, says(letter("a@a.not", "b@b.not"), evidence.Bounced), latest)
	got, err := world.Fate("a@a.not")
	require.NoError(t, err)
	assert.Equal(t, evidence.Bounced, got.Fate)
	assert.Len(t, world.Outcomes(), 3)
}
