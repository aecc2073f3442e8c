package driver

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim"
	"mtalab/sim/evidence"
)

func TestALongLineDoesNotEndTheReading(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 3*longestLine)
	var lines []string
	eachLine(strings.NewReader("before\n"+long+"\nafter\r\nlast"), func(line string) { lines = append(lines, line) })
	assert.Equal(t, []string{"before", long[:longestLine], "after", "last"}, lines)
}

func TestMailboxesThatAreOne(t *testing.T) {
	t.Parallel()
	for given, logged := range map[string]string{
		"bob@example.com.":         "bob@example.com",
		`"a..b"@example.com`:       "a..b@example.com",
		`"a \"b\""@example.com`:    `a "b"@example.com`,
		"Bob@EXAMPLE.com":          "bob@example.com",
		"bob@bücher.example":       "bob@xn--bcher-kva.example",
		`"odd@sign"@example.com`:   "odd@sign@example.com",
		`"a.b"@bücher.example.`:    "a.b@xn--bcher-kva.example",
		"bob+tag@sub.example.com.": "bob+tag@sub.example.com.",
	} {
		assert.Equal(t, Mailbox(logged), Mailbox(given), given)
	}
	assert.NotEqual(t, Mailbox("a@example.com"), Mailbox("a.@example.com"))
}

func TestOutcomesOfALog(t *testing.T) {
	t.Parallel()
	sent := Verdict{Fate: evidence.DeliveredPlaintext, Reason: "250 OK"}
	for sentence, test := range map[string]struct {
		to         []string
		verdicts   map[string]Verdict
		says       string
		misbehaves bool
	}{
		"all are told":                     {[]string{`"a..b"@example.com`, "bob@example.com."}, map[string]Verdict{"a..b@example.com": sent, "bob@example.com": sent}, "", false},
		"the only one, in unknown letters": {[]string{"jörg@example.com"}, map[string]Verdict{"j??rg@example.com": sent}, "", false},
		"the one that is left":             {[]string{"a@example.com", "jörg@example.com"}, map[string]Verdict{"a@example.com": sent, "j??rg@example.com": sent}, "", false},
		"two that cannot be read":          {[]string{"ä@example.com", "ö@example.com"}, map[string]Verdict{"??@example.com": sent}, "cannot be read", false},
		"nothing is told":                  {[]string{"a@example.com"}, nil, "never says", true},
	} {
		outcomes, err := Words[string]{}.Outcomes("X", test.to, test.verdicts)
		if test.says != "" {
			require.ErrorContains(t, err, test.says, sentence)
			assert.Equal(t, test.misbehaves, errors.Is(err, sim.ErrMisbehaved), sentence)
			continue
		}
		require.NoError(t, err, sentence)
		for i, outcome := range outcomes {
			assert.Equal(t, evidence.Outcome{Recipient: test.to[i], Fate: sent.Fate, Reason: sent.Reason}, outcome, sentence)
		}
	}
}
