package suite

import (
	"fmt"
	"maps"

	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v21"

	"mtalab/internal/result"
	"mtalab/internal/text"
)

// index knows where each scenario that godog runs, and each of its steps, stands in its file. godog
// tells its hooks identifiers only; it numbers them while it parses, and so do the documents, in the same
// order with the same parser.
type index struct {
	features map[string]string // path → name
	pickles  map[string]*messages.Pickle
	lines    map[string]int    // node of the syntax tree → line
	order    map[string]int    // pickle → position in the run
	ids      map[string]string // pickle → result.Scenario.ID
	rules    map[string]string // scenario → the name of the Rule in which it stands
}

func newIndex(documents []text.Document) *index {
	x := &index{
		features: map[string]string{},
		pickles:  map[string]*messages.Pickle{},
		lines:    map[string]int{},
		order:    map[string]int{},
		ids:      map[string]string{},
		rules:    map[string]string{},
	}
	for _, document := range documents {
		x.features[document.Path] = document.Tree.Feature.Name
		maps.Copy(x.lines, text.Lines(document.Tree))
		maps.Copy(x.rules, text.Rules(document.Tree))
		name := text.Identities(document.Tree)
		for _, pickle := range document.Pickles {
			x.ids[pickle.Id] = name(pickle)
			x.order[pickle.Id] = len(x.order)
			x.pickles[pickle.Id] = pickle
		}
	}
	return x
}

// describe gives the position of a scenario in the run, and all that is known of it before it runs;
// its line is that of its row in the examples, if it has one. It panics if godog numbers otherwise
// than index, which would make every report lie.
func (x *index) describe(pickle *godog.Scenario) (position int, scenario result.Scenario) {
	mine := x.pickles[pickle.Id]
	if mine == nil || mine.Name != pickle.Name || mine.Uri != pickle.Uri {
		panic(fmt.Sprintf("features: godog and the index number %s %q differently", pickle.Uri, pickle.Name))
	}
	return x.order[pickle.Id], result.Scenario{
		ID:      x.ids[pickle.Id],
		Path:    pickle.Uri,
		Line:    x.lines[pickle.AstNodeIds[len(pickle.AstNodeIds)-1]],
		Feature: x.features[pickle.Uri],
		Rule:    x.rules[pickle.AstNodeIds[0]],
		Name:    pickle.Name,
		Tags:    text.TagNames(pickle),
	}
}

// line is where a step stands.
func (x *index) line(step *godog.Step) int { return x.lines[step.AstNodeIds[0]] }
