package suite_test

import (
	"regexp"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/lint"
	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/sim/senders/esa"
)

// TestAByteOrderMarkIsNoText is for features that some editors of Windows wrote.
func TestAByteOrderMarkIsNoText(t *testing.T) {
	t.Parallel()
	words := "Feature: f\n  Background:\n    Given these DNS records:\n      | example.com | A | 192.0.2.1 |\n    And the default TLS setting is \"No\"\n\n  @esa @ESA-10\n  Scenario: s\n    When a message is sent to u@example.com\n    Then the message is deferred\n"
	files := fstest.MapFS{"marked.feature": {Data: []byte("\uFEFF" + words)}}
	run, err := suite.Run(t.Context(), suite.Options{Sender: esa.Sender{}, Files: files})
	require.NoError(t, err)
	require.Equal(t, result.Passed, run.Scenarios[0].Status, "%v", run.Scenarios[0].Problem)
	require.NoError(t, suite.Ask(t.Context(), suite.Options{Sender: esa.Sender{}, Files: files}, suite.Question{Path: "marked.feature", Recipient: "u@example.com"}))
	findings, err := lint.Lint(files, true, "marked.feature")
	require.NoError(t, err)
	assert.Empty(t, findings)
	formatted, err := lint.Format("marked.feature", files["marked.feature"].Data)
	require.NoError(t, err)
	assert.Equal(t, words, string(formatted))
}

func TestTheFirstErrorOfTheGrammarIsTold(t *testing.T) {
	t.Parallel()
	for words, says := range map[string]string{
		"Feature: f\n  Scenari: s\n    Given x\n  @tag\n  Scenari: t\n    Given x\n": `f.feature:5: "Scenari: t" cannot stand here: want a line that begins with Given, `,
		"Feature: f\n  Scenario: s\n    Given x\n      \"\"\"\n":                     "f.feature:5: the file ends too early",
		"Feature: f\n  Scenario: s\n    Given x\n      | a |\n      | b | c |\n":     "f.feature:5: inconsistent cell count within the table",
		"# nothing\n": "f.feature: want a Feature, and there is none",
	} {
		_, err := suite.List(suite.Options{Files: fstest.MapFS{"f.feature": {Data: []byte(words)}}})
		require.ErrorIs(t, err, text.ErrInput)
		assert.Regexp(t, "^"+regexp.QuoteMeta(says), err.Error(), words)
		assert.NotContains(t, err.Error(), "\n")
	}
}
