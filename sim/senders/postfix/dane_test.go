package postfix

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim"
	"mtalab/sim/policy"
)

func TestDANEInWords(t *testing.T) {
	t.Parallel()
	preferred := policy.Setting{Requirement: policy.Opportunistic}
	for sentence, c := range map[string]struct {
		setting policy.Setting
		dane    string
		want    string // empty: it has no words for it
	}{
		"opportunistic as TLS is":                    {preferred, policy.OpportunisticDANE, "dane"},
		"mandatory goes without TLS no more":         {preferred, policy.MandatoryDANE, "dane-only"},
		"without a TLS setting it is opportunistic":  {policy.Unset, policy.OpportunisticDANE, "dane"},
		"nor does it where TLS is required":          {policy.Encrypted, policy.MandatoryDANE, "dane-only"},
		"without records dane would go in plaintext": {policy.Encrypted, policy.OpportunisticDANE, ""},
		"and with any certificate":                   {policy.VerifiedHost, policy.OpportunisticDANE, ""},
		"a chain and a record it cannot be told":     {policy.VerifiedHost, policy.MandatoryDANE, ""},
		"nor DANE without TLS":                       {policy.Setting{Requirement: policy.WithoutTLS}, policy.MandatoryDANE, ""},
		"what else DANE may be is unknown":           {policy.Encrypted, "maybe", ""},
		"none is as if nothing was said":             {policy.Encrypted, policy.NoDANE, "encrypt"},
	} {
		words, err := vocabulary.InWords(policy.Policy{Default: c.setting, DefaultDANE: c.dane})
		if c.want == "" {
			require.ErrorIs(t, err, sim.ErrNotSupported, sentence)
			continue
		}
		require.NoError(t, err, sentence)
		assert.Equal(t, c.want, words.Default.Words, sentence)

		configured, err := configure(sim.Env{}, words)
		require.NoError(t, err, sentence)
		assert.Equal(t, c.want != "encrypt", bytes.Contains(configured.main, []byte("\nsmtp_dns_support_level = dnssec\n")), sentence)
	}
}
