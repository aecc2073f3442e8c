package esa

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

func TestAChainIsJudged(t *testing.T) {
	t.Parallel()
	longAgo := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	farOff := time.Date(2090, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		sentence string
		issuer   *sim.Issuer
		want     evidence.Problem
		detail   string
	}{
		{"two intermediates", below(pki.Intermediate{}, pki.Intermediate{CommonName: "second"}), "", "example.com, up to the trust anchor mtalab root CA"},
		{"the intermediate has expired", below(pki.Intermediate{NotAfter: longAgo}), evidence.Expired, "mtalab intermediate CA has expired"},
		{"the intermediate is not valid yet", below(pki.Intermediate{NotBefore: farOff}), evidence.NotYetValid, "mtalab intermediate CA is not valid yet"},
		{"the intermediate is no CA", below(pki.Intermediate{NotCA: true}), evidence.Untrusted, "unknown authority"},
		{"there is an intermediate too many for the first one", below(pki.Intermediate{MaxPathLenZero: true}, pki.Intermediate{CommonName: "second"}), evidence.OutsideConstraints, "too many intermediates"},
		{"the name is among those that the intermediate must not name", below(pki.Intermediate{ExcludedDNSDomains: []string{"example.com"}}), evidence.OutsideConstraints, "example.com"},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			found, _ := judged(t, certificateWorld(t, &sim.Certificate{Issuer: test.issuer}))
			assert.Equal(t, test.want, found.Problem, found)
			assert.Contains(t, found.Detail, test.detail)
			assert.NotEmpty(t, found.Cause.Rule)
		})
	}
}

func TestAHandshakeTakes32KiBOfCertificates(t *testing.T) {
	t.Parallel()
	for sentence, test := range map[string]struct {
		padding int
		want    evidence.Fate
	}{
		"a little less": {30 << 10, evidence.DeliveredEncrypted},
		"a little more": {32 << 10, evidence.Deferred},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			described := certificateWorld(t, &sim.Certificate{Leaf: pki.Leaf{Padding: test.padding}})
			described.Policy.Default = Preferred
			world := start(t, described, Sender{})
			outcomes, err := world.Send(t.Context(), evidence.Message{From: "a@sender.test", To: []string{"u@example.com"}, Data: []byte("\r\n")})
			require.NoError(t, err)
			assert.Equal(t, test.want, outcomes[0].Fate, world.Trail)
		})
	}
}
