package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"mtalab/internal/printable"
	"mtalab/internal/table"
	"mtalab/steps"
)

func stepsCommand() *cobra.Command {
	var markdown, glue, asJSON bool
	command := &cobra.Command{
		Use:   "steps [WORD...]",
		Short: "Show what can be said in a feature",
		Long:  "Show every phrase that a feature can use, with one line of help and an example; with words, those that all of them stand in.",
		Example: "  mtalab steps\n" +
			"  mtalab steps certificate\n" +
			"  mtalab steps then starttls",
		RunE: func(command *cobra.Command, words []string) error {
			topics := vocabularyWith(words)
			if len(topics) == 0 {
				return fmt.Errorf("no phrase with %s", strings.Join(words, " and "))
			}
			write := writeVocabulary
			switch {
			case markdown:
				write = writeMarkdown
			case glue:
				write = writeGlue
			case asJSON:
				return writeJSON(command.OutOrStdout(), topics)
			}
			write(command.OutOrStdout(), topics, steps.Placeholders())
			return nil
		},
	}
	command.Flags().BoolVar(&markdown, "markdown", false, "as features/VOCABULARY.md has it")
	command.Flags().BoolVar(&glue, "glue", false, "as step definitions in TypeScript, by which an editor's Cucumber extension knows the phrases")
	command.Flags().BoolVar(&asJSON, "json", false, "as JSON: each phrase with its parameters, their bounds and notation, what stands below it, help and an example")
	command.MarkFlagsMutuallyExclusive("markdown", "glue", "json")
	return command
}

// vocabularyWith are the phrases in which every one of some words stands, whatever the letter case.
func vocabularyWith(words []string) []steps.Topic {
	var found []steps.Topic
	for _, topic := range steps.Vocabulary() {
		kept := steps.Topic{Name: topic.Name}
		for _, phrase := range topic.Phrases {
			text := strings.ToLower(strings.Join([]string{topic.Name, phrase.Keyword, phrase.Text, phrase.Help, phrase.Example}, "\n"))
			wanted := true
			for _, word := range words {
				wanted = wanted && strings.Contains(text, strings.ToLower(word))
			}
			if wanted {
				kept.Phrases = append(kept.Phrases, phrase)
			}
		}
		if len(kept.Phrases) > 0 {
			found = append(found, kept)
		}
	}
	return found
}

func writeVocabulary(w io.Writer, topics []steps.Topic, placeholders []steps.Placeholder) {
	used := ""
	for _, topic := range topics {
		fmt.Fprintf(w, "%s\n\n", topic.Name)
		for _, phrase := range topic.Phrases {
			used += phrase.Text
			fmt.Fprintf(w, "  %s %s\n%s\n\n%s\n\n", phrase.Keyword, phrase.Text, table.Wrapped(helpOf(phrase), "      ", 100), printable.Indented(phrase.Example, "        "))
		}
	}
	var rows [][]string
	for _, placeholder := range placeholders {
		if name := "{" + placeholder.Name + "}"; strings.Contains(used, name) {
			rows = append(rows, []string{name, placeholder.Explained()})
		}
	}
	if len(rows) > 0 {
		fmt.Fprintln(w, "In the place of")
		table.Write(w, "  ", rows)
	}
}

func writeMarkdown(w io.Writer, topics []steps.Topic, placeholders []steps.Placeholder) {
	fmt.Fprint(w, "# What can be said in a feature\n\n"+
		"Made by `mtalab steps --markdown`; `mtalab steps WORD` finds a phrase. `And` and `But` stand for the keyword of the step\n"+
		"before. What stands in braces is explained at the end.\n")
	for _, topic := range topics {
		fmt.Fprintf(w, "\n## %s\n", topic.Name)
		for _, phrase := range topic.Phrases {
			fmt.Fprintf(w, "\n**%s** `%s`\n\n%s\n\n%s\n", phrase.Keyword, phrase.Text, helpOf(phrase), printable.Indented(phrase.Example, "    "))
		}
	}
	fmt.Fprint(w, "\n## In the place of\n\n| | |\n|---|---|\n")
	for _, placeholder := range placeholders {
		fmt.Fprintf(w, "| `{%s}` | %s |\n", placeholder.Name, strings.ReplaceAll(placeholder.Explained(), "*", `\*`))
	}
}

// helpOf is the help of a phrase, and what it wants below it, if anything.
func helpOf(phrase steps.Phrase) string {
	if phrase.Argument.Columns == nil && !phrase.Argument.Text {
		return phrase.Help
	}
	help := phrase.Help + " It " + phrase.Argument.Wants() + "."
	if notation := phrase.Argument.Notation(); notation != "" {
		help += " " + notation
	}
	return help
}

// writeGlue writes step definitions that do nothing: the language server of Cucumber completes phrases
// and marks unknown ones by what it finds in such files, and it does not find those of Go that stand in
// tables, as ours do.
func writeGlue(w io.Writer, topics []steps.Topic, placeholders []steps.Placeholder) {
	fmt.Fprint(w, "// Made by mtalab steps --glue, for the Cucumber extensions of editors.\n"+
		"import { defineParameterType, Given, When, Then } from '@cucumber/cucumber'\n\n")
	for _, placeholder := range placeholders {
		fmt.Fprintf(w, "defineParameterType({ name: '%s', regexp: /%s/ })\n", placeholder.Name, strings.ReplaceAll(placeholder.Pattern, "/", `\/`))
	}
	literal := strings.NewReplacer(`\`, `\\\\`, `'`, `\'`, `(`, `\\(`, `)`, `\\)`, `/`, `\\/`)
	for _, topic := range topics {
		fmt.Fprintf(w, "\n// %s\n", topic.Name)
		for _, phrase := range topic.Phrases {
			fmt.Fprintf(w, "%s('%s', () => {}) // %s\n", phrase.Keyword, literal.Replace(phrase.Text), phrase.Help)
		}
	}
}
