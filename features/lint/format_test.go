package lint_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"testing"
	"testing/fstest"

	gherkin "github.com/cucumber/gherkin/go/v26"
	messages "github.com/cucumber/messages/go/v21"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features"
	"mtalab/features/lint"
	"mtalab/features/suite"
	"mtalab/internal/text"
)

func TestFormat(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ before, after string }{
		"tables are aligned and steps indented": {
			"Feature: f\nScenario: s\n  Given these DNS records:\n  |a|MX|10 mx1.example.com|\n |long.example.com|A| |\n",
			"Feature: f\n  Scenario: s\n    Given these DNS records:\n      | a                | MX | 10 mx1.example.com |\n      | long.example.com | A  |                    |\n",
		},
		"letters count, not bytes": {
			"Feature: f\n  Scenario: s\n    Given t\n      | bücher | 1 |\n      | buch | 2 |\n",
			"Feature: f\n  Scenario: s\n    Given t\n      | bücher | 1 |\n      | buch   | 2 |\n",
		},
		"what is escaped in a cell stays escaped": {
			"Feature: f\n  Scenario: s\n    Given t\n      | a\\|b | c\\\\d | e\\nf |\n",
			"Feature: f\n  Scenario: s\n    Given t\n      | a\\|b | c\\\\d | e\\nf |\n",
		},
		"tags and comments go with what follows, and empty lines stay, one at a time": {
			"# top\nFeature: f\n\n\n# of the scenario\n@a   @b # why\nScenario: s\n\n      # of the step\nGiven x   \n\n\n\n# last\n\n",
			"# top\nFeature: f\n\n  # of the scenario\n  @a   @b # why\n  Scenario: s\n\n    # of the step\n    Given x\n\n  # last\n",
		},
		"a description keeps its shape": {
			"Feature: f\nSome words:\n  - one\n  - two\n\nBackground: b\n        More.\n  Given x\n",
			"Feature: f\n  Some words:\n    - one\n    - two\n\n  Background: b\n    More.\n    Given x\n",
		},
		"rules and examples have levels of their own": {
			"Feature: f\nRule: r\nBackground:\nGiven x\nScenario Outline: s\nWhen <a>\n@t\nExamples: e\n|a|\n|1|\n",
			"Feature: f\n  Rule: r\n    Background:\n      Given x\n    Scenario Outline: s\n      When <a>\n      @t\n      Examples: e\n        | a |\n        | 1 |\n",
		},
		"a doc string moves as a whole": {
			"Feature: f\n  Scenario: s\n    Given r\n  \"\"\"\n  ALL  a\n    b\n\n\n c\n  \"\"\"\n    Then x\n",
			"Feature: f\n  Scenario: s\n    Given r\n      \"\"\"\n      ALL  a\n        b\n\n\n      c\n      \"\"\"\n    Then x\n",
		},
		"other line ends and a missing last one": {
			"Feature: f\r\n  Scenario: s\r\n    Given x\r\n      |a|\r\n      |bb|",
			"Feature: f\r\n  Scenario: s\r\n    Given x\r\n      | a  |\r\n      | bb |\r\n",
		},
		"line ends of two kinds": {
			"Feature: f\n  Scenario: s\r\n    Given x\n",
			"Feature: f\n  Scenario: s\n    Given x\n",
		},
		"a doc string with other line ends": {
			"Feature: f\r\n  Scenario: s\r\n    Given x\r\n    \"\"\"\r\n    a\r\n      b\r\n    \"\"\"\r\n",
			"Feature: f\r\n  Scenario: s\r\n    Given x\r\n      \"\"\"\r\n      a\r\n        b\r\n      \"\"\"\r\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			after, err := lint.Format("f.feature", []byte(test.before))
			require.NoError(t, err)
			assert.Equal(t, test.after, string(after))
			says(t, test.before, test.after)
		})
	}
}

