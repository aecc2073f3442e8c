package steps_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mtalab/internal/result"
)

const held = "Then the message is deferred\n"

func TestWhatIsSaidOfDNSSEC(t *testing.T) {
	t.Parallel()
	const signed = "Given the zone example.com is signed\n"
	for _, test := range []struct {
		sentence, steps string
		want            result.Status
		problem         string
	}{
		{"a signed zone is used", signed + sent + verified, result.Passed, ""},
		{"by hashes too", "Given the zone example.com is signed with NSEC3\n" + sent + verified, result.Passed, ""},
		{"a bogus one is not", signed + "And the DS record of example.com is of another key\n" + sent + held, result.Passed, ""},
		{"what is bogus is told", signed + "And the DS record of example.com is of another key\n" + sent + verified, result.Failed, "deferred"},
		{"a flaw of a zone that nobody signs", "Given the signatures of example.com have expired\n" + sent + verified, result.Broken,
			`nothing said that the zone example.com is signed: say first "Given the zone example.com is signed"`},
		{"a zone is signed once", signed + "Given the zone EXAMPLE.com is signed with NSEC3\n" + sent + verified, result.Broken, "was said before"},
		{"signed, and secure without signatures", signed + "Given the answers for example.com are secure\n" + sent + verified, result.Broken, "is signed: want that, or"},
		{"secure without signatures, and signed", "Given the answers for example.com are secure\n" + signed + sent + verified, result.Broken, "are secure without signatures: want that"},
		{"two ends of the signatures", signed + "And the signatures of example.com have expired\nAnd the signatures of example.com expire in 1 hour\n" + sent + verified, result.Broken, "said twice"},
		{"an answer is forged", "Given the answers for example.com are secure\nGiven questions for MX of example.com are answered with changed records\n" + sent + held, result.Passed, ""},
		{"an answer is forged where nothing is secure", "Given questions for MX of example.com are answered with changed records\n" + sent + verified, result.Broken,
			"example.com lies in no zone that is signed"},
		{"a lie is told", "Given questions for MX of example.com are answered with \"10 mx2.example.com\" in place of the truth\n" + sent +
			"Then the message is delivered in plaintext via mx2.example.com\n", result.Failed, ""},
		{"a lie of another form", "Given questions for MX of example.com are answered with \"mx2\" in place of the truth\n" + sent + verified, result.Broken, "the preference is missing"},
	} {
		got := inTwoExchangers(t, test.steps)
		assert.Equal(t, test.want, got.Status, "%s: %v", test.sentence, got.Problem)
		if test.problem != "" && assert.NotNil(t, got.Problem, test.sentence) {
			assert.Contains(t, got.Problem.Text, test.problem, test.sentence)
		}
	}
}

func TestWhatIsSaidOfTLSARecords(t *testing.T) {
	t.Parallel()
	const unasked = "And no TLSA record of mx1.example.com is asked for\n"
	for _, test := range []struct {
		sentence, steps string
		want            result.Status
		problem         string
	}{
		{"a record in words", "Given mx1.example.com has a TLSA record for its key\n" + sent + verified + unasked, result.Passed, ""},
		{"records in numbers", "Given mx1.example.com has these TLSA records:\n| 3 0 2 | the certificate |\n| 2 1 1 | the root |\n| 3 1 1 | another |\n| 3 1 1 | the authority at 192.0.2.1 |\n" +
			sent + verified + unasked, result.Passed, ""},
		{"a record of a name that leads elsewhere", "Given example.com has a TLSA record for the certificate at 192.0.2.1\n" + sent + verified + unasked, result.Passed, ""},
		{"the MTA has no certificate", "Given mx2.example.com has a TLSA record for its key\n" + sent + verified, result.Broken, "no MTA with a certificate is at port 25 of its addresses [192.0.2.2]"},
		{"nothing leads to an MTA", "Given nowhere.example.com has a TLSA record for its key\n" + sent + verified, result.Broken, "of its addresses []"},
		{"twice the same", "Given mx1.example.com has a TLSA record for its key\nGiven mx1.example.com has a TLSA record for its key\n" + sent + verified, result.Broken, "already"},
		{"two numbers", "Given mx1.example.com has these TLSA records:\n| 3 1 | another |\n" + sent + verified, result.Broken, `"3 1": want usage, selector and matching type`},
		{"a number too large", "Given mx1.example.com has these TLSA records:\n| 3 1 256 | another |\n" + sent + verified, result.Broken, "from 0 to 255"},
		{"of nothing known", "Given mx1.example.com has these TLSA records:\n| 3 1 1 | its soul |\n" + sent + verified, result.Broken, `"its soul": want the certificate`},
		{"taken away", "Given mx1.example.com has a TLSA record for its key\nAnd there is no TLSA record of mx1.example.com\n" + sent + verified, result.Passed, ""},
		{"none to take away", "Given there is no TLSA record of mx1.example.com\n" + sent + verified, result.Broken, "none to take away"},
	} {
		got := inTwoExchangers(t, test.steps)
		assert.Equal(t, test.want, got.Status, "%s: %v", test.sentence, got.Problem)
		if test.problem != "" && assert.NotNil(t, got.Problem, test.sentence) {
			assert.Contains(t, got.Problem.Text, test.problem, test.sentence)
		}
	}
}
