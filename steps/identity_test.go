package steps_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/result"
)

func TestWhatIsSaidOfTheComparisonsCanFail(t *testing.T) {
	t.Parallel()
	const (
		required  = "Given the TLS setting for example.com is \"Required\"\n" + sent + "Then the message is delivered encrypted\n"
		hosted    = "Given the TLS setting for example.com is \"Required - Verify Hosted Domains\"\n" + sent + verified
		plaintext = "Given the TLS setting for example.com is \"No\"\n" + sent + "Then the message is delivered in plaintext\n"
		byPTR     = "And the comparisons are:\n| CN | mx1.example.com | example.com | recipient domain | no |\n| CN | mx1.example.com | mx1.example.com | PTR | yes |"
	)
	for _, test := range []struct {
		sentence, steps string
		want            result.Status
		problem         string
	}{
		{"all comparisons in order", sent + verified + byPTR, result.Passed, ""},
		{"another source of the name", hosted + byPTR, result.Failed, "mx1.example.com | MX | yes"},
		{"no comparison at all", required + byPTR, result.Failed, "the comparisons are"},
		{"neither yes nor no", sent + verified + "And the comparisons are:\n| CN | a.not | b.not | PTR | maybe |", result.Broken, "want yes or no"},
		{"the pair that decided", sent + verified + "And the certificate matches by CN~PTR", result.Passed, ""},
		{"another pair decided", sent + verified + "And the certificate matches by CN~MX", result.Failed, "and not a match by CN~MX"},
		{"no pair decided", required + "And the certificate matches by CN~PTR", result.Failed, "no names were compared"},
		{"no such pair", sent + verified + "And the certificate matches by IP~PTR", result.Broken, "want SAN or CN"},
		{"a name matches all the same", sent + verified + "And no name of the certificate matches", result.Failed, "a name matches: CN"},
		{"no certificate was shown", plaintext + "And no name of the certificate matches", result.Failed, "no TLS session"},
		{"the certificate was not looked at", required + "And no name of the certificate matches", result.Failed, "never came to compare"},
		{"names are not compared", required + "And the names of the certificate are not compared", result.Passed, ""},
		{"names are compared all the same", sent + verified + "And the names of the certificate are not compared", result.Failed, "names were compared"},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			ended := inTwoExchangers(t, test.steps)
			require.Equal(t, test.want, ended.Status, "%+v", ended.Problem)
			if test.problem != "" {
				assert.Contains(t, ended.Problem.Text, test.problem)
			}
		})
	}
}
