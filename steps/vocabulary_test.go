package steps

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"

	gherkin "github.com/cucumber/gherkin/go/v26"
	messages "github.com/cucumber/messages/go/v21"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// exampleStep reads the example of a phrase as godog would read it in a feature.
func exampleStep(t *testing.T, example string) *messages.PickleStep {
	newID := (&messages.Incrementing{}).NewId
	text := "Feature: f\n  Scenario: s\n    " + strings.ReplaceAll(example, "\n", "\n    ") + "\n"
	tree, err := gherkin.ParseGherkinDocument(strings.NewReader(text), newID)
	require.NoError(t, err, text)
	pickles := gherkin.Pickles(*tree, "f.feature", newID)
	require.Len(t, pickles, 1)
	require.Len(t, pickles[0].Steps, 1, text)
	return pickles[0].Steps[0]
}

var keywordTypes = map[keyword]messages.PickleStepType{
	given: messages.PickleStepType_CONTEXT, when: messages.PickleStepType_ACTION, then: messages.PickleStepType_OUTCOME,
}

func TestEveryExampleSaysItsPhraseAndNoOther(t *testing.T) {
	t.Parallel()
	vocabulary := new(scenario).vocabulary()
	for _, p := range vocabulary {
		t.Run(p.text, func(t *testing.T) {
			t.Parallel()
			step := exampleStep(t, p.example)
			assert.Equal(t, keywordTypes[p.keyword], step.Type)
			for _, other := range vocabulary {
				says := other.keyword == p.keyword && other.expression().MatchString(step.Text)
				assert.Equal(t, other.keyword == p.keyword && other.text == p.text, says, "%q says %q", step.Text, other.text)
			}
		})
	}
}

func TestEveryFunctionTakesWhatItsPhraseGives(t *testing.T) {
	t.Parallel()
	for _, p := range new(scenario).vocabulary() {
		step := exampleStep(t, p.example)
		do := reflect.TypeOf(p.do)
		var takes []reflect.Type
		for in := range do.Ins() {
			if in != contextType {
				takes = append(takes, in)
			}
		}
		values := p.expression().NumSubexp()
		assert.NoError(t, p.argument.check(step), p.text)
		if p.argument.text != (p.argument.columns != nil) { // one of the two
			argument := tableType
			if p.argument.text {
				argument = docStringType
			}
			values++
			if assert.NotEmpty(t, takes, p.text) {
				assert.Equal(t, argument, takes[len(takes)-1], p.text)
			}
		}
		assert.Len(t, takes, values, p.text)
	}
}

func TestEveryPhraseIsExplained(t *testing.T) {
	t.Parallel()
	seen, used := map[string]bool{}, map[string]bool{}
	for _, topic := range Vocabulary() {
		assert.NotEmpty(t, topic.Name)
		for _, p := range topic.Phrases {
			assert.NotEmpty(t, p.Help, p.Text)
			assert.NotContains(t, p.Help, "\n", p.Text)
			assert.True(t, strings.HasPrefix(p.Example, p.Keyword+" "), p.Text)
			assert.False(t, seen[p.Keyword+p.Text], "%s is there twice", p.Text)
			seen[p.Keyword+p.Text] = true
			for _, found := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(p.Text, -1) {
				used[found[1]] = true
			}
		}
	}
	for _, placeholder := range Placeholders() {
		assert.NotEmpty(t, placeholder.Meaning, placeholder.Name)
		assert.True(t, used[placeholder.Name], "nothing uses {%s}", placeholder.Name)
	}
}

func ExampleVocabulary() {
	for _, topic := range Vocabulary() {
		for _, phrase := range topic.Phrases {
			if values, ok := phrase.Values("a message is sent to bob@example.com"); ok {
				fmt.Println(phrase.Keyword, phrase.Text, values)
			}
		}
	}
	// Output: When a message is sent to {recipient} [bob@example.com]
}

func Example_nearest() {
	fmt.Println(nearestPhrases("a mesage is sent to bob@example.com")[0])
	// Output: When a message is sent to {recipient}
}

// Of another scenario the expressions are the same, not only alike: compiling them took more than all else.
func TestEachExpressionIsCompiledOnce(t *testing.T) {
	t.Parallel()
	of, ofAnother := new(scenario).vocabulary(), new(scenario).vocabulary()
	for i := range of {
		assert.Same(t, of[i].expression(), ofAnother[i].expression(), of[i].text)
	}
}
