package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatNeverCameIntoPlayIsNamedWhereAScenarioFails(t *testing.T) {
	t.Parallel()
	_, stdout, _ := mtalab(t, "run", "testdata/text/answers-outside-tls.feature")
	inOrder(t, stdout,
		`"the MTA at 192.0.2.1 answers RCPT with \"451 4.3.0 try later\"" never came into play: RCPT was said inside TLS alone: say "answers RCPT inside TLS" for that`,
		"answers-outside-tls.feature:15: the message is deferred")
}

// TestEveryCommandReadsByTheSameRules: all bad files are told, the others run, and no command crashes.
func TestEveryCommandReadsByTheSameRules(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	good, err := os.ReadFile("testdata/text/star.feature")
	require.NoError(t, err)
	bad := map[string]string{
		"encoding.feature": "Feature: f\n  # b\xfccher\n",
		"grammar.feature":  "Feature: f\n  Scenario: s\n    Given x\n      | a |\n      | b | c |\n",
		"line.feature":     "Feature: f\n  # " + strings.Repeat("x", 70_000) + "\n",
		"rows.feature":     "Feature: f\n  Scenario Outline: s\n    When x <a>\n    Examples:\n      | a |\n",
	}
	require.NoError(t, os.WriteFile(filepath.Join(folder, "good.feature"), good, 0o600))
	for name, text := range bad {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
	}
	status, stdout, stderr := mtalab(t, "run", folder)
	assert.Equal(t, exitFault, status)
	assert.Contains(t, stdout, "1 scenario: 1 passed")
	says := map[string]string{"encoding.feature": ":2: want UTF-8", "grammar.feature": ":5: inconsistent cell count", "line.feature": ":2: the line has 70004 bytes: want at most 64000", "rows.feature": ":4: the Examples have no rows"}
	for name, words := range says {
		assert.Contains(t, stderr, name+words)
		for _, command := range [][]string{{"lint"}, {"fmt", "--check"}, {"explain"}, {"up"}, {"world"}} {
			if name == "rows.feature" && command[0] == "fmt" {
				continue // it has a form
			}
			status, stdout, stderr := mtalab(t, append(command, filepath.Join(folder, name))...)
			assert.NotEqual(t, exitExpected, status, "%v %s", command, name)
			assert.Contains(t, stdout+stderr, name+words, "%v", command)
		}
	}
}

// TestBeyondTheBoundsATextIsRefused: below them it runs.
func TestBeyondTheBoundsATextIsRefused(t *testing.T) {
	t.Parallel()
	world := "    Given these DNS records:\n      | example.com | A | 192.0.2.1 |\n    And an MTA at 192.0.2.1 without STARTTLS\n    And the default TLS setting is \"No\"\n"
	sent := "    When a message is sent to u@example.com\n    Then the message is delivered in plaintext\n"
	steps := func(n int) string {
		return "Feature: f\n  Scenario: s\n" + world + strings.Repeat("    And the MTA at 192.0.2.1 issues no session tickets\n", n) + sent
	}
	records := func(n int) string {
		return "Feature: f\n  Scenario: s\n    Given these DNS records:\n" + strings.Repeat("      | a.not | A | 192.0.2.9 |\n", n) + world + sent
	}
	rows := func(n int) string {
		return "Feature: f\n  Scenario Outline: <n>\n" + world + sent + "    Examples:\n      | n |\n" + strings.Repeat("      | 1 |\n", n)
	}
	for sentence, test := range map[string]struct{ text, says string }{
		"many steps":                    {steps(1000), ""},
		"too many steps":                {steps(10_000), "the scenario has 10005 steps with its Background: want at most 10000"},
		"more lines than a file may":    {steps(100_000), "the file goes on: want at most 50000 lines"},
		"as many records as there may":  {records(9_999), ""},
		"too many records in a table":   {records(10_001), "the table has 10001 rows: want at most 10000"},
		"too many records in two steps": {records(10_000), "there are 10001 DNS records with these: want at most 10000"},
		"too many rows":                 {rows(10_001), "the outline has 10001 rows of examples: want at most 10000"},
		"connections without end":       {"Feature: f\n  Scenario: s\n" + world + "    And the MTA at 192.0.2.1 changes with its 99999999999999999999th connection\n" + sent, "99999999999999999999th: want a number from 2 to 1000"},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "f.feature")
			require.NoError(t, os.WriteFile(path, []byte(test.text), 0o600))
			status, stdout, stderr := mtalab(t, "run", "--quiet", path)
			if test.says == "" {
				assert.Equal(t, exitExpected, status, stdout+stderr)
				return
			}
			assert.Equal(t, exitFault, status)
			assert.Contains(t, stdout+stderr, test.says)
		})
	}
}

func TestTheNameOfARuleIsShown(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/text/star.feature")
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "f.feature")
	require.NoError(t, os.WriteFile(path, []byte(strings.Replace(string(text), "  @ESA-1\n", "  Rule: stars are words\n\n  @ESA-1\n", 1)), 0o600))
	status, stdout, _ := mtalab(t, "run", path)
	assert.Equal(t, exitExpected, status)
	inOrder(t, stdout, "f.feature  F\n", "  Rule: stars are words\n", "delivered verified")
}

func TestStepsAsJSONHasTheContractOfEachPhrase(t *testing.T) {
	t.Parallel()
	status, stdout, stderr := mtalab(t, "steps", "--json", "listens", "port", "2525")
	require.Equal(t, exitExpected, status, stderr)
	assert.JSONEq(t, `[{"topic": "MTAs", "keyword": "Given", "phrase": "the MTA at {address} listens on port {port}", "parameters": [
		{"kind": "address", "meaning": "an IP address: 192.0.2.1, 2001:db8::1", "pattern": "(\\d+\\.\\d+\\.\\d+\\.\\d+|[0-9a-fA-F]*:[0-9a-fA-F:.]+)"},
		{"kind": "port", "meaning": "a port: 25", "pattern": "(\\d+)", "least": 1, "most": 65535}],
		"argument": {"text": false, "wants": "takes nothing below it"}, "help": "There, and not on port 25.", "example": "Given the MTA at 192.0.2.1 listens on port 2525"}]`, stdout)
	_, stdout, _ = mtalab(t, "steps", "--json", "certificate", "has", "instead")
	assert.Contains(t, stdout, `"columns": [
        "kind",
        "names"
      ],
      "wants": "wants a table: kind, names",
      "notation": "CN: one Common Name in a row`)
}
