package suite

import (
	"slices"
	"strings"

	messages "github.com/cucumber/messages/go/v21"

	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/pki"
	"mtalab/sim/policy"
	"mtalab/sim/senders"
	"mtalab/steps"
)

// source is what the feature files say of the scenarios and steps that pickles come from.
type source struct {
	features  []result.Feature
	scenarios map[string]*messages.Scenario // by their identifiers in the index
	steps     map[string]*messages.Step
}

// newSource reads the syntax trees of the documents.
func newSource(documents []text.Document) *source {
	s := &source{scenarios: map[string]*messages.Scenario{}, steps: map[string]*messages.Step{}}
	for _, document := range documents {
		tree := document.Tree.Feature
		feature := result.Feature{
			Path: document.Path, Name: tree.Name, Keyword: tree.Keyword, Description: tree.Description,
			Line: int(tree.Location.Line), Text: pki.WithoutPrivateKeys(string(document.Whole)), // a report is passed on
		}
		for _, tag := range tree.Tags {
			feature.Tags = append(feature.Tags, result.Tag{Name: tag.Name, Line: int(tag.Location.Line), Column: int(tag.Location.Column)})
		}
		s.features = append(s.features, feature)
		for _, child := range tree.Children {
			s.note(child.Background, child.Scenario)
			if child.Rule != nil {
				for _, inner := range child.Rule.Children {
					s.note(inner.Background, inner.Scenario)
				}
			}
		}
	}
	return s
}

func (s *source) note(background *messages.Background, scenario *messages.Scenario) {
	var all []*messages.Step
	if background != nil {
		all = background.Steps
	}
	if scenario != nil {
		s.scenarios[scenario.Id] = scenario
		all = scenario.Steps
	}
	for _, step := range all {
		s.steps[step.Id] = step
	}
}

// detail is what a report tells of a scenario that has ended, and of which the status is known.
func (s *source) detail(played steps.Result, status result.Status) *result.Detail {
	written := s.scenarios[played.Scenario.AstNodeIds[0]]
	return &result.Detail{
		Keyword: written.Keyword, Description: written.Description,
		Outline: int(written.Location.Line), Title: written.Name,
		Setting: settings(played),
		Steps:   s.stepsOf(played, status),
		World:   drawn(played),
		Trail:   eventsOf(played.Trail()),
	}
}

// settings are the TLS settings of the domains that mail was sent to; those of all domains and of the
// default entry, if none was; that of the listener, if it is under test.
func settings(played steps.Result) string {
	world := played.World
	if len(played.Listening.Clients()) > 0 {
		return senders.Dialect().FormatListener(world.Listener.TLS)
	}
	var names []string
	add := func(setting policy.Setting) {
		if name := setting.String(); setting != policy.Unset && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, domain := range recipientDomains(played.Trail()) {
		setting, _ := world.Policy.SettingFor(domain) // without any there is none to tell
		add(setting)
	}
	if names == nil {
		for _, destination := range world.Policy.Destinations {
			add(destination.Setting)
		}
		add(world.Policy.Default)
	}
	return strings.Join(names, ", ")
}

func (s *source) stepsOf(played steps.Result, status result.Status) []result.Step {
	all := make([]result.Step, len(played.Scenario.Steps))
	for i, step := range played.Scenario.Steps {
		written := s.steps[step.AstNodeIds[0]]
		all[i] = result.Step{Keyword: strings.TrimSpace(written.Keyword), Text: step.Text, Line: int(written.Location.Line), Status: result.Skipped}
		if i < len(played.Steps) {
			all[i].Status, all[i].Duration = result.Passed, played.Steps[i]
		}
		if played.Step != nil && played.Step.Id == step.Id {
			all[i].Status = status
		}
		argue(&all[i], step.Argument, written)
	}
	return all
}

// argue adds the table or the text below a step.
func argue(step *result.Step, argument *messages.PickleStepArgument, written *messages.Step) {
	switch {
	case argument == nil:
	case argument.DataTable != nil:
		for _, row := range argument.DataTable.Rows {
			cells := make([]string, len(row.Cells))
			for i, cell := range row.Cells {
				cells[i] = cell.Value
			}
			step.Rows = append(step.Rows, cells)
		}
	case argument.DocString != nil:
		step.DocString = &result.DocString{
			Line: int(written.DocString.Location.Line), MediaType: argument.DocString.MediaType,
			Text: pki.WithoutPrivateKeys(argument.DocString.Content),
		}
	}
}
