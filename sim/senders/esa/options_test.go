package esa

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim/policy"
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
	got, err := parseReadings(map[string]string{"wildcard": "rfc9525", "alerts": "on", "retry": "linear"})
	require.NoError(t, err)
	want := defaultReadings()
	want.wildcard, want.alerts, want.retry = wildcardRFC9525, "on", "linear"
	assert.Equal(t, want, got)
}

func TestEveryValueOfEveryOptionIsItsOwn(t *testing.T) {
	t.Parallel()
	for _, option := range options {
		seen := map[readings]string{}
		for _, value := range option.Values {
			got, err := parseReadings(map[string]string{option.Name: value})
			require.NoError(t, err)
			assert.NotContains(t, seen, got, "%s is %s", option.Name, value)
			seen[got] = value
		}
		byDefault, err := parseReadings(map[string]string{option.Name: option.Values[0]})
		require.NoError(t, err)
		assert.Equal(t, defaultReadings(), byDefault, "the first value of %s is the default", option.Name)
	}
}

func TestAWrongOptionIsRefused(t *testing.T) {
	t.Parallel()
	for says, named := range map[string]map[string]string{
		`policy: unknown option "wildcards": want one of address_family, alert_on, `: {"wildcards": "rfc9525"},
		`policy: option "wildcard" is "rfc6125": want one of rfc2818, rfc9525`:       {"wildcard": "rfc6125"},
		`policy: option "wildcard" is "": want one of rfc2818, rfc9525`:              {"wildcard": ""},
		`policy: option "bounce_at" is "once": want one of end, last_attempt`:        {"bounce_at": "once"},
		`policy: option "alerts" is "yes": want one of off, on`:                      {"alerts": "yes", "ptr": "last", "wildcard": "none"},
	} {
		err := Sender{}.CheckPolicy(policy.Policy{Options: named})
		require.ErrorIs(t, err, policy.ErrPolicy)
		assert.True(t, strings.HasPrefix(err.Error(), says), "want %s\nand not %s", says, err)
	}
}

func Example_options() {
	options, err := parseReadings(map[string]string{"hosted_mx": "all"})
	fmt.Println(options.hostedMX, options.ptr, options.retry, err)
	_, err = parseReadings(map[string]string{"hosted_mx": "some"})
	fmt.Println(err)
	// Output:
	// all any double <nil>
	// policy: option "hosted_mx" is "some": want one of connected, all
}
