package steps_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/result"
)

func TestTheSenderHasAnAddressOfItsOwn(t *testing.T) {
	t.Parallel()
	const trap = "Given these DNS records:\n | example.com | MX | 30 sender.test |\n | sender.test | A | 192.0.2.7 |\nAnd an MTA at 192.0.2.7 without STARTTLS\n"
	for sentence, test := range map[string]struct {
		steps   string
		status  result.Status
		problem string
	}{
		"stated, and no MTA is there":      {"Given the sender is at 192.0.2.77\n" + sent + verified, result.Passed, ""},
		"stated, and an MTA is there":      {"Given the sender is at 192.0.2.1\n" + sent + verified, result.Broken, "there is an MTA at 192.0.2.1, which is the sender's own address"},
		"stated, and an MTA comes there":   {"Given the sender is at 192.0.2.7\nAnd an MTA at 192.0.2.7 without STARTTLS\n" + sent + verified, result.Broken, "there is an MTA at 192.0.2.7, which"},
		"by its name, and an MTA is there": {"Given these DNS records:\n | sender.test | A | 192.0.2.1 |\n" + sent + verified, result.Broken, "there is an MTA at 192.0.2.1, which"},
		"by its name, which is left out":   {trap + sent + verified + "And 192.0.2.7 is never contacted\n", result.Passed, ""},
		"twice":                            {"Given the sender is at 192.0.2.7\nAnd the sender is at 192.0.2.7\n" + sent + verified, result.Broken, "it was said already"},
		"the name server's":                {"Given the sender is at 192.0.2.53\n" + sent + verified, result.Broken, "it is the name server's"},
		"nobody's":                         {"Given the sender is at 10.0.0.1\n" + sent + verified, result.Broken, "10.0.0.1 cannot be the sender's"},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			ended := inTwoExchangers(t, test.steps)
			require.Equal(t, test.status, ended.Status, "%+v\n%s", ended.Problem, ended.Story)
			if test.problem != "" {
				assert.Contains(t, ended.Problem.Text, test.problem)
			}
		})
	}
}
