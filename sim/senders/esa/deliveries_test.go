package esa

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/sim/evidence"
	"mtalab/sim/explain"
	"mtalab/sim/policy"
)

// TestDeliveriesAreKeptApart: two domains and a second attempt are three deliveries, each with its own
// tries, evidence and outcomes.
func TestDeliveriesAreKeptApart(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	described, _ := hostedWorld(t, RequiredVerify)
	give(t, described, "b.not", "MX", "10 mx01.hosted.not")
	described.Policy.Destinations = []policy.Destination{{Domain: "b.not", Setting: Preferred}}
	world := start(t, described, Sender{})
	_, err := world.Send(ctx, evidence.Message{From: "alice@sender.test", To: []string{"u@example.com", "u@b.not", "v@example.com"}, Data: []byte("\r\nHello.\r\n")})
	require.NoError(t, err)
	require.NoError(t, world.Pass(ctx, time.Minute))

	deliveries := explain.Deliveries(world.Trail.Entries())
	require.Len(t, deliveries, 3)
	for i, want := range []struct {
		domain     string
		setting    policy.Setting
		recipients []string
		after      time.Duration
		fate       evidence.Fate
		compared   bool
	}{
		{"example.com", RequiredVerify, []string{"u@example.com", "v@example.com"}, 0, evidence.Deferred, true},
		{"b.not", Preferred, []string{"u@b.not"}, 0, evidence.DeliveredEncrypted, false},
		{"example.com", RequiredVerify, []string{"u@example.com", "v@example.com"}, time.Minute, evidence.Deferred, true},
	} {
		delivery := deliveries[i]
		assert.Equal(t, want.domain, delivery.Domain)
		assert.Equal(t, want.setting.Name, delivery.Setting)
		assert.Equal(t, want.recipients, delivery.Recipients)
		assert.Equal(t, want.after, delivery.After)
		require.Len(t, delivery.Outcomes, len(want.recipients), want.domain)
		for n, outcome := range delivery.Outcomes {
			assert.Equal(t, want.recipients[n], outcome.Recipient)
			assert.Equal(t, want.fate, outcome.Fate)
		}
		require.Len(t, delivery.Tries, 1)
		try := delivery.Tries[0]
		for _, what := range try.Evidence {
			query, _ := what.(fakedns.Query)
			assert.NotEqual(t, "MX", query.Type, "what was asked for the plan is no evidence of a try")
		}
		assert.Equal(t, "220 mta.test ESMTP Service Ready", try.Exchanges[0].Reply)
		assert.NotNil(t, try.TLS)
		_, validated := try.Validation()
		assert.Equal(t, want.compared, validated)
		assert.Equal(t, want.compared, len(try.ReverseNames()) > 0)
	}
}
