package exchange

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim"
	"mtalab/sim/policy"
	"mtalab/sim/senders/esa"
)

// TestTheReadmeHasEveryOption holds the table of the README against the table of the code: the same
// options in the same order, with their values and rules, and each with a sentence.
func TestTheReadmeHasEveryOption(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	var rows []string
	for line := range strings.Lines(string(readme)) {
		if strings.HasPrefix(line, "| `") {
			rows = append(rows, strings.TrimSpace(line))
		}
	}
	require.Len(t, rows, len(options), "one row for each option")
	for i, row := range options.Rows() {
		assert.True(t, strings.HasPrefix(rows[i], row), "want %s\nand not %s", row, rows[i])
		assert.Regexp(t, `\| [A-Z][^|]{20,}\. \|$`, rows[i], "a sentence on %s", row)
	}
}

func TestOptionsAreReadByName(t *testing.T) {
	t.Parallel()
	got, err := parseReadings(map[string]string{"version": "2003", "smart_host": "Relay.Contoso.NOT.", "queue_lifetime": "24h"})
	require.NoError(t, err)
	want := defaultReadings()
	want.version, want.smartHost, want.queueLifetime = "2003", "relay.contoso.not", 24*time.Hour
	assert.Equal(t, want, got)
}

func TestAWrongOptionIsRefused(t *testing.T) {
	t.Parallel()
	for says, named := range map[string]map[string]string{
		`policy: unknown option "wildcard": want one of banner_after_tls, domain_security_names, `:                         {"wildcard": "rfc9525"},
		`policy: option "version" is "2016": want one of 2010, 2003`:                                                       {"version": "2016"},
		`policy: option "smart_host" is "": want the name of a host, or none: no name: "": want labels of 1 to 63 letters`: {"smart_host": ""},
		`policy: option "retry_interval" is "soon": want a duration such as 30m or 72h`:                                    {"retry_interval": "soon"},
		`policy: option "domain_security_names" is "both": want one of either, domain, host`:                               {"domain_security_names": "both"},
	} {
		err := Sender{}.CheckPolicy(policy.Policy{Options: named})
		require.ErrorIs(t, err, policy.ErrPolicy)
		assert.True(t, strings.HasPrefix(err.Error(), says), "want %s\nand not %s", says, err)
	}
}

var domainSecurity = policy.Setting{Name: "Domain Security", Requirement: policy.MutualTLS}

func TestEachVersionKnowsItsSettings(t *testing.T) {
	t.Parallel()
	all := append(append(esa.Settings(), policy.NeutralSettings()...), domainSecurity)
	for version, known := range map[string][]policy.Setting{
		"2010": {esa.No, esa.Preferred, esa.Required, policy.Encrypted, policy.TrustedChain, policy.VerifiedDomain, domainSecurity},
		"2003": {esa.No, esa.Required, policy.Encrypted},
	} {
		for _, setting := range all {
			policy := policy.Policy{Destinations: []policy.Destination{{Domain: "woodgrove.not", Setting: setting}}}
			_, err := readings{version: version}.configure(policy)
			if slices.Contains(known, setting) {
				assert.NoError(t, err, "Exchange %s and %q", version, setting)
			} else {
				assert.ErrorIs(t, err, sim.ErrNotSupported, "Exchange %s and %q", version, setting)
			}
		}
	}
}

func TestWhatTheListDoesNotTake(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		sentence, domain, smartHost, says string
	}{
		{"a domain", "woodgrove.not", "", ""},
		{"a wildcard", "*.woodgrove.not", "", "want a domain without a wildcard"},
		{"a star inside", "a.*.not", "", "want a domain without a wildcard"},
		{"a domain beside a smart host", "woodgrove.not", "relay.contoso.not", "through the smart host relay.contoso.not"},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			t.Parallel()
			options := defaultReadings()
			options.smartHost = c.smartHost
			_, err := options.configure(policy.Policy{Destinations: []policy.Destination{{Domain: c.domain, Setting: domainSecurity}}})
			if c.says == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, sim.ErrConfiguration)
			assert.ErrorContains(t, err, c.says)
		})
	}
}
