package lint_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features"
	"mtalab/features/lint"
)

// TestShippedFeaturesAreInOrder holds what is shipped to what is asked of everybody.
func TestShippedFeaturesAreInOrder(t *testing.T) {
	t.Parallel()
	findings, err := lint.Lint(features.Shipped(), true, ".")
	require.NoError(t, err)
	for _, finding := range findings {
		t.Error(finding)
	}
	paths, err := lint.Find(features.Shipped(), ".")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, path := range paths {
		content, err := fs.ReadFile(features.Shipped(), path)
		require.NoError(t, err)
		formatted, err := lint.Format(path, content)
		require.NoError(t, err)
		if !bytes.Equal(content, formatted) {
			t.Errorf("%s is not formatted: mtalab fmt features", path)
		}
		says(t, string(content), string(formatted))
	}
}

// orderly is a feature that nothing is wrong with; each case below changes one thing.
const orderly = `Feature: f
  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 without STARTTLS
    And the TLS setting for example.com is "Preferred"

  @esa @ESA-11 @ES-02 @mine
  Scenario: s
    When a message is sent to bob@example.com
    Then the message is delivered in plaintext
`

func TestLint(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change [2]string // a piece of the feature and what comes in its place
		want   []string
	}{
		"nothing is wrong": {},
		"an unknown phrase": {
			[2]string{"a message is sent to bob", "a letter is sent to bob"},
			[]string{"7: the TLS setting for example.com is not used: no message goes there",
				"11: unknown phrase \"a letter is sent to bob@example.com\"; the nearest known ones are:\n    When a message is sent to {recipient}\n"},
		},
		"a phrase with another keyword": {
			[2]string{"    Then the message is delivered", "    And the message is delivered"},
			[]string{"12: unknown phrase \"the message is delivered in plaintext\"; the nearest known ones are:\n    Then the message is {fate}\n", "12: no Then: the scenario claims nothing"},
		},
		"no rule":                {[2]string{"@ESA-11 ", ""}, []string{"10: no tag names the rule that decides, such as @ESA-43"}},
		"a rule nobody knows":    {[2]string{"@ESA-11", "@ESA-11 @ESA-999"}, []string{"10: the tag @ESA-999 names no rule that is known"}},
		"an RFC that is no rule": {[2]string{"@ESA-11", "@R3207-99"}, []string{"10: the tag @R3207-99 names no rule that is known", "10: no tag names the rule that decides, such as @ESA-43"}},
		"nobody demands it":      {[2]string{"@esa ", ""}, []string{"10: no tag says who demands it: want one of @must, @should, @choice, @esa, @exchange"}},
		"two demand it":          {[2]string{"@esa ", "@esa @must "}, []string{"10: it is tagged @must and @esa: want one of them"}},
		"a MUST of nobody":       {[2]string{"@esa ", "@must "}, []string{"10: it is tagged @must, and no tag names a clause of an RFC that has a MUST, or @POLICY-1"}},
		"a MUST of a SHOULD":     {[2]string{"@esa ", "@must @R7505-3 "}, []string{"10: it is tagged @must, and no tag names a clause of an RFC that has a MUST"}},
		"a MUST":                 {[2]string{"@esa ", "@must @R5321-5 "}, nil},
		"a promise":              {[2]string{"@esa ", "@must @POLICY-1 "}, nil},
		"a SHOULD of a MUST":     {[2]string{"@esa ", "@should @R5321-5 "}, []string{"10: it is tagged @should, and no tag names a clause of an RFC that has a SHOULD"}},
		"a SHOULD":               {[2]string{"@esa ", "@should @R7505-3 "}, nil},
		"a choice of one":        {[2]string{"@esa ", "@choice "}, []string{"10: it is tagged @choice, and lists no outcomes of which each is sound, such as: Then the message is deferred or bounced"}},
		"a choice":               {[2]string{"@esa @ESA-11 @ES-02 @mine\n  Scenario: s\n    When a message is sent to bob@example.com\n    Then the message is delivered in plaintext\n", "@choice @ESA-11\n  Scenario: s\n    When a message is sent to bob@example.com\n    Then the message is delivered in plaintext or deferred\n"}, nil},
		"a second claim": {
			[2]string{"in plaintext\n", "in plaintext\n    When a message is sent to eve@example.com\n    Then the message is deferred\n"},
			[]string{"13: a second claim: nothing changed since the Then before, so make it a scenario of its own"},
		},
		"a second attempt after some time": {
			[2]string{"in plaintext\n", "in plaintext\n    When 30 minutes pass\n    And a message is sent to eve@example.com\n    Then the message is deferred\n"}, nil,
		},
		"two messages and one claim": {
			[2]string{"@example.com\n    Then", "@example.com\n    And a message is sent to eve@example.com\n    Then"}, nil,
		},
		"a Then before any When": {
			[2]string{"    When", "    Then the message is deferred\n    When"}, []string{"11: a Then before any When: nothing has happened yet"},
		},
		"a Given that comes too late": {
			[2]string{"in plaintext\n", "in plaintext\n    Given the MTA at 192.0.2.1 refuses connections\n"}, []string{"13: a Given after a When comes too late"},
		},
		"an MTA to which nothing leads": {
			[2]string{"| A  | 192.0.2.1 ", "| A  | 192.0.2.9 "}, []string{"6: no DNS record, route or recipient leads to the MTA at 192.0.2.1"},
		},
		"an MTA to which a route leads": {
			[2]string{"| A  | 192.0.2.1          |", "| A  | 192.0.2.9          |\n    And the SMTP routes:\n      \"\"\"\n      ALL 192.0.2.1\n      \"\"\""}, nil,
		},
		"an MTA to which the recipient leads": {
			[2]string{"an MTA at 192.0.2.1 without STARTTLS", "an MTA at 192.0.2.1 without STARTTLS\n    And an MTA at 192.0.2.7 without STARTTLS\n    And the TLS setting for [192.0.2.7] is \"No\""},
			[]string{"7: no DNS record, route or recipient leads to the MTA at 192.0.2.7", "8: the TLS setting for [192.0.2.7] is not used: no message goes there"},
		},
		"a setting for a domain that nobody writes to": {
			[2]string{"setting for example.com", "setting for example.org"}, []string{"7: the TLS setting for example.org is not used: no message goes there"},
		},
		"a setting that is shown not to govern a subdomain": {[2]string{"bob@example.com", "bob@sub.example.com"}, nil},
		"a setting under its A-label": {
			[2]string{
				"example.com is \"Preferred\"\n\n  @esa @ESA-11 @ES-02 @mine\n  Scenario: s\n    When a message is sent to bob@example.com\n",
				"xn--bcher-kva.example is \"Preferred\"\n\n  @esa @ESA-11\n  Scenario: s\n    When a message is sent to bob@bücher.example\n    And a message is sent to bob@example.com\n",
			}, nil,
		},
		"a reply inside TLS of an MTA without": {
			[2]string{"without STARTTLS\n", "without STARTTLS\n    And the MTA at 192.0.2.1 answers MAIL inside TLS with \"451 no\"\n"},
			[]string{"7: this never comes into play: the MTA at 192.0.2.1 does not offer STARTTLS"},
		},
		"a certificate that nobody comes to": {
			[2]string{"without STARTTLS\n", "whose certificate has\n      | DNS | mx1.example.com |\n    And the certificate at 192.0.2.1 is expired\n    And the MTA at 192.0.2.1 does not offer STARTTLS\n"},
			[]string{"8: this never comes into play: the MTA at 192.0.2.1 does not offer STARTTLS"},
		},
		"a certificate behind a refused connection": {
			[2]string{"without STARTTLS\n", "whose certificate has\n      | DNS | mx1.example.com |\n    And the certificate at 192.0.2.1 is expired\n    And the MTA at 192.0.2.1 refuses connections\n"},
			[]string{"8: this never comes into play: the MTA at 192.0.2.1 refuses connections"},
		},
		"a reply behind connections that are reset": {
			[2]string{"without STARTTLS\n", "without STARTTLS\n    And the MTA at 192.0.2.1 greets with \"421 no\"\n    And connections to 192.0.2.1 are reset\n"},
			[]string{"7: this never comes into play: no connection to 192.0.2.1 comes to be"},
		},
		"a reply behind connections that work again": {
			[2]string{
				"without STARTTLS\n    And the TLS setting for example.com is \"Preferred\"\n\n  @esa @ESA-11 @ES-02 @mine\n  Scenario: s\n    When a message is sent to bob@example.com\n",
				"without STARTTLS\n    And the MTA at 192.0.2.1 greets with \"421 no\"\n    And connections to 192.0.2.1 are reset\n    And the TLS setting for example.com is \"Preferred\"\n\n" +
					"  @esa @ESA-11\n  Scenario: s\n    When a message is sent to bob@example.com\n    And connections to 192.0.2.1 work again\n    And 1 hour pass\n",
			}, nil,
		},
		"a reply that comes too often": {
			[2]string{"without STARTTLS\n", "without STARTTLS\n    And the MTA at 192.0.2.1 answers the third RCPT before TLS with \"452 no\"\n"},
			[]string{"7: this never comes into play: there are 1 recipients in all, and it takes 3 of them"},
		},
		"a fault of a name that nobody asks for": {
			[2]string{"without STARTTLS\n", "without STARTTLS\n    And questions for A of mx2.example.com stay unanswered\n"},
			[]string{"7: nothing leads to mx2.example.com, of which questions meet this"},
		},
		"a fault of a name that is asked for": {
			[2]string{"without STARTTLS\n", "without STARTTLS\n    And questions for A of mx1.example.com stay unanswered once\n"}, nil,
		},
		"clients among whom the sender is not": {
			[2]string{"without STARTTLS\n", "without STARTTLS\n    And the sender is at 198.51.100.7\n    And the MTA at 192.0.2.1 treats clients from 203.0.113.0/24 differently\n    And the MTA at 192.0.2.1 greets with \"421 no\"\n"},
			[]string{"8: this never comes into play: the sender is at 198.51.100.7, and not in 203.0.113.0/24", "9: this never comes into play: the sender is at 198.51.100.7, and not in 203.0.113.0/24"},
		},
		"what is a name, and hardly meant to be": {
			[2]string{"without STARTTLS\n", "whose certificate has\n      | CN  | a.not, b.not |\n      | DNS | None, mx1.example.com |\n      | IP  | 192.0.2.1 |\n" +
				"    And the certificate at 192.0.2.1 has instead\n      | CN  | mx1\\x00.example.com |\n      | DNS | \"none\" |\n      | CN  | \"a, \\x00\" |\n      | DNS | nonesuch.example, - |\n" +
				"    And the MTA at 192.0.2.1 refuses every server name but none\n"},
			[]string{
				"6: CN | a.not, b.not: this is one name with a comma: want a row for each name, or the one in double quotes",
				"6: DNS | None, mx1.example.com: \"None\" is a name: want \"-\" or nothing for none, or the name in double quotes",
				"10: CN | mx1\\x00.example.com: outside double quotes \\x00 is 4 characters of the name: want the name in double quotes",
				"15: \"none\" is a name here: want one or more names",
			},
		},
		"a record that nothing leads to": {
			[2]string{"10 mx1.example.com", "10 mx2.example.com"}, []string{"3: nothing leads to the A record of mx1.example.com"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "f.feature")
			require.Contains(t, orderly, test.change[0])
			require.NoError(t, os.WriteFile(path, []byte(strings.Replace(orderly, test.change[0], test.change[1], 1)), 0o600))
			findings, err := lint.Lint(os.DirFS(filepath.Dir(path)), true, ".")
			require.NoError(t, err)
			require.Len(t, findings, len(test.want), "%v", findings)
			for i, want := range test.want {
				assert.True(t, strings.HasPrefix(findings[i].String(), "f.feature:"+want), "%s", findings[i])
			}
		})
	}
}

