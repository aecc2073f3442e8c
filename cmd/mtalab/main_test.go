package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// mtalab runs one command line and returns its exit status and what it printed.
func mtalab(t *testing.T, arguments ...string) (status int, stdout, stderr string) {
	var out, err bytes.Buffer
	status = run(context.Background(), arguments, &out, &err)
	return status, out.String(), err.String()
}

// feature writes a feature file and returns its path; %s in it is nothing special.
func feature(t *testing.T, text string) string {
	path := filepath.Join(t.TempDir(), "my.feature")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

const background = `Feature: mine
  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And the TLS setting for example.com is "Required - Verify"
`

func TestRunTellsTheFateAndTheReason(t *testing.T) {
	t.Parallel()
	status, stdout, stderr := mtalab(t, "run", "esa/worked_example.feature")
	assert.Equal(t, exitExpected, status)
	assert.Empty(t, stderr)
	assert.Contains(t, stdout, "delivered verified")
	assert.Contains(t, stdout, "CN~PTR: *.emailhosted.not ~= mx0a.emailhosted.not")
	assert.Contains(t, stdout, "6 scenarios: 6 passed, 0 failed, in ")
}

func TestRunEndsAScenarioThatTakesTooLong(t *testing.T) {
	t.Parallel()
	status, stdout, _ := mtalab(t, "run", "--timeout", "1ns", "esa/worked_example.feature:66")
	assert.Equal(t, exitFault, status)
	assert.Contains(t, stdout, "the scenario took longer than 1ns\n")
	assert.Contains(t, stdout, "1 scenario: 0 passed, 0 failed, 1 broken, in ")
}

func TestRunFailsWithAStory(t *testing.T) {
	t.Parallel()
	path := feature(t, background+`
  Scenario: the certificate names the MX host only
    When a message is sent to bob@example.com
    Then the message is delivered verified
`)
	status, stdout, _ := mtalab(t, "run", path)
	assert.Equal(t, exitFailed, status)
	assert.Contains(t, stdout, path+":12: the message is delivered verified\n  the message is deferred")
	assert.Contains(t, stdout, "SAN mx1.example.com ~= example.com (recipient domain)  no  [ESA-41]")
	assert.Contains(t, stdout, "  failed: "+path+":10  the certificate names the MX host only\n\nWhy, and what would have to change: mtalab explain "+path+":10\n")
}

func TestTheTextOfAFeatureIsAtFault(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, says string }{
		"an unknown phrase": {
			background + "  Scenario: s\n    When a letter is sent to bob@example.com\n    Then the message is deferred\n",
			":10: a letter is sent to bob@example.com\n  the scenario's text: unknown phrase \"a letter is sent to bob@example.com\"; the nearest known ones are:\n    When a message is sent to {recipient}\n",
		},
		"a wrong record line": {
			"Feature: f\n  Scenario: s\n    Given these DNS records:\n      | example.com | MX | mx1.example.com |\n    When a message is sent to bob@example.com\n    Then the message is deferred\n",
			":3: these DNS records:\n  the scenario's text: row 1 of the table, | example.com | MX | mx1.example.com |: ",
		},
		"a row of the wrong width": {
			"Feature: f\n  Scenario: s\n    Given these DNS records:\n      | example.com | 192.0.2.1 |\n    When a message is sent to bob@example.com\n    Then the message is deferred\n",
			":3: these DNS records:\n  the scenario's text: row 1 of the table, | example.com | 192.0.2.1 |: want 3 cells: name, type, value\n",
		},
		"a duplicate address": {
			background + "  Scenario: s\n    Given an MTA at 192.0.2.1 whose certificate has\n      | CN | a.not |\n    When a message is sent to bob@example.com\n    Then the message is deferred\n",
			":10: an MTA at 192.0.2.1 whose certificate has\n  the scenario's text: there is already an MTA at 192.0.2.1\n",
		},
		"an unknown setting": {
			background + "  Scenario: s\n    Given the TLS setting for example.com is \"Verify\"\n    When a message is sent to bob@example.com\n    Then the message is deferred\n",
			":10: the TLS setting for example.com is \"Verify\"\n  the scenario's text: unknown TLS setting \"Verify\": want one of 1 \"No\", 2 \"Preferred\"",
		},
		"a scenario that states no fate": {
			background + "  Scenario: s\n    When a message is sent to bob@example.com\n",
			":9: \n  the scenario never says what became of the message\n",
		},
		"a fate of nothing": {
			background + "  Scenario: s\n    Then the message is deferred\n",
			":10: the message is deferred\n  the scenario's text: no message was sent\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := feature(t, test.text)
			status, stdout, _ := mtalab(t, "run", path)
			assert.Equal(t, exitFault, status)
			assert.Contains(t, stdout, path+test.says)
			assert.Contains(t, stdout, "  broken: "+path)
		})
	}
}

