package steps_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/result"
)

func TestWhatIsSaidOfMessagesProfilesAndRecipientsCanBeWrong(t *testing.T) {
	t.Parallel()
	this := func(text string) string {
		return "When this message is sent to u@example.com:\n\"\"\"\n" + text + "\n\"\"\"\n" + verified
	}
	profile := func(rows string) string { return "Given the bounce profile \"Default\" has\n" + rows + good }
	for sentence, test := range map[string]struct {
		steps   string
		want    result.Status
		problem string
	}{
		"a text alone":                 {this("\nHello.") + "And the message arrives as it was sent\n", result.Passed, ""},
		"a header and a text":          {this("X-A: b\n c\n\nHello.\n\nBye.") + "And the message arrives as it was sent\n", result.Passed, ""},
		"no empty line":                {this("Hello."), result.Broken, "no empty line parts the header from the text"},
		"no field":                     {this("Hello\n\nthere"), result.Broken, `"Hello" is no field of a header`},
		"a field that is there":        {this("subject: x\n\nHello."), result.Broken, "every message has a field subject already"},
		"too small":                    {"When a message of 10 bytes is sent to u@example.com\n" + verified, result.Broken, "want a number from 1000 to 8388608"},
		"a size":                       {"When a message of 1001 bytes is sent to u@example.com\n" + verified + "And the session with 192.0.2.1 begins with:\n\"\"\"\nS: 220 mx1.example.com ESMTP Service Ready\n\"\"\"\n", result.Passed, ""},
		"a profile of nothing new":     {profile("| maximum number of retries | 100 |\n"), result.Passed, ""},
		"a parameter that is none":     {profile("| retries | 5 |\n"), result.Broken, "row 1 of the table, | retries | 5 |: want one of maximum number of retries, "},
		"a parameter twice":            {profile("| maximum number of retries | 5 |\n| maximum number of retries | 6 |\n"), result.Broken, "row 2 of the table, | maximum number of retries | 6 |: it stands there twice"},
		"a number that is none":        {profile("| maximum number of retries | 0 |\n"), result.Broken, "want a number from 1 to"},
		"a longest wait that is short": {profile("| maximum number of seconds to wait | 59 |\n"), result.Broken, "the longest wait, 59 seconds, is shorter than the first"},
		"a profile twice":              {"Given the bounce profile \"a\" has\n| maximum number of retries | 5 |\nAnd the bounce profile \"A\" has\n| maximum number of retries | 5 |\n" + good, result.Broken, "there is a bounce profile \"A\" already"},
		"two replies for one":          {noSuch + "Given the MTA at 192.0.2.1 answers RCPT for V@example.com with \"250 OK\"\n" + parted, result.Broken, "this contradicts"},
		"a rule that is none":          {good + "And the rule is ESA-999\n", result.Broken, "no rule is called ESA-999"},
		"a handshake that is late":     {"Given the MTA at 192.0.2.1 answers the TLS handshake after 3 minutes\n" + good, result.Broken, "a TLS handshake comes at once"},
		"no alert to name":             {good + "And the alerts name -\n", result.Broken, "want one or more words"},
		"a TlsDomain of no connector":  {"Given TlsDomain for a.not is b.not\n" + good, result.Broken, "no connector is for a.not"},
		"a TlsDomain for the ESA":      {"Given TlsAuthLevel for a.not is \"DomainValidation\"\nAnd TlsDomain for a.not is b.not\n" + good, result.NotSupported, ""},
		"an unknown TlsAuthLevel":      {"Given TlsAuthLevel for a.not is \"Some\"\n" + good, result.Broken, "want EncryptionOnly, CertificateValidation or DomainValidation"},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			ended := inTwoExchangers(t, test.steps)
			require.Equal(t, test.want, ended.Status, "%+v\n%s", ended.Problem, ended.Story)
			if test.problem != "" {
				assert.Contains(t, ended.Problem.Text, test.problem)
			}
		})
	}
}

// TestAReplyForARecipientThatIsNotNamedIsNoted: it never came into play.
func TestAReplyForARecipientThatIsNotNamedIsNoted(t *testing.T) {
	t.Parallel()
	ended := inTwoExchangers(t, noSuch+good)
	require.Equal(t, result.Passed, ended.Status)
	require.Len(t, ended.Notes, 1)
	assert.Contains(t, ended.Notes[0], "never came into play")
	assert.Empty(t, inTwoExchangers(t, parted).Notes)
}
