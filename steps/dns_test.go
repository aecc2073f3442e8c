package steps_test

import (
	"context"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/sim/senders/esa"
)

// twoExchangers is a world whose first mail exchanger takes the mail.
const twoExchangers = `
Feature: Two mail exchangers
  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | example.com     | MX  | 20 mx2.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | mx2.example.com | A   | 192.0.2.2          |
      | mx3.example.com | A   | 192.0.2.3          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | CN | mx1.example.com |
    And an MTA at 192.0.2.2 without STARTTLS
    And an MTA at 192.0.2.3 without STARTTLS
    And the MTA at 192.0.2.3 refuses connections
    And the TLS setting for example.com is "Required - Verify"
  Scenario: One
`

// inTwoExchangers runs a scenario in that world.
func inTwoExchangers(t *testing.T, steps string) result.Scenario {
	t.Helper()
	record, err := suite.Run(context.Background(), suite.Options{
		Sender: esa.Sender{},
		Files:  fstest.MapFS{"one.feature": {Data: []byte(twoExchangers + steps)}},
	})
	require.NoError(t, err)
	require.Len(t, record.Scenarios, 1)
	return record.Scenarios[0]
}

const (
	sent     = "When a message is sent to u@example.com\n"
	verified = "Then the message is delivered verified\n"
	allMX    = "| example.com | MX |\n| mx1.example.com | A |\n| mx1.example.com | AAAA |\n| mx2.example.com | A |\n| mx2.example.com | AAAA |\n"
)