func TestLintCountsLinesOutsideTables(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	long := strings.Replace(orderly, "in plaintext\n", "in plaintext\n"+strings.Repeat("    And the message is delivered in plaintext\n", 60), 1)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "long.feature"), []byte(long), 0o600))
	wide := strings.Replace(orderly, "192.0.2.1          |\n", "192.0.2.1          |\n"+strings.Repeat("      | example.com | MX | 10 mx1.example.com |\n\n      # why\n", 60), 1)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "wide.feature"), []byte(wide), 0o600))
	var routes strings.Builder
	for n := range 60 {
		fmt.Fprintf(&routes, "      d%d.not USEDNS\n", n)
	}
	pasted := strings.Replace(orderly, "  @esa @ESA-11", "    And the SMTP routes:\n      \"\"\"\n"+routes.String()+"      \"\"\"\n\n  @esa @ESA-11", 1)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "pasted.feature"), []byte(pasted), 0o600))
	findings, err := lint.Lint(os.DirFS(folder), true, ".")
	require.NoError(t, err)
	require.Len(t, findings, 1)
	assert.Equal(t, "long.feature:1: 69 lines outside tables: want at most 65, one claim a feature", findings[0].String())
}

// TestLintSeesAllScenariosOfAFeature: what a Background gives is used if any scenario uses it.
func TestLintSeesAllScenariosOfAFeature(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	text := orderly + "\n  @esa @ESA-11\n  Scenario Outline: to <whom>\n    When a message is sent to <whom>\n    Then the message is deferred\n\n    Examples:\n      | whom        |\n      | u@two.not   |\n      | u@one.not   |\n"
	text = strings.Replace(text, `example.com is "Preferred"`, "two.not is \"Preferred\"\n    And the TLS setting for three.not is \"Required\"", 1)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "f.feature"), []byte(text), 0o600))
	findings, err := lint.Lint(os.DirFS(folder), true, "f.feature")
	require.NoError(t, err)
	require.Len(t, findings, 1)
	assert.Equal(t, "f.feature:8: the TLS setting for three.not is not used: no message goes there", findings[0].String())
}

func ExampleLint() {
	findings, err := lint.Lint(features.Shipped(), true, "esa/worked_example.feature")
	fmt.Println(findings, err)
	// Output: [] <nil>
}
