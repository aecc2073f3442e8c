package driver_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/driver"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

func TestDANEInWords(t *testing.T) {
	t.Parallel()
	told := driver.Vocabulary[string]{MTA: "It", Known: vocabulary, DANE: func(d driver.Domain[string]) (string, error) {
		return d.Words + " with DANE " + d.DANE, nil
	}}
	words, err := told.InWords(policy.Policy{
		Default: policy.Encrypted, DefaultDANE: policy.OpportunisticDANE,
		Destinations: []policy.Destination{
			{Domain: "strict.example", DANE: policy.MandatoryDANE},
			{Domain: "verified.example", Setting: policy.VerifiedHost},
			{Domain: "without.example", DANE: policy.NoDANE},
		},
	})
	require.NoError(t, err)
	said := map[string]string{}
	for _, entry := range words.All() {
		said[entry.Name] = entry.Words
	}
	assert.Equal(t, map[string]string{
		"strict.example":   "encrypt with DANE mandatory",
		"verified.example": "verify with DANE opportunistic",
		"without.example":  "encrypt with DANE none",
		"":                 "encrypt with DANE opportunistic",
	}, said)

	byRecord := driver.Verdict{Fate: evidence.DeliveredVerified, ByDANE: true}
	byChain := driver.Verdict{Fate: evidence.DeliveredVerified}
	outcomes, err := words.Outcomes("It", []string{"u@strict.example", "u@without.example", "u@other.example", "u@verified.example"}, map[string]driver.Verdict{
		"u@strict.example": byRecord, "u@without.example": byRecord, "u@other.example": byChain, "u@verified.example": byChain,
	})
	require.NoError(t, err)
	assert.Equal(t, evidence.DeliveredVerified, outcomes[0].Fate)
	assert.Equal(t, evidence.DeliveredEncrypted, outcomes[1].Fate, "no DANE was asked for")
	assert.Equal(t, evidence.DeliveredEncrypted, outcomes[2].Fate, "a chain that was not asked for is no record that matches")
	assert.Equal(t, evidence.DeliveredVerified, outcomes[3].Fate)
}
