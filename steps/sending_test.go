package steps_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/result"
)

const (
	firstDown = "Given the MTA at 192.0.2.1 refuses connections\n"
	waits     = firstDown + sent + "Then the message is deferred\n" // the second host has no STARTTLS
	alsoClear = "Given these DNS records:\n| clear.not | MX | 10 mx1.example.com |\nAnd the TLS setting for clear.not is \"No\"\n"
	both      = alsoClear + "When a message is sent to u@example.com, v@clear.not\n"
)

func TestWhatIsSaidOfFatesCanFail(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		sentence, steps string
		want            result.Status
		problem         string
	}{
		{"the fate", sent + verified, result.Passed, ""},
		{"another fate", sent + "Then the message is deferred", result.Failed, "the message is delivered verified via mx1.example.com: CN~PTR"},
		{"a fate of nothing", "Then the message is deferred", result.Broken, "no message was sent"},
		{"no fate", sent, result.Broken, "never says what became of the message"},
		{"the fate of every recipient", both + "Then the message to u@example.com is delivered verified\nAnd the message to v@clear.not is delivered in plaintext", result.Passed, ""},
		{"one fate for two recipients that have two", both + verified, result.Failed, "the message to v@clear.not is delivered in plaintext via mx1.example.com"},
		{"another fate of one recipient", both + "Then the message to v@clear.not is deferred", result.Failed, "the message is delivered in plaintext"},
		{"the fate of a stranger", sent + "Then the message to eve@example.com is deferred", result.Broken, "no message was sent to eve@example.com"},

		{"the host by name", sent + "Then the message is delivered verified via MX1.example.com", result.Passed, ""},
		{"the host by address", sent + "Then the message is delivered verified via 192.0.2.1", result.Passed, ""},
		{"another host", sent + "Then the message is delivered verified via mx2.example.com", result.Failed, "via mx1.example.com (192.0.2.1), and not via mx2.example.com"},
		{"another fate via the host", sent + "Then the message is delivered encrypted via mx1.example.com", result.Failed, "the message is delivered verified"},
		{"the host of what was not delivered", firstDown + sent + "Then the message is deferred via mx2.example.com", result.Broken, "a message that is deferred goes via no host"},

		{"the reason for nothing", `Then the reason says "5.1.2"`, result.Broken, "no message was sent"},

		{"an alert", `Given the option "alerts" is "on"` + "\n" + waits + "And the administrators are alerted", result.Passed, ""},
		{"an alert that was none", waits + "And the administrators are alerted", result.Failed, "the administrators are not alerted"},
		{"no alert", waits + "And no alert is given", result.Passed, ""},
		{"an alert all the same", `Given the option "alerts" is "on"` + "\n" + waits + "And no alert is given", result.Failed, `an alert is given: no delivery to example.com under "Required - Verify"`},
		{"no alert, as nothing was sent", "Then no alert is given", result.Broken, "no message was sent"},
		{"an alert of nothing", "Then the administrators are alerted", result.Broken, "no message was sent"},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			ran := inTwoExchangers(t, test.steps)
			assert.Equal(t, test.want, ran.Status, ran.Problem)
			if test.problem != "" && assert.NotNil(t, ran.Problem) {
				assert.Contains(t, ran.Problem.Text, test.problem)
			}
		})
	}
}

func TestWhatHappensLaterCanFail(t *testing.T) {
	t.Parallel()
	replaced := "When the certificate at 192.0.2.1 is replaced by one that has\n| CN | other.not |\n"
	for _, test := range []struct {
		sentence, steps string
		want            result.Status
		problem         string
	}{
		{"time passes, and the fate is stated anew", waits + "When 30 minutes pass\nThen the message is deferred", result.Passed, ""},
		{"time passes, and nobody says what became of the message", waits + "When 30 minutes pass", result.Broken, "never says what became of the message"},
		{"the next attempt", waits + "When 60 seconds pass\nThen the message is deferred\nAnd 192.0.2.2 is contacted twice", result.Passed, ""},
		{"not yet the next attempt", waits + "When 59 seconds pass\nThen the message is deferred\nAnd 192.0.2.2 is contacted twice", result.Failed, "contacted 1 times"},
		{"time passes before anything is sent", "When 2 days pass\nAnd a message is sent to u@example.com\n" + verified, result.Passed, ""},
		{"no time at all", "When 0 minutes pass", result.Broken, "0 minutes: want a number from 1 to 10000"},
		{"longer than anybody waits", "When 99999999999999999999 days pass", result.Broken, "want a number from 1 to 10000"},

		{"another certificate", sent + verified + replaced + sent + "Then the message is deferred", result.Passed, ""},
		{"another certificate too early", replaced, result.Broken, "say Given the certificate at 192.0.2.1 has instead"},
		{"another certificate of nobody", sent + verified + "When the certificate at 192.0.2.9 is replaced by one that has\n| CN | x.not |", result.Broken, "there is no MTA at 192.0.2.9"},

		{"tlsverify succeeds", "When tlsverify is run for example.com\nThen tlsverify succeeds\n" + sent + verified, result.Passed, ""},
		{"tlsverify succeeds all the same", "When tlsverify is run for example.com\nThen tlsverify fails", result.Failed, "tlsverify succeeds for example.com: CN~PTR"},
		{"tlsverify fails", firstDown + "When tlsverify is run for example.com\nThen tlsverify fails\n" + sent + "Then the message is deferred", result.Passed, ""},
		{"tlsverify fails all the same", firstDown + "When tlsverify is run for example.com\nThen tlsverify succeeds", result.Failed, "tlsverify fails for example.com: STARTTLS is not offered"},
		{"tlsverify for a domain that does not exist", "When tlsverify is run for nowhere.not\nThen tlsverify succeeds", result.Failed, "tlsverify fails for nowhere.not: 5.1.2"},
		{"tlsverify was never run", sent + "Then tlsverify succeeds", result.Broken, "tlsverify was not run"},
		{"tlsverify is no message", "When tlsverify is run for example.com\nThen the message is deferred", result.Broken, "no message was sent"},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			ran := inTwoExchangers(t, test.steps)
			assert.Equal(t, test.want, ran.Status, ran.Problem)
			if test.problem != "" && assert.NotNil(t, ran.Problem) {
				assert.Contains(t, ran.Problem.Text, test.problem)
			}
		})
	}
}

// TestALocalPartMayBeQuoted: what stands in quotes is the sender's to say as it stands, and the mailbox is one without them.
func TestALocalPartMayBeQuoted(t *testing.T) {
	t.Parallel()
	for _, mailbox := range []string{`"a..b"@example.com`, `"a b"@example.com`, `"a@b, c"@example.com`, `"a\"\\b"@example.com`, `"Ab"@example.com`} {
		t.Run(mailbox, func(t *testing.T) {
			t.Parallel()
			ended := inTwoExchangers(t, "When a message is sent to "+mailbox+", u@example.com\nThen the message to "+mailbox+" is delivered verified\nAnd the message to u@example.com is delivered verified\n")
			require.Equal(t, result.Passed, ended.Status, "%+v\n%s", ended.Problem, ended.Story)
			assert.Contains(t, ended.Story, "RCPT TO:<"+mailbox+">")
		})
	}
	for sentence, step := range map[string]string{
		"an open quote":   `"a..b@example.com`,
		"nothing in them": `""@example.com`,
		"no domain":       `"a..b"@`,
	} {
		ended := inTwoExchangers(t, "When a message is sent to "+step+"\n"+verified)
		assert.Equal(t, result.Broken, ended.Status, sentence)
	}
}
