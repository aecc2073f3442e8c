package steps_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mtalab/report"
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
		want            report.Status
		problem         string
	}{
		{"the fate", sent + verified, report.Passed, ""},
		{"another fate", sent + "Then the message is deferred", report.Failed, "the message is delivered verified via mx1.example.com: CN~PTR"},
		{"a fate of nothing", "Then the message is deferred", report.Broken, "no message was sent"},
		{"no fate", sent, report.Broken, "never says what became of the message"},
		{"the fate of every recipient", both + "Then the message to u@example.com is delivered verified\nAnd the message to v@clear.not is delivered in plaintext", report.Passed, ""},
		{"one fate for two recipients that have two", both + verified, report.Failed, "the message to v@clear.not is delivered in plaintext via mx1.example.com"},
		{"another fate of one recipient", both + "Then the message to v@clear.not is deferred", report.Failed, "the message is delivered in plaintext"},
		{"the fate of a stranger", sent + "Then the message to eve@example.com is deferred", report.Broken, "no message was sent to eve@example.com"},

		{"the host by name", sent + "Then the message is delivered verified via MX1.example.com", report.Passed, ""},
		{"the host by address", sent + "Then the message is delivered verified via 192.0.2.1", report.Passed, ""},
		{"another host", sent + "Then the message is delivered verified via mx2.example.com", report.Failed, "via mx1.example.com (192.0.2.1), and not via mx2.example.com"},
		{"another fate via the host", sent + "Then the message is delivered encrypted via mx1.example.com", report.Failed, "the message is delivered verified"},
		{"the host of what was not delivered", firstDown + sent + "Then the message is deferred via mx2.example.com", report.Broken, "a message that is deferred goes via no host"},

		{"the reason for nothing", `Then the reason says "5.1.2"`, report.Broken, "no message was sent"},

		{"an alert", `Given the option "alerts" is "on"` + "\n" + waits + "And the administrators are alerted", report.Passed, ""},
		{"an alert that was none", waits + "And the administrators are alerted", report.Failed, "the administrators are not alerted"},
		{"no alert", waits + "And no alert is given", report.Passed, ""},
		{"an alert all the same", `Given the option "alerts" is "on"` + "\n" + waits + "And no alert is given", report.Failed, `an alert is given: no delivery to example.com under "Required - Verify"`},
		{"no alert, as nothing was sent", "Then no alert is given", report.Broken, "no message was sent"},
		{"an alert of nothing", "Then the administrators are alerted", report.Broken, "no message was sent"},
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
		want            report.Status
		problem         string
	}{
		{"time passes, and the fate is stated anew", waits + "When 30 minutes pass\nThen the message is deferred", report.Passed, ""},
		{"time passes, and nobody says what became of the message", waits + "When 30 minutes pass", report.Broken, "never says what became of the message"},
		{"the next attempt", waits + "When 30 minutes pass\nThen the message is deferred\nAnd 192.0.2.2 is contacted twice", report.Passed, ""},
		{"not yet the next attempt", waits + "When 1799 seconds pass\nThen the message is deferred\nAnd 192.0.2.2 is contacted twice", report.Failed, "contacted 1 times"},
		{"time passes before anything is sent", "When 2 days pass\nAnd a message is sent to u@example.com\n" + verified, report.Passed, ""},
		{"no time at all", "When 0 minutes pass", report.Broken, "0 minutes: want a number from 1 to 10000"},
		{"longer than anybody waits", "When 99999999999999999999 days pass", report.Broken, "want a number from 1 to 10000"},

		{"another certificate", sent + verified + replaced + sent + "Then the message is deferred", report.Passed, ""},
		{"another certificate too early", replaced, report.Broken, "say Given the certificate at 192.0.2.1 has instead"},
		{"another certificate of nobody", sent + verified + "When the certificate at 192.0.2.9 is replaced by one that has\n| CN | x.not |", report.Broken, "there is no MTA at 192.0.2.9"},

		{"tlsverify succeeds", "When tlsverify is run for example.com\nThen tlsverify succeeds\n" + sent + verified, report.Passed, ""},
		{"tlsverify succeeds all the same", "When tlsverify is run for example.com\nThen tlsverify fails", report.Failed, "tlsverify succeeds for example.com: CN~PTR"},
		{"tlsverify fails", firstDown + "When tlsverify is run for example.com\nThen tlsverify fails\n" + sent + "Then the message is deferred", report.Passed, ""},
		{"tlsverify fails all the same", firstDown + "When tlsverify is run for example.com\nThen tlsverify succeeds", report.Failed, "tlsverify fails for example.com: STARTTLS is not offered"},
		{"tlsverify for a domain that does not exist", "When tlsverify is run for nowhere.not\nThen tlsverify succeeds", report.Failed, "tlsverify fails for nowhere.not: 5.1.2"},
		{"tlsverify was never run", sent + "Then tlsverify succeeds", report.Broken, "tlsverify was not run"},
		{"tlsverify is no message", "When tlsverify is run for example.com\nThen the message is deferred", report.Broken, "no message was sent"},
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
