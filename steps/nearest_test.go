package steps

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNearestNamesThePhraseThatWasMeant(t *testing.T) {
	t.Parallel()
	for text, meant := range map[string]string{
		`a letter is sent to bob@example.com`:                   "When a message is sent to {recipient}",
		`a mesage is sent to bob@example.com`:                   "When a message is sent to {recipient}",
		`a message is send to bob@example.com`:                  "When a message is sent to {recipient}",
		`message sent to bob@example.com`:                       "When a message is sent to {recipient}",
		`the message is deffered`:                               "Then the message is {fate}",
		`the message was delivered in plaintext`:                "Then the message is {fate}",
		`the MTA at 192.0.2.1 refuses all connections`:          "Given the MTA at {address} refuses connections",
		`an MTA at 192.0.2.1 with the certificate`:              "Given an MTA at {address} whose certificate has",
		`the TLS setting of example.com is "Required - Verify"`: "Given the TLS setting for {domain} is {text}",
		`the TLS setting for example.com is Required`:           "Given the TLS setting for {domain} is {text}",
		`these DNS entries:`:                                    "Given these DNS records:",
		`no MX record of example.com is looked up`:              "Then no {type} record of {domain} is asked for",
		`questions for MX of example.com are answered SERVFAIL`: "Given questions for {type} of {domain} are answered {text}",
		`questions for MX of example.com remain unanswered`:     "Given questions for {type} of {domain} stay unanswered",
		`the certificate matches CN~PTR`:                        "Then the certificate matches by {pair}",
	} {
		assert.Equal(t, meant, nearest((&scenario{}).vocabulary(), text, 3)[0], text)
	}
}

func TestWhatIsInQuotesIsOneWord(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{"is", `"Required - Verify"`, "now"}, words(`is "Required - Verify" now:`))
	assert.Equal(t, []string{`"no end`}, words(`"no end`))
}

func TestMeaningsSayWhatMayStandInAPhrase(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "\n{fate} is delivered verified, delivered encrypted, delivered in plaintext, deferred, bounced, discarded\n{domain} is a domain name, or another word: example.com",
		meanings("Then the message is {fate} via {domain}"))
	assert.Empty(t, meanings("Then tlsverify fails"))
}
