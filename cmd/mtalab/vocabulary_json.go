package main

import (
	"encoding/json"
	"io"

	"mtalab/steps"
)

// phraseJSON is a phrase as `mtalab steps --json` has it.
type phraseJSON struct {
	Topic      string          `json:"topic"`
	Keyword    string          `json:"keyword"`
	Phrase     string          `json:"phrase"`
	Parameters []parameterJSON `json:"parameters"` // in the order of the phrase
	Argument   argumentJSON    `json:"argument"`
	Help       string          `json:"help"`
	Example    string          `json:"example"`
}

// parameterJSON is what may stand in the place of one placeholder.
type parameterJSON struct {
	Kind    string `json:"kind"`
	Meaning string `json:"meaning"`
	Pattern string `json:"pattern"`
	Least   *int   `json:"least,omitempty"` // of the number in it
	Most    *int   `json:"most,omitempty"`
}

// argumentJSON is what stands below a phrase: nothing, a text, a table, or either of the two.
type argumentJSON struct {
	Text     bool     `json:"text"`
	Columns  []string `json:"columns,omitempty"` // of the table; none of them can be left out
	Wants    string   `json:"wants"`
	Notation string   `json:"notation,omitempty"`
}

func writeJSON(w io.Writer, topics []steps.Topic) error {
	all := []phraseJSON{}
	for _, topic := range topics {
		for _, phrase := range topic.Phrases {
			told := phraseJSON{topic.Name, phrase.Keyword, phrase.Text, []parameterJSON{}, argumentJSON{
				phrase.Argument.Text, phrase.Argument.Columns, phrase.Argument.Wants(), phrase.Argument.Notation(),
			}, phrase.Help, phrase.Example}
			for _, placeholder := range phrase.Placeholders() {
				parameter := parameterJSON{Kind: placeholder.Name, Meaning: placeholder.Meaning, Pattern: placeholder.Pattern}
				if placeholder.Most > 0 {
					parameter.Least, parameter.Most = &placeholder.Least, &placeholder.Most
				}
				told.Parameters = append(told.Parameters, parameter)
			}
			all = append(all, told)
		}
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(all)
}
