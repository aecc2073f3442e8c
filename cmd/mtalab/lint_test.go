package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const untidy = `Feature: f
Background:
  Given these DNS records:
    | example.com | MX | 10 mx1.example.com |
    | mx1.example.com | A | 192.0.2.1 |
  And an MTA at 192.0.2.1 without STARTTLS
Scenario: s
  Given the TLS setting for example.com is "No"
  When a message is sent to bob@example.com
  Then the message is delivered in plaintext
`

func TestFmtWritesWhatChangesAndNothingElse(t *testing.T) {
	t.Parallel()
	path := feature(t, untidy)
	require.NoError(t, os.Chmod(path, 0o640))

	status, stdout, _ := mtalab(t, "fmt", "--check", path)
	assert.Equal(t, exitFailed, status)
	assert.Equal(t, path+"\n", stdout)
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, untidy, string(content), "--check writes nothing")

	status, stdout, stderr := mtalab(t, "fmt", filepath.Dir(path))
	assert.Equal(t, exitExpected, status, stderr)
	assert.Equal(t, path+"\n", stdout)
	written, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o640), written.Mode().Perm())
	content, err = os.ReadFile(path)
	require.NoError(t, err)
	assert.Contains(t, string(content), "      | mx1.example.com | A  | 192.0.2.1          |\n")

	for _, arguments := range [][]string{{"fmt", path}, {"fmt", "--check", path}} {
		status, stdout, _ = mtalab(t, arguments...)
		assert.Equal(t, exitExpected, status)
		assert.Empty(t, stdout)
	}
	after, err := os.Stat(path)
	require.NoError(t, err)
	assert.True(t, os.SameFile(written, after), "a file in order is not written again")
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, left, 1)
}

func TestFmtAndLintRefuse(t *testing.T) {
	t.Parallel()
	noGherkin, empty := feature(t, "Feature: f\n  Scenario: s\n    Given a\n    Gibberish\n"), t.TempDir()
	for name, test := range map[string]struct {
		arguments []string
		says      string
	}{
		"fmt of no file":                {[]string{"fmt", "nowhere"}, "mtalab: no feature file or folder nowhere\n"},
		"fmt of what cannot be written": {[]string{"fmt", "esa/worked_example.feature"}, "mtalab: no feature file or folder esa/worked_example.feature\n"},
		"fmt of no Gherkin":             {[]string{"fmt", noGherkin}, "mtalab: " + noGherkin + ":4: \"Gibberish\" cannot stand here: want a line "},
		"fmt of an empty folder":        {[]string{"fmt", empty}, "mtalab: no .feature file below " + empty + "\n"},
		"lint of no file":               {[]string{"lint", "nowhere"}, "mtalab: no feature file or folder nowhere\n"},
		"lint of no Gherkin":            {[]string{"lint", noGherkin}, "mtalab: " + noGherkin + ":4: \"Gibberish\" cannot stand here: want a line "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, stdout, stderr := mtalab(t, test.arguments...)
			assert.Equal(t, exitFault, status)
			assert.Empty(t, stdout)
			assert.Contains(t, stderr, test.says)
		})
	}
}

func TestLintSaysWhere(t *testing.T) {
	t.Parallel()
	path := feature(t, untidy)
	status, stdout, stderr := mtalab(t, "lint", "--shipped", path)
	assert.Equal(t, exitFailed, status)
	assert.Empty(t, stderr)
	assert.Equal(t, path+":7: no tag names the rule that decides, such as @ESA-43\n"+
		path+":7: no tag says who demands it: want one of @must, @should, @choice, @esa, @exchange\n", stdout)

	status, _, _ = mtalab(t, "lint", path)
	assert.Equal(t, exitExpected, status, "the tag of a rule is asked of nobody else")

	status, stdout, _ = mtalab(t, "lint", "esa/worked_example.feature")
	assert.Equal(t, exitExpected, status, "what comes with mtalab can be looked at as well")
	assert.Empty(t, stdout)
}
