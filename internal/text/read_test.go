package text_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	messages "github.com/cucumber/messages/go/v21"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/text"
)

func load(files map[string]string) ([]text.Document, error, error) {
	disk := fstest.MapFS{}
	for name, content := range files {
		disk[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return text.Load(disk, []text.Selection{{Path: "."}}, func([]string, string) bool { return true })
}

func TestAllFaultsOfAllFilesAreTold(t *testing.T) {
	t.Parallel()
	documents, faults, err := load(map[string]string{
		"a.feature": "Feature: f\n  Scenario: s\n    Given x\n",
		"b.feature": "Feature: f\n  # b\xfccher\n",
		"c.feature": "Feature: f\n  Scenario: s\n    Given " + strings.Repeat("x", 65_536) + "\n    # " + strings.Repeat("y", 64_001) + "\n",
		"d.feature": "Feature: f\n  Scenario: s\n    Given <y>\n  Scenario: t\n",
		"e.feature": "Feature: g\n  Scenario: s\n    Given x\n",
	})
	require.NoError(t, err)
	require.Len(t, documents, 2)
	assert.Equal(t, "e.feature", documents[1].Path)
	require.ErrorIs(t, faults, text.ErrInput)
	assert.Equal(t, `b.feature:2: want UTF-8, and the byte 0xFC is none (column 6)
c.feature:3: the line has 65546 bytes: want at most 64000
c.feature:4: the line has 64007 bytes: want at most 64000
d.feature:3: <y> stands in a scenario without Examples: nothing replaces it
d.feature:4: the scenario has no steps: want Given, When and Then`, faults.Error())
}

func TestOutlinesAreChecked(t *testing.T) {
	t.Parallel()
	outline := func(scenario, examples string) string {
		return "Feature: f\n  Scenario Outline: s\n" + scenario + "    Examples:\n" + examples
	}
	rows := "      | a | b |\n      | 1 | 2 |\n"
	for sentence, test := range map[string]struct{ feature, says string }{
		"every column is used":                    {outline("    Given <a> and <b>\n", rows), ""},
		"one is used in the name":                 {strings.Replace(outline("    Given <b>\n", rows), "Outline: s", "Outline: <a>", 1), ""},
		"one is used in a table and one in text":  {outline("    Given x\n      | <a> |\n    And y\n      \"\"\"\n      <b>\n      \"\"\"\n", rows), ""},
		"an address and a URL are no column":      {outline("    Given <a> <b> <u@x.not> <http://x.not> <>\n", rows), ""},
		"a log has brackets of its own":           {outline("    Given <a> <b>\n      \"\"\"\n      C: <starts TLS>\n      \"\"\"\n", rows), ""},
		"markup is no column":                     {"Feature: f\n  Scenario: s\n    Given <b>x</b>\n", ""},
		"a plain scenario may have them in text":  {"Feature: f\n  Scenario: s\n    Given x\n      \"\"\"\n      <html>\n      \"\"\"\n", ""},
		"a column that is spelt otherwise":        {outline("    Given <A> and <a> and <b>\n", rows), `f.feature:3: no column of the Examples is called "A", for <A>: there are a, b`},
		"the same in a doc string":                {outline("    Given <a> and <b>\n      \"\"\"\n      <bs>\n      \"\"\"\n", rows), `f.feature:4: no column of the Examples is called "bs"`},
		"a column that nothing uses":              {outline("    Given <a>\n", rows), `f.feature:5: nothing uses the column "b": want <b> in the scenario`},
		"a column that stands twice":              {outline("    Given <a>\n", "      | a | a |\n      | 1 | 2 |\n"), `f.feature:5: the column "a" stands here twice`},
		"examples without rows":                   {outline("    Given <a>\n", "      | a |\n"), "f.feature:4: the Examples have no rows: nothing would run"},
		"examples without a table":                {outline("    Given x\n", ""), "f.feature:4: the Examples have no rows: nothing would run"},
		"an outline without examples":             {"Feature: f\n  Scenario Outline: s\n    Given x\n", "f.feature:2: the outline has no Examples: want a table of them"},
		"a Background is not replaced":            {"Feature: f\n  Background:\n    Given <a>\n" + outline("    Given <a> <b>\n", rows)[len("Feature: f\n"):], "f.feature:3: <a> stands in the Background, which has no Examples: nothing replaces it"},
		"nor is one of a Rule":                    {"Feature: f\n  Rule: r\n    Background:\n      Given <a>\n    Scenario: s\n      Given x\n", "f.feature:4: <a> stands in the Background"},
		"a second table that lacks a column":      {outline("    Given <a> and <b>\n", rows+"    Examples:\n      | a |\n      | 1 |\n"), `f.feature:3: no column of the Examples is called "b", for <b>: there are a`},
		"a scenario that comes to too many lines": {outline("    Given <a> <b>\n"+strings.Repeat("    Given x\n", 200), "      | a | b |\n"+strings.Repeat("      | 1 | 2 |\n", 5000)), "f.feature:2: the scenarios up to this one come to 1005000 lines"},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			documents, faults, err := load(map[string]string{"f.feature": test.feature})
			require.NoError(t, err)
			if test.says == "" {
				require.NoError(t, faults)
				assert.Len(t, documents, 1)
				return
			}
			require.Error(t, faults)
			assert.Contains(t, faults.Error(), test.says)
			assert.Empty(t, documents)
		})
	}
}

// FuzzRead: whatever is in a file, it is read or told to be at fault, and nothing crashes.
func FuzzRead(f *testing.F) {
	f.Add("Feature: f\n  Background:\n    Given x\n  Rule: r\n    @t\n    Scenario Outline: <a>\n      Given <a>\n        | <a> | \\| |\n      Then y\n        \"\"\"\n        z\n        \"\"\"\n      Examples:\n        | a |\n        | 1 |\n", 7)
	f.Add("\uFEFF# language: no\nEgenskap: f\n  Scenario: s\n    * x\n", 3)
	f.Add("Feature: f\n  Scenario Outline: s\n    Given <a>\n    Examples:\n      | a |\n", 5)
	f.Add("Feature: \xff\r\n\x00", 1)
	f.Fuzz(func(t *testing.T, content string, line int) {
		if len(content) > 10_000 {
			return
		}
		files := fstest.MapFS{"f.feature": &fstest.MapFile{Data: []byte(content)}}
		selection := text.Selection{Path: "f.feature"}
		if line > 0 {
			selection.Lines = []int{line}
		}
		documents, faults, err := text.Load(files, []text.Selection{selection}, func([]string, string) bool { return true })
		for _, fault := range []error{faults, err} {
			if fault != nil && !errors.Is(fault, text.ErrInput) {
				t.Errorf("%q is no fault of the input", fault)
			}
		}
		for _, document := range documents {
			_, again := text.Parse(document.Path, document.Content, (&messages.Incrementing{}).NewId)
			require.NoError(t, again, "what is selected can be read, as godog will")
		}
	})
}
