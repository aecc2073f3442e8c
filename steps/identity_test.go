package steps_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/report"
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
		want            report.Status
		problem         string
	}{
		{"all comparisons in order", sent + verified + byPTR, report.Passed, ""},
		{"another source of the name", hosted + byPTR, report.Failed, "mx1.example.com | MX | yes"},
		{"no comparison at all", required + byPTR, report.Failed, "the comparisons are"},
		{"neither yes nor no", sent + verified + "And the comparisons are:\n| CN | a.not | b.not | PTR | maybe |", report.Broken, "want yes or no"},
		{"the pair that decided", sent + verified + "And the certificate matches by CN~PTR", report.Passed, ""},
		{"another pair decided", sent + verified + "And the certificate matches by CN~MX", report.Failed, "and not a match by CN~MX"},
		{"no pair decided", required + "And the certificate matches by CN~PTR", report.Failed, "no names were compared"},
		{"no such pair", sent + verified + "And the certificate matches by IP~PTR", report.Broken, "want SAN or CN"},
		{"a name matches all the same", sent + verified + "And no name of the certificate matches", report.Failed, "a name matches: CN"},
		{"no certificate was shown", plaintext + "And no name of the certificate matches", report.Failed, "no TLS session"},
		{"the certificate was not looked at", required + "And no name of the certificate matches", report.Failed, "never came to compare"},
		{"names are not compared", required + "And the names of the certificate are not compared", report.Passed, ""},
		{"names are compared all the same", sent + verified + "And the names of the certificate are not compared", report.Failed, "names were compared"},
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