func TestTheCommandLineIsAtFault(t *testing.T) {
	t.Parallel()
	good := feature(t, background+"  Scenario: s\n    When a message is sent to bob@example.com\n    Then the message is deferred\n")
	noGherkin := feature(t, "Feature: f\n  Scenario: s\n    Given a\n    Gibberish\n")
	noSteps := feature(t, "Feature: f\n  Scenario: s\n    Gibberish\n")
	empty := t.TempDir()
	for name, test := range map[string]struct {
		arguments []string
		says      string
	}{
		"a missing file":             {[]string{"run", "nowhere.feature"}, "mtalab: no feature file or folder nowhere.feature\n"},
		"a file without its ending":  {[]string{"run", strings.TrimSuffix(good, ".feature")}, "mtalab: no feature file or folder " + strings.TrimSuffix(good, ".feature") + "; there is " + good + "\n"},
		"a line without a scenario":  {[]string{"run", good + ":3"}, "mtalab: " + good + ":3: no scenario at this line; the nearest is at line 9\n"},
		"a line that is no number":   {[]string{"run", good + ":x"}, "mtalab: " + good + ":x: want PATH or PATH:LINE, and \"x\" is no line number\n"},
		"a folder with a line":       {[]string{"run", "esa:3"}, "mtalab: esa is a folder: a line number goes with a file\n"},
		"a folder without a feature": {[]string{"run", empty}, "mtalab: no .feature file below " + empty + "\n"},
		"no Gherkin":                 {[]string{"run", noGherkin}, "mtalab: " + noGherkin + ":4: \"Gibberish\" cannot stand here: want a line that begins with Given, When, Then, And, Scenario: or another keyword, with | for a row of a table, with @ for a tag, or with # for a comment\n"},
		"a scenario without steps":   {[]string{"run", noSteps}, "mtalab: " + noSteps + ":2: the scenario has no steps: want Given, When and Then\n"},
		"tags that nobody has":       {[]string{"run", "--tags", "@nobody"}, "mtalab: no scenario has the tags \"@nobody\"\n"},
		"tags that are no tags":      {[]string{"run", "--tags", "@a and"}, "mtalab: tags \"@a and\": want a tag such as @ESA-70, and not \"\"\n"},
		"no jobs":                    {[]string{"run", "--jobs", "0"}, "mtalab: --jobs 0: want from 1 to 1000\nSee mtalab --help.\n"},
		"too many jobs":              {[]string{"run", "--jobs", "99999999999"}, "mtalab: --jobs 99999999999: want from 1 to 1000\nSee mtalab --help.\n"},
		"a timeout of nothing":       {[]string{"run", "--timeout", "0"}, "mtalab: --timeout 0s: want more than 0\nSee mtalab --help.\n"},
		"a shard that is not there":  {[]string{"run", "--shard", "4/3"}, "mtalab: --shard \"4/3\": want INDEX/COUNT, from 1/COUNT to COUNT/COUNT\nSee mtalab --help.\n"},
		"an unknown flag":            {[]string{"run", "--frob"}, "mtalab: unknown flag: --frob\nSee mtalab --help.\n"},
		"an unknown command":         {[]string{"frob"}, "mtalab: unknown command \"frob\" for \"mtalab\"\nSee mtalab --help.\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, stdout, stderr := mtalab(t, test.arguments...)
			assert.Equal(t, exitFault, status)
			assert.Empty(t, stdout)
			assert.True(t, strings.HasPrefix(stderr, test.says), "%s", stderr)
		})
	}
}
