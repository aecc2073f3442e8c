package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/lint"
	"mtalab/internal/printable"
	"mtalab/steps"
)

func TestVocabularyFileIsUpToDate(t *testing.T) {
	t.Parallel()
	status, stdout, stderr := mtalab(t, "steps", "--markdown")
	require.Equal(t, exitExpected, status, stderr)
	written, err := os.ReadFile("../../features/VOCABULARY.md")
	require.NoError(t, err)
	assert.True(t, stdout == string(written), "features/VOCABULARY.md is out of date: make vocabulary")
}

func TestEveryExampleIsFormatted(t *testing.T) {
	t.Parallel()
	for _, topic := range steps.Vocabulary() {
		for _, phrase := range topic.Phrases {
			text := "Feature: f\n  Scenario: s\n" + strings.ReplaceAll(string(printable.Indented(phrase.Example, "    "))+"\n", "\n    \n", "\n\n")
			formatted, err := lint.Format("f.feature", []byte(text))
			require.NoError(t, err, text)
			assert.Equal(t, string(formatted), text)
		}
	}
}

func TestStepsShowsWhatHasAllTheWords(t *testing.T) {
	t.Parallel()
	status, stdout, stderr := mtalab(t, "steps", "Letter", "CASE")
	assert.Equal(t, exitExpected, status)
	assert.Empty(t, stderr)
	assert.Equal(t, `DNS

  Given questions for {type} of {domain} are answered in mixed letter case
      The names in the answer are written LiKe tHiS.

        Given questions for MX of example.com are answered in mixed letter case

In the place of
  {domain}  a domain name, or another word: example.com
  {type}    a type of DNS record: MX, A, AAAA, PTR, CNAME, TXT, TLSA (of a host, at port 25)
`, stdout)
}

func TestStepsShowsEverything(t *testing.T) {
	t.Parallel()
	_, stdout, _ := mtalab(t, "steps")
	inOrder(t, stdout,
		"DNS\n\n  Given these DNS records:\n      The name server answers",
		"        Given these DNS records:\n          | example.com ",
		"\n\nWhat the name server was asked\n\n",
		"  When a message is sent to {recipient}\n",
		"In the place of\n  {action}",
	)
}

func TestStepsKnowsNoSuchWord(t *testing.T) {
	t.Parallel()
	status, stdout, stderr := mtalab(t, "steps", "box", "letter")
	assert.Equal(t, exitFault, status)
	assert.Empty(t, stdout)
	assert.Equal(t, "mtalab: no phrase with box and letter\nSee mtalab --help.\n", stderr)
}

func TestStepsForAnEditor(t *testing.T) {
	t.Parallel()
	status, stdout, stderr := mtalab(t, "steps", "--glue", "the", "next", "segment")
	require.Equal(t, exitExpected, status, stderr)
	inOrder(t, stdout,
		"import { defineParameterType, Given, When, Then } from '@cucumber/cucumber'\n",
		`defineParameterType({ name: 'bytes', regexp: /(\d+) bytes?/ })`+"\n",
		`defineParameterType({ name: 'segment', regexp: /(same|next)/ })`+"\n",
		"\n// MTAs\nGiven('the MTA at {address} {answers} and adds {words} in the {segment} segment', () => {}) // It sends more",
	)
	_, all, _ := mtalab(t, "steps", "--glue")
	phrases := 0
	for _, topic := range steps.Vocabulary() {
		phrases += len(topic.Phrases)
	}
	assert.Equal(t, phrases, strings.Count(all, ", () => {}) // "))
}
