package steps_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/result"
)

func TestAnOutcomeMayBeOneOfSeveral(t *testing.T) {
	t.Parallel()
	const two = "When a message is sent to u@example.com, v@example.com\n"
	choice := func(made string, sound ...string) []result.Choice {
		return []result.Choice{{Sound: sound, Made: []string{made}}}
	}
	for sentence, test := range map[string]struct {
		steps, problem string
		want           result.Status
		choices        []result.Choice
	}{
		"the first of two": {sent + "Then the message is delivered verified or deferred", "", result.Passed,
			choice("delivered verified", "delivered verified", "deferred")},
		"the last of three": {sent + "Then the message is bounced, deferred or delivered verified", "", result.Passed,
			choice("delivered verified", "bounced", "deferred", "delivered verified")},
		"none of them": {sent + "Then the message is bounced, deferred or delivered in plaintext",
			"and not bounced, deferred or delivered in plaintext", result.Failed, nil},
		"the plain form is no choice": {sent + "Then the message is delivered verified", "", result.Passed, nil},
		"for each of two recipients": {two + "Then the message is delivered verified or deferred", "", result.Passed,
			choice("delivered verified", "delivered verified", "deferred")},
		"for each of two recipients, and one has another": {"Given the TLS setting for example.org is \"No\"\n" + two + "Then the message to u@example.com is delivered verified or deferred",
			"what became of the message for v@example.com", result.Broken, choice("delivered verified", "delivered verified", "deferred")},
		"of many messages": {"When 3 messages are sent to u#@example.com\nThen all 3 messages are delivered verified or bounced", "", result.Passed,
			choice("delivered verified", "delivered verified", "bounced")},
		"of many messages, none": {"When 3 messages are sent to u#@example.com\nThen all 3 messages are deferred or bounced",
			"the message to u1@example.com is delivered verified", result.Failed, nil},
		"the server name": {sent + verified + "And the server name mx1.example.com is sent or none is", "", result.Passed,
			choice("the server name mx1.example.com", "the server name mx1.example.com", "no server name")},
		"no server name": {"Given the option \"sni\" is \"none\"\n" + sent + verified + "And the server name mx1.example.com is sent or none is", "", result.Passed,
			choice("no server name", "the server name mx1.example.com", "no server name")},
		"another server name": {sent + verified + "And the server name mx2.example.com is sent or none is", `the server name sent is "mx1.example.com"`, result.Failed, nil},
		"an extension": {sent + verified + "And the extension SIZE is used or not", "", result.Passed,
			choice("SIZE is used", "SIZE is used", "SIZE is not used")},
		"an extension that could not be used": {"Given the MTA at 192.0.2.1 does not offer STARTTLS\nAnd the MTA at 192.0.2.2 refuses connections\n" + sent +
			"Then the message is deferred\nAnd the extension SIZE is used or not", "never came to MAIL", result.Failed, nil},
		"the same twice":      {sent + "Then the message is deferred or deferred", `"deferred" stands there twice`, result.Broken, nil},
		"a fate that is none": {sent + "Then the message is deferred or lost", "unknown phrase", result.Broken, nil},
		"nothing was sent":    {"Then the message is deferred or bounced", "no message", result.Broken, nil},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			ended := inTwoExchangers(t, test.steps)
			require.Equal(t, test.want, ended.Status, "%+v\n%s", ended.Problem, ended.Story)
			assert.Equal(t, test.choices, ended.Choices)
			if test.problem != "" {
				assert.Contains(t, ended.Problem.Text, test.problem)
			}
		})
	}
}

// TestTheChoiceOfABlindSenderIsWhatWasSeen: an outcome of which nobody knows whether it was verified counts as encrypted
// where that is sound.
func TestTheChoiceOfABlindSenderIsWhatWasSeen(t *testing.T) {
	t.Parallel()
	for fates, made := range map[string]string{
		"delivered verified, delivered encrypted or deferred": "delivered encrypted",
		"delivered verified or deferred":                      "delivered verified",
	} {
		record, err := suite.Run(t.Context(), suite.Options{
			Sender: blind{},
			Files:  fstest.MapFS{"one.feature": {Data: []byte(twoExchangers + sent + "Then the message is " + fates)}},
		})
		require.NoError(t, err)
		require.Equal(t, result.Passed, record.Scenarios[0].Status, record.Scenarios[0].Story)
		assert.Equal(t, []string{made}, record.Scenarios[0].Choices[0].Made)
	}
}
