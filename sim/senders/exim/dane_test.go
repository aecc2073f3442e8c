package exim

import (
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
		want    []string // nil: it has no words for it
	}{
		"opportunistic as TLS is":            {preferred, policy.OpportunisticDANE, []string{"hosts_try_dane = *", "dnssec_request_domains = *"}},
		"no TLS setting":                     {policy.Unset, policy.OpportunisticDANE, []string{"hosts_try_dane = *", "dnssec_request_domains = *"}},
		"mandatory":                          {preferred, policy.MandatoryDANE, []string{"hosts_require_dane = *", "dnssec_request_domains = *"}},
		"TLS is required, DANE if there":     {policy.Encrypted, policy.OpportunisticDANE, []string{"hosts_require_tls = *", "hosts_try_dane = *", "dnssec_request_domains = *"}},
		"TLS is required and DANE as well":   {policy.Encrypted, policy.MandatoryDANE, []string{"hosts_require_tls = *", "hosts_require_dane = *", "dnssec_request_domains = *"}},
		"a chain and a record are no choice": {policy.VerifiedHost, policy.OpportunisticDANE, nil},
		"there is no DANE without TLS":       {policy.Setting{Requirement: policy.WithoutTLS}, policy.MandatoryDANE, nil},
		"what else DANE may be is unknown":   {preferred, "maybe", nil},
		"none is said, as Exim tries it":     {policy.Encrypted, policy.NoDANE, []string{"hosts_require_tls = *", "hosts_try_dane ="}},
		"nothing is said":                    {policy.Encrypted, "", []string{"hosts_require_tls = *"}},
	} {
		words, err := vocabulary.InWords(policy.Policy{Default: c.setting, DefaultDANE: c.dane})
		if c.want == nil {
			require.ErrorIs(t, err, sim.ErrNotSupported, sentence)
			continue
		}
		require.NoError(t, err, sentence)
		assert.Equal(t, c.want, words.Default.Words, sentence)
	}
}
