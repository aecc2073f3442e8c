package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// harmless asserts that a text can do nothing to a terminal.
func harmless(t *testing.T, text string) {
	t.Helper()
	for _, r := range text {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == unicode.ReplacementChar) {
			assert.Fail(t, "it reaches the terminal", "%q in %q", r, text)
			return
		}
	}
}

// hostileWords is a feature whose texts try to be more than text.
const hostileWords = "Feature: f\x1b[2J\n" + `
  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | CN | "\x1b]0;owned\x07` + "\u202e" + `" |
      | CN | ` + "\x1b" + `[2J, owned |
    And the TLS setting for example.com is "Required - Verify"

  @ESA-14
  Scenario Outline: <name>
    When a message is sent to <recipient>
    Then the message is delivered verified

    Examples:
      | name                                  | recipient               |
      | a\n1 scenario: 1 passed, 0 failed` + "\u009b31m" + ` | bob@example.com         |
      | b                                     | "bo\nb` + "\x1b" + `"@example.com |
`

func TestNothingHostileReachesTheTerminal(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "evil\x1b\u202e.feature")
	require.NoError(t, os.WriteFile(path, []byte(hostileWords), 0o600))
	record := filepath.Join(t.TempDir(), "out")
	for _, arguments := range [][]string{
		{"run", path}, {"run", "--verbose", path}, {"run", "--quiet", "--report", record, path},
		{"explain", path}, {"explain", "--domain", "example.com", path}, {"explain", "--recipient", "a\x1b\n@example.com", path},
		{"lint", path}, {"fmt", "--check", path}, {"fmt", path},
		{"matrix", "--senders", "esa", path}, {"matrix", "--senders", "esa", "--format", "markdown", path},
		{"matrix", "--senders", "esa", "--format", "json", path},
		{"run", "no\x1bthing.feature"}, {"run", "--sender", "\x1b[2J"}, {"run", "--tags", "\x1b"}, {"fr\x1bob"}, {"run", "--\x1b"},
		{"run", path + ":1"}, {"merge", "no\x1bthing"}, {"new", "no\x1bthing/x"}, {"run", "--receiver", "\x1b:25"},
	} {
		_, stdout, stderr := mtalab(t, arguments...)
		harmless(t, stdout)
		harmless(t, stderr)
		assert.NotEmpty(t, stdout+stderr, arguments)
		assert.NotContains(t, stdout+stderr, "\n1 scenario:", "%q: a text forges a line", arguments)
	}
	_, stdout, _ := mtalab(t, "run", path)
	assert.Contains(t, stdout, "f\\x1b[2J\n")
	assert.Contains(t, stdout, `a\n1 scenario: 1 passed, 0 failed\u009b31m  `)
	assert.Contains(t, stdout, `\x1b]0;owned\x07`, "what the certificate says is told")
	assert.Contains(t, stdout, "\n2 scenarios: ")
}

// broken is a disk that is full, or a reader that has gone.
type broken struct{}

var errLost = errors.New("no space left on device")

func (broken) Write([]byte) (int, error) { return 0, errLost }

func TestWhatCannotBePrintedIsAFault(t *testing.T) {
	t.Parallel()
	untidyPath := feature(t, untidy)
	for _, line := range []string{
		"run esa/worked_example.feature", "run --quiet esa/worked_example.feature", "explain esa/worked_example.feature:66",
		"steps", "steps --glue", "steps --markdown", "matrix --senders esa esa/worked_example.feature",
		"matrix --senders esa --format json esa/worked_example.feature", "lint --shipped " + untidyPath, "fmt --check " + untidyPath,
		"senders", "--help", "run --help", "completion bash", "new " + filepath.Join(t.TempDir(), "mine"),
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			var complaint strings.Builder
			assert.Equal(t, exitFault, run(context.Background(), strings.Fields(line), broken{}, &complaint))
			assert.Contains(t, complaint.String(), "no space left on device")
		})
	}
	var out strings.Builder
	assert.Equal(t, exitFault, run(context.Background(), []string{"matrix", "--senders", "esa", "esa/worked_example.feature"}, &out, broken{}),
		"nor can what is said on the side")
}
