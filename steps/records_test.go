package steps_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/result"
)

// elsewhere is a message to another domain, which the MTA at 192.0.2.1 takes if records lead there.
const elsewhere = "And the TLS setting for example.org is \"Preferred\"\nWhen a message is sent to u@example.org\nThen the message is delivered encrypted\n"

// below is a text below a step.
func below(lines ...string) string {
	return "\"\"\"\n" + strings.Join(lines, "\n") + "\n\"\"\"\n"
}

func TestRecordsAreTakenAsTheyArePasted(t *testing.T) {
	t.Parallel()
	const records = "Given these DNS records:\n"
	for _, test := range []struct{ sentence, steps string }{
		{"a table with classes", records + "| example.org | IN MX | 10 mx.example.org |\n| mx.example.org | IN A | 192.0.2.1 |\n" + elsewhere},
		{"a table with TTLs", records + "| example.org | 3600 IN MX | 10 mx.example.org |\n| mx.example.org | 1h A | 192.0.2.1 |\n" + elsewhere},
		{"a table with types that nobody asks for", records + "| example.org | CAA | 0 issue \"ca.not\" |\n| example.org | MX | 10 mx.example.org. |\n" +
			"| example.org | SPF | v=spf1 -all |\n| example.org | HTTPS | 1 . alpn=h2 |\n| mx.example.org | A | 192.0.2.1 |\n" + elsewhere},
		{"a name in the root", records + "| example.org | MX | 10 mx. |\n| mx. | A | 192.0.2.1 |\n" + elsewhere},
		{"a wildcard", records + "| example.org | MX | 10 mx.example.org |\n| *.example.org | A | 192.0.2.1 |\n" + elsewhere},
		{"a zone file", records + below("$ORIGIN example.org.", "$TTL 1h", "@ IN SOA ns hostmaster ( 1 2 3 4 5 )", "  IN MX 10 mx", "mx IN A 192.0.2.1 ; here") + elsewhere},
		{"what dig prints", records + below("; <<>> DiG 9.18.28 <<>> example.org MX", ";; ANSWER SECTION:", "example.org.\t\t300\tIN\tMX\t10 mx.example.org.", "",
			";; ADDITIONAL SECTION:", "mx.example.org.\t300\tIN\tA\t192.0.2.1") + elsewhere},
		{"a zone file in place of records", records + "| example.org | MX | 10 mx2.example.com |\nAnd these DNS records instead:\n" +
			below("example.org. MX 10 mx1.example.com.") + elsewhere},
		{"a zone file later", "When a message is sent to u@example.com\nThen the message is delivered verified\nWhen the DNS records change to:\n" +
			below("example.com. MX 10 mx3.example.com.") + "And a message is sent to u@example.com\nThen the message is deferred\n"},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			ended := inTwoExchangers(t, test.steps)
			require.Equal(t, result.Passed, ended.Status, "%+v", ended.Problem)
		})
	}
}

func TestWhatIsWrongWithRecordsIsSaidAtTheStep(t *testing.T) {
	t.Parallel()
	const records = "Given these DNS records:\n"
	for _, test := range []struct{ sentence, step, problem string }{
		{"a relative host in a table", records + "| example.org | MX | 10 mx |", `row 1 of the table, | example.org | MX | 10 mx |: "mx" is one label, and relative to no zone: want the whole name, such as "mx.example.org"`},
		{"a relative name in a table", records + "| example.org | MX | 10 mx.example.org |\n| mx | A | 192.0.2.1 |", "row 2 of the table, | mx | A | 192.0.2.1 |: \"mx\" is one label"},
		{"a relative host in numbered rows", "Given these DNS records, for # from 1 to 2:\n| example.org | MX | 10 mx# |", `"mx1" is one label`},
		{"an MX without a preference", records + "| example.org | IN MX | mx.example.org |", `the preference is missing: want "10 mx.example.org"`},
		{"types that nobody asks for, and no other", records + "| example.org | CAA | 0 issue \"ca.not\" |", "CAA is a type that is not served: want one of A,"},
		{"a type that does not exist", records + "| example.org | MX | 10 mx.example.org |\n| example.org | SFP | v=spf1 |", `row 2 of the table, | example.org | SFP | v=spf1 |: record of example.org: unknown type "SFP"`},
		{"another class", records + "| example.org | CH MX | 10 mx.example.org |", "the class is CH: want IN"},
		{"a name in a table that IDNA disallows", records + "| ü\u2028.example | MX | 10 mx.example.org |", "A-label"},
		{"a name outside ASCII in a text", records + below("bücher.example. MX 10 mx.example.org."), "A-label"},
		{"a text that is no zone file", records + below("some text"), `the text below the step: line 1, "some text": "text" is no type of a record`},
		{"an empty text", records + below(), "the text below it is empty"},
		{"a text that reads a file", records + below("$INCLUDE /etc/passwd"), "$INCLUDE is refused"},
		{"a text that makes records", records + below("$GENERATE 1-9 a$.not. A 192.0.2.1"), "$GENERATE is refused"},
		{"a text below numbered records", "Given these DNS records, for # from 1 to 2:\n" + below("a#.not. A 192.0.2.1"), "this step wants a table: name, type, value"},
		{"an alias beside other records", records + "| x.not | CNAME | y.not |\n| x.not | A | 192.0.2.1 |", "x.not. has a CNAME record, and beside it A"},
		{"an alias beside other records in a text", records + below("x.not. CNAME y.not.", "x.not. A 192.0.2.1"), "x.not. has a CNAME record, and beside it A"},
		{"an alias beside records of another step", records + "| example.com | CNAME | y.not |\nWhen a message is sent to u@example.com", "example.com. has a CNAME record, and beside it MX"},
		{"an alias beside other records later", sent + verified + "When the DNS records change to:\n| example.com | CNAME | y.not |", "example.com. has a CNAME record, and beside it MX"},
		{"too many numbered records", "Given these DNS records, for # from 1 to 5001:\n| a#.not | A | 192.0.2.1 |\n| b#.not | A | 192.0.2.1 |", "2 rows from 1 to 5001: want at most 10000 records"},
		{"numbers without end", "Given these DNS records, for # from 1 to 9223372036854775807:\n| a#.not | A | 192.0.2.1 |\n| b#.not | A | 192.0.2.1 |", "want a number from 1 to 10000"},
		{"too many rows", records + strings.Repeat("| a.not | A | 192.0.2.1 |\n", 10001), "the table has 10001 rows: want at most 10000"},
		{"too many aliases", "Given 10001 aliases lead from example.org to brand.not", "10001: want a number from 1 to 10000"},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			ended := inTwoExchangers(t, test.step)
			require.Equal(t, result.Broken, ended.Status)
			assert.Contains(t, ended.Problem.Text, test.problem)
			assert.NotContains(t, ended.Problem.Text, "runtime error")
			assert.Greater(t, ended.Problem.Line, 17, "the place is that of the step")
		})
	}
}