// says holds a formatted text to the one it came from: it says the same, and is in its final form.
func says(t *testing.T, before, after string) {
	assert.Equal(t, meaning(t, before), meaning(t, after))
	again, err := lint.Format("f.feature", []byte(after))
	require.NoError(t, err)
	assert.Equal(t, after, string(again), "formatted again")
}

// meaning is what a feature says: its scenarios, steps, tables and tags, without their places.
func meaning(t *testing.T, text string) []string {
	newID := (&messages.Incrementing{}).NewId
	tree, err := gherkin.ParseGherkinDocument(bytes.NewReader([]byte(text)), newID)
	require.NoError(t, err, text)
	var said []string
	for _, pickle := range gherkin.Pickles(*tree, "f.feature", newID) {
		said = append(said, pickle.Name)
		for _, tag := range pickle.Tags {
			said = append(said, tag.Name)
		}
		for _, step := range pickle.Steps {
			said = append(said, string(step.Type)+step.Text)
			if step.Argument != nil && step.Argument.DocString != nil {
				said = append(said, fmt.Sprintf("%q %q", step.Argument.DocString.MediaType, step.Argument.DocString.Content))
			}
			if step.Argument != nil && step.Argument.DataTable != nil {
				for _, row := range step.Argument.DataTable.Rows {
					for _, cell := range row.Cells {
						said = append(said, fmt.Sprintf("| %q", cell.Value))
					}
				}
			}
		}
	}
	return said
}

func TestFormatRefusesWhatIsNoFeature(t *testing.T) {
	t.Parallel()
	_, err := lint.Format("f.feature", []byte("Feature: f\n  Scenario: s\n    Given x\n    Gibberish\n"))
	require.ErrorIs(t, err, text.ErrInput)
	assert.Contains(t, err.Error(), "f.feature:4: ")
}

func TestOnlyUTF8IsAFeature(t *testing.T) {
	t.Parallel()
	for content, says := range map[string]string{
		"Feature: f\n\n  Scenario: b\xfccher\n":    "f.feature:3: want UTF-8, and the byte 0xFC is none (column 14)",
		"Feature: b\u00fc\ufffdcher\r\n  \xe2\x80": "f.feature:2: want UTF-8, and the byte 0xE2 is none (column 3)",
		"\xff\xfeF\x00e\x00":                       "f.feature:1: want UTF-8, and the byte 0xFF is none (column 1)",
	} {
		_, err := lint.Format("f.feature", []byte(content))
		require.ErrorIs(t, err, text.ErrInput)
		assert.EqualError(t, err, says)
		shown := fstest.MapFS{"f.feature": {Data: []byte(content)}}
		_, err = suite.List(suite.Options{Files: shown})
		assert.EqualError(t, err, says)
		_, err = lint.Lint(shown, true, ".")
		assert.EqualError(t, err, says)
	}
}

func FuzzFormat(f *testing.F) {
	for _, path := range []string{"esa/worked_example.feature", "esa/destinations.feature", "names/international.feature"} {
		content, err := fs.ReadFile(features.Shipped(), path)
		require.NoError(f, err)
		f.Add(string(content))
	}
	f.Add("@a\nFeature: f\n# c\n  text\n\tmore\nRule: r\nScenario: s\n* x\n|a|b\\||\n#c\n|\\n|c|\n```md\n x\n```\n")
	f.Add("Feature:\nBackground:\nAnd \nScenario:\nAnd 0\n \n")
	f.Fuzz(func(t *testing.T, before string) {
		after, err := lint.Format("f.feature", []byte(before))
		if err == nil {
			says(t, before, string(after))
		}
	})
}

func ExampleFormat() {
	formatted, err := lint.Format("f.feature", []byte("Feature: f\nScenario: s\nGiven these DNS records:\n|a|MX|10 mx|\n|mx|A|192.0.2.1|\n"))
	fmt.Print(string(formatted), err, "\n")
	// Output:
	// Feature: f
	//   Scenario: s
	//     Given these DNS records:
	//       | a  | MX | 10 mx     |
	//       | mx | A  | 192.0.2.1 |
	// <nil>
}
