package text

import (
	"path"
	"strings"

	messages "github.com/cucumber/messages/go/v21"
)

// Identities returns what gives each scenario of a document its result.Scenario.ID.
func Identities(tree *messages.GherkinDocument) func(*messages.Pickle) string {
	outlines := map[string]string{} // identifier → name as it is written
	rows := map[string]string{}     // identifier → values
	for _, scenario := range Scenarios(tree, func(*messages.Rule) {}) {
		outlines[scenario.Id] = scenario.Name
		for _, examples := range scenario.Examples {
			for _, row := range examples.TableBody {
				var values []string
				for _, cell := range row.Cells {
					values = append(values, cell.Value)
				}
				rows[row.Id] = " (" + strings.Join(values, ", ") + ")"
			}
		}
	}
	return func(pickle *messages.Pickle) string {
		name := pickle.Name
		if pickle.Name == outlines[pickle.AstNodeIds[0]] && len(pickle.AstNodeIds) > 1 {
			name += rows[pickle.AstNodeIds[1]]
		}
		return BelowFeatures(pickle.Uri) + ": " + strings.TrimSpace(name)
	}
}

// BelowFeatures is a path from the folder features on, if there is one in it: a scenario has the same
// identity wherever mtalab is run.
func BelowFeatures(file string) string {
	file = path.Clean(strings.ReplaceAll(file, "\\", "/"))
	if at := strings.LastIndex("/"+file, "/features/"); at >= 0 {
		return file[at+len("features/"):]
	}
	return file
}
