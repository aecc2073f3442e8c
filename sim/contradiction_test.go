package sim_test

import (
	"bytes"
	"net/netip"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

// sends is a sender that hands over what a test makes of a message, inside TLS, and claims that it has verified.
func sends(made func(evidence.Message) []evidence.Message) *scriptedSender {
	return &scriptedSender{send: func(p *scriptedSender, m evidence.Message) ([]evidence.Outcome, error) {
		for _, message := range made(m) {
			if err := p.handOver(message, true); err != nil {
				return nil, err
			}
		}
		return says(m, evidence.DeliveredVerified), nil
	}}
}

func TestWhatArrivesIsHeldAgainstWhatWasGiven(t *testing.T) {
	t.Parallel()
	from := func(m evidence.Message, from string) evidence.Message { m.From = from; return m }
	data := func(m evidence.Message, data []byte) evidence.Message { m.Data = data; return m }
	for sentence, test := range map[string]struct {
		made func(evidence.Message) []evidence.Message
		want string // empty: it is believed
	}{
		"as it is": {func(m evidence.Message) []evidence.Message { return []evidence.Message{m} }, ""},
		"twice":    {func(m evidence.Message) []evidence.Message { return []evidence.Message{m, m} }, "sent the message to u@example.com 2 times"},
		"from another sender": {func(m evidence.Message) []evidence.Message { return []evidence.Message{from(m, "mallory@evil.test")} },
			"sent the message from <mallory@evil.test>, and was given it from <alice@sender.test>"},
		"from nobody": {func(m evidence.Message) []evidence.Message { return []evidence.Message{from(m, "")} }, "sent the message from <>"},
		"with another text": {func(m evidence.Message) []evidence.Message {
			return []evidence.Message{data(m, bytes.Replace(m.Data, []byte("Hello."), []byte("Goodbye."), 1))}
		}, `sent another text than it was given: "Goodbye." in place of "Hello."`},
		"without its text": {func(m evidence.Message) []evidence.Message {
			return []evidence.Message{data(m, bytes.Replace(m.Data, []byte("Hello.\r\n"), nil, 1))}
		}, "sent another text"},
		"with lines in front of its header": {func(m evidence.Message) []evidence.Message {
			return []evidence.Message{data(m, append([]byte("Received: by scriptedSender\r\n"), m.Data...))}
		}, ""},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			world := oneHost(t, sends(test.made))
			_, err := world.Send(bounded(t), letter("u@example.com"))
			require.NoError(t, err)
			_, err = world.Latest()
			if test.want == "" {
				assert.NoError(t, err)
				return
			}
			assert.ErrorContains(t, err, "scriptedSender "+test.want)
			_, err = world.Confirmed()
			assert.ErrorContains(t, err, test.want)
		})
	}
}

func TestWhoeverMayNotHaveReadTheReplyMaySendAgain(t *testing.T) {
	t.Parallel()
	behaviour := fakemta.Behaviour{Encrypted: fakemta.Dialogue{Replies: map[string]fakemta.Reply{".": {Delayed: true}}}}
	world := oneHostWith(t, behaviour, &scriptedSender{send: func(p *scriptedSender, m evidence.Message) ([]evidence.Outcome, error) {
		for range 2 {
			assert.ErrorIs(t, p.handOver(m, true), os.ErrDeadlineExceeded)
		}
		return says(m, evidence.DeliveredVerified), nil
	}})
	_, err := world.Send(bounded(t), letter("u@example.com"))
	require.NoError(t, err)
	_, err = world.Latest()
	assert.NoError(t, err, "RFC 5321 §4.2.5")
}

func TestAChainThatCannotBeVerifiedIsNotVerified(t *testing.T) {
	t.Parallel()
	unknown := &sim.Issuer{Root: pki.Root{CommonName: "nobody knows"}}
	named := pki.Leaf{DNSNames: []string{"mx1.example.com"}}
	old := named
	old.NotBefore, old.NotAfter = time.Now().Add(-48*time.Hour), time.Now().Add(-24*time.Hour)
	for sentence, test := range map[string]struct {
		shows sim.Certificate
		want  string // empty: it is believed
	}{
		"a good one":               {sim.Certificate{Leaf: named}, ""},
		"one for another name":     {sim.Certificate{Leaf: pki.Leaf{DNSNames: []string{"other.not"}}}, ""}, // what counts is the sender's policy
		"a self-signed one":        {sim.Certificate{Leaf: named, SelfSigned: true}, "unknown authority"},
		"one of an unknown issuer": {sim.Certificate{Leaf: named, Issuer: unknown}, "unknown authority"},
		"an expired one":           {sim.Certificate{Leaf: old}, "expired"},
	} {
		for who, attacked := range map[string]bool{"the server": false, "an attacker": true} {
			t.Run(sentence+", shown by "+who, func(t *testing.T) {
				t.Parallel()
				described := &sim.World{MTAs: []*sim.MTA{{Address: netip.MustParseAddr("192.0.2.1"), Shows: &test.shows}}}
				if attacked {
					described.MTAs[0].Shows = &sim.Certificate{Leaf: named}
					described.MTAs[0].Attacker = &sim.Attacker{Shows: &test.shows}
				}
				world := running(t, described, sends(func(m evidence.Message) []evidence.Message { return []evidence.Message{m} }))
				_, err := world.Send(bounded(t), letter("u@example.com"))
				require.NoError(t, err)
				_, err = world.Latest()
				if test.want == "" {
					assert.NoError(t, err)
					return
				}
				require.ErrorContains(t, err, "cannot be verified")
				assert.ErrorContains(t, err, test.want)
			})
		}
	}
}