func TestWhatIsSaidOfQuestionsAndContactsCanFail(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		sentence, steps string
		want            result.Status
		problem         string
	}{
		{"all questions in order", sent + verified + "And the questions are:\n" + allMX + "| 192.0.2.1 | PTR |\n| mx1.example.com | A |", result.Passed, ""},
		{"a question is missing", sent + verified + "And the questions are:\n" + allMX, result.Failed, "the questions are"},
		{"two questions in the wrong order", sent + verified + "And the questions are:\n" + allMX + "| mx1.example.com | A |\n| 192.0.2.1 | PTR |", result.Failed, "the questions are"},
		{"a question for what is no name", sent + verified + "And the questions are:\n| a..b | MX |", result.Broken, "not a domain name"},
		{"asked once", sent + verified + "And the MX record of EXAMPLE.com is asked for once", result.Passed, ""},
		{"not asked twice", sent + verified + "And the MX record of example.com is asked for twice", result.Failed, "1 times, and not 2"},
		{"not asked over TCP", sent + verified + "And the MX record of example.com is asked for over TCP", result.Failed, "never over TCP"},
		{"asked after a comparison", sent + verified + "And the PTR record of 192.0.2.1 is asked for after the comparison with example.com", result.Passed, ""},
		{"asked before a comparison", sent + verified + "And the PTR record of 192.0.2.1 is asked for after the comparison with mx1.example.com", result.Failed, "is asked for before"},
		{"asked, and never compared", sent + verified + "And the PTR record of 192.0.2.1 is asked for after the comparison with x.not", result.Failed, "compared with x.not: false"},
		{"compared, and never asked", sent + verified + "And the PTR record of 192.0.2.9 is asked for after the comparison with example.com", result.Failed, ": false; compared"},
		{"not asked for", sent + verified + "And no TXT record of example.com is asked for", result.Passed, ""},
		{"asked for all the same", sent + verified + "And no PTR record of 192.0.2.1 is asked for", result.Failed, "was asked: 1.2.0.192.in-addr.arpa. PTR"},
		{"a reverse question all the same", sent + verified + "And no reverse question is asked", result.Failed, "was asked: 1.2.0.192.in-addr.arpa. PTR"},
		{"nothing was asked at all", "Given the SMTP routes:\n\"\"\"\nALL /dev/null\n\"\"\"\n" + sent + "Then the message is discarded\nAnd no reverse question is asked", result.Failed, "no question at all"},
		{"the name server is never asked", "Given the SMTP routes:\n\"\"\"\nALL /dev/null\n\"\"\"\n" + sent + "Then the message is discarded\nAnd the name server is never asked", result.Passed, ""},
		{"the name server is asked all the same", sent + verified + "And the name server is never asked", result.Failed, "was asked: example.com. MX"},
		{"nothing was sent, so the name server cannot have been asked", "Then the name server is never asked", result.Broken, "no message was sent"},

		{"never contacted", sent + verified + "And 192.0.2.2 is never contacted", result.Passed, ""},
		{"contacted all the same", sent + verified + "And 192.0.2.1 is never contacted", result.Failed, "is contacted 1 times"},
		{"nothing was sent, so nobody can have been contacted", "Then 192.0.2.1 is never contacted", result.Broken, "no message was sent"},
		{"nobody is there to be contacted", sent + verified + "And 192.0.2.9 is never contacted", result.Broken, "no MTA at 192.0.2.9"},
		{"nobody listens and could tell", sent + verified + "And 192.0.2.3 is never contacted", result.Broken, "nobody can tell"},
		{"contacted once", sent + verified + "And 192.0.2.1 is contacted once", result.Passed, ""},
		{"not contacted once", sent + verified + "And 192.0.2.2 is contacted once", result.Failed, "0 times, and not 1"},
		{"the reason says so", sent + verified + "And the reason says \"CN~PTR\"", result.Passed, ""},
		{"the reason says something else", sent + verified + "And the reason says \"5.1.2\"", result.Failed, "CN~PTR"},

		{"all messages", "When 4 messages are sent to u@example.com\nThen all 4 messages are delivered verified", result.Passed, ""},
		{"not so many messages", "When 4 messages are sent to u@example.com\nThen all 5 messages are delivered verified", result.Broken, "4 messages were sent, and not 5"},
		{"another fate", "When 4 messages are sent to u@example.com\nThen all 4 messages are deferred", result.Failed, "delivered verified"},
		{"each takes its part", "When 4 messages are sent to u@example.com\nThen all 4 messages are delivered verified\nAnd each of 192.0.2.1 takes between 100 % and 100 % of the messages", result.Passed, ""},
		{"one takes nothing", "When 4 messages are sent to u@example.com\nThen all 4 messages are delivered verified\nAnd each of 192.0.2.1, 192.0.2.2 takes between 25 % and 100 % of the messages", result.Failed, "192.0.2.2 takes 0 of 4"},
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

func TestWhatIsWrongWithAStepOnTheDNSIsSaidAtTheStep(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ sentence, step, problem string }{
		{"a record of an unknown type", "Given these DNS records:\n| example.com | MMX | 10 mx1.example.com |", "row 1 of the table, | example.com | MMX | 10 mx1.example.com |"},
		{"a row with a cell too few", "Given these DNS records instead:\n| example.com | MX |", "want 3 cells: name, type, value"},
		{"no number of records", "Given these DNS records, for # from 1 to 0:\n| d#.not | A | 192.0.2.1 |", "0: want a number from 1 to 10000"},
		{"nothing to take away", "Given there is no MX record of example.org", "none to take away"},
		{"no alias", "Given 0 aliases lead from example.com to brand.not", "0: want a number from 1 to 10000"},
		{"an unknown code", "Given questions for MX of example.com are answered \"SORRY\"", `unknown response code "SORRY"`},
		{"an unknown type", "Given questions for MMX of example.com stay unanswered", `unknown type "MMX"`},
		{"a recovery before anything", "When the name server recovers", "nothing has been sent yet"},
		{"a change before anything", "When the DNS records change to:\n| example.com | MX | 10 mx2.example.com |", "nothing has been sent yet"},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			ended := inTwoExchangers(t, test.step)
			require.Equal(t, result.Broken, ended.Status)
			assert.Contains(t, ended.Problem.Text, test.problem)
			assert.Greater(t, ended.Problem.Line, 17, "the place is that of the step")
		})
	}
}
