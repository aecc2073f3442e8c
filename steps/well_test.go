package steps_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/result"
)

func TestWhatCannotGetWellIsSaidAtTheStep(t *testing.T) {
	t.Parallel()
	const at1 = "the MTA at 192.0.2.1 "
	for _, test := range []struct{ sentence, steps, problem string }{
		{"an MTA that is nowhere", sent + "When the MTA at 192.0.2.9 recovers", "there is no MTA at 192.0.2.9"},
		{"an attacker before no MTA", sent + "When the attacker in front of 192.0.2.9 leaves", "there is no MTA at 192.0.2.9"},
		{"connections to nowhere", sent + "When connections to 192.0.2.9 work again", "there is no MTA at 192.0.2.9"},
		{"an MTA before anything was sent", "Given " + at1 + "refuses connections\nWhen " + at1 + "recovers", "nothing has been sent yet: leave out what is wrong at 192.0.2.1"},
		{"an attacker before anything was sent", "Given an attacker in front of 192.0.2.1 who strips STARTTLS\nWhen the attacker in front of 192.0.2.1 leaves", "nothing has been sent yet"},
		{"connections before anything was sent", "Given connections to 192.0.2.1 are reset\nWhen connections to 192.0.2.1 work again", "nothing has been sent yet"},
		{"an MTA that is well", sent + "When " + at1 + "recovers", "nothing is wrong with the MTA at 192.0.2.1"},
		{"an attacker who is not there", sent + "When the attacker in front of 192.0.2.1 leaves", "there is no attacker in front of 192.0.2.1"},
		{"connections that work", sent + "When connections to 192.0.2.1 work again", "nothing is wrong with the connections to 192.0.2.1"},
		{"an MTA whose connections alone are unwell", "Given connections to 192.0.2.1 are reset\n" + sent + "When " + at1 + "recovers", "nothing is wrong with the MTA at 192.0.2.1"},
		{"an MTA behind an attacker", "Given an attacker in front of 192.0.2.1 who strips STARTTLS\n" + sent + "When " + at1 + "recovers", "nothing is wrong with the MTA at 192.0.2.1"},
		{"connections of an MTA that refuses them", "Given " + at1 + "refuses connections\n" + sent + "When connections to 192.0.2.1 work again", "nothing is wrong with the connections to 192.0.2.1"},
		{"an attacker before another MTA", "Given an attacker in front of 192.0.2.2 who strips STARTTLS\n" + sent + "When the attacker in front of 192.0.2.1 leaves", "there is no attacker in front of 192.0.2.1"},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			ended := inTwoExchangers(t, test.steps)
			require.Equal(t, result.Broken, ended.Status, "%+v\n%s", ended.Problem, ended.Story)
			assert.Contains(t, ended.Problem.Text, test.problem)
			assert.Contains(t, ended.Problem.Step, test.steps[len(test.steps)-20:], "the place is that of the step")
		})
	}
}

// TestWhatIsUnwellLaterOrToSomeGetsWell: what is wrong need not be so at first, nor to all.
func TestWhatIsUnwellLaterOrToSomeGetsWell(t *testing.T) {
	t.Parallel()
	for sentence, given := range map[string]string{
		"from the second connection on": "Given the MTA at 192.0.2.1 changes with its second connection\n",
		"towards the sender alone":      "Given the sender is at 198.51.100.7\nAnd the MTA at 192.0.2.1 treats clients from 198.51.100.0/24 differently\n",
		"towards others alone":          "Given the sender is at 198.51.100.7\nAnd the MTA at 192.0.2.1 treats clients from 203.0.113.0/24 differently\n",
	} {
		for _, wrong := range []struct{ is, well string }{
			{"the MTA at 192.0.2.1 refuses connections", "the MTA at 192.0.2.1 recovers"},
			{"connections to 192.0.2.1 are reset", "connections to 192.0.2.1 work again"},
			{"an attacker in front of 192.0.2.1 who strips STARTTLS", "the attacker in front of 192.0.2.1 leaves"},
		} {
			t.Run(sentence+": "+wrong.is, func(t *testing.T) {
				t.Parallel()
				ended := inTwoExchangers(t, given+"And "+wrong.is+"\n"+sent+"When "+wrong.well+"\nAnd a message is sent to v@example.com\n"+verified)
				assert.Equal(t, result.Passed, ended.Status, "%+v\n%s", ended.Problem, ended.Story)
			})
		}
	}
}
