package text_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestADocStringHasBounds(t *testing.T) {
	t.Parallel()
	feature := func(description, delimiter, body string) string {
		return "Feature: f\n" + description + "  Scenario: s\n    Given x\n" + delimiter + "\n" + body + delimiter + "\n    And y\n"
	}
	wide := strings.Repeat("x", 1023) + "\n"
	const quoted, says = "\"\"\"", "the doc string goes on: want at most 20000 lines and 1048576 bytes"
	for sentence, test := range map[string]struct{ feature, says string }{
		"1 MiB is enough":                      {feature("", quoted, strings.Repeat(wide, 1024)), ""},
		"a byte more is not":                   {feature("", quoted, strings.Repeat(wide, 1024)+"\n"), "f.feature:4: " + says},
		"20,000 lines are enough":              {feature("", quoted, strings.Repeat("x\n", 20_000)), ""},
		"a line more is not":                   {feature("", quoted, strings.Repeat("x\n", 20_001)), "f.feature:4: " + says},
		"nor between backquotes":               {feature("", "```", strings.Repeat("\n", 20_001)), "f.feature:4: " + says},
		"nor after a description with a quote": {feature("  "+quoted+"\n", quoted, strings.Repeat("x\n", 20_001)), "f.feature:5: " + says},
		"nor where it has no end":              {feature("", quoted, strings.Repeat("x\n", 20_001)+"#"), "f.feature:4: " + says},
		"nor many lines that are long":         {feature("", quoted, strings.Repeat(strings.Repeat("x", 51)+"\n", 20_000)), "f.feature:4: the doc strings of the file come to too much with line 9088 of this one: want fewer lines, or shorter ones"},
		"the longest file is refused at once":  {feature("", quoted, strings.Repeat(strings.Repeat("x", 330)+"\n", 49_990)), "f.feature:4: " + says},
	} {
		t.Run(sentence, func(t *testing.T) {
			started := time.Now()
			_, faults, err := load(map[string]string{"f.feature": test.feature})
			require.NoError(t, err)
			if test.says == "" {
				require.NoError(t, faults)
				return
			}
			require.EqualError(t, faults, test.says)
			assert.Less(t, time.Since(started), time.Second)
		})
	}
}

func TestADocStringIsReadAsItStands(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"":                               "",
		"\n":                             "",
		"    a\n\n      b \n":            "a\n\n  b ",
		"    # a\n    | b |\n":           "# a\n| b |",
		"    a\n    \\\"\\\"\\\"\n  b\n": "a\n\"\"\"\nb",
	} {
		documents, faults, err := load(map[string]string{"f.feature": "Feature: f\n  Scenario: s\n    Given x\n    \"\"\"text\n" + body + "    \"\"\"\n    And y\n"})
		require.NoError(t, err)
		require.NoError(t, faults)
		steps := documents[0].Tree.Feature.Children[0].Scenario.Steps
		require.Len(t, steps, 2)
		assert.Equal(t, want, steps[0].DocString.Content)
		assert.Equal(t, "text", steps[0].DocString.MediaType)
	}
}
