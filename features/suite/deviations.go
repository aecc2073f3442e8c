package suite

import (
	"fmt"
	"io/fs"
	"strings"

	gherkin "github.com/cucumber/gherkin/go/v26"
	messages "github.com/cucumber/messages/go/v21"

	"mtalab/features"
	"mtalab/internal/known"
	"mtalab/internal/result"
	"mtalab/internal/text"
)

// deviations are the entries of a list that apply to a run, by the identities of their scenarios.
type deviations map[string]known.Entry

// deviations reads the list of the options. Every entry must name one scenario, whether it is run or not,
// of the files of the run or of those that are shipped.
func (o Options) deviations(documents []text.Document, version string) (deviations, error) {
	if o.Known == nil {
		return nil, nil
	}
	known := scenarioNames{files: o.Files, whole: map[string][]byte{}, known: map[string]map[string]int{}, demands: map[string]result.Demand{}}
	for _, document := range documents {
		known.whole[text.BelowFeatures(document.Path)] = document.Whole
	}
	for _, entry := range o.Known.Entries() {
		if err := known.check(entry); err != nil {
			return nil, text.Input("%s: %w", entry.Place, err)
		}
		if demand := known.demands[entry.Scenario]; o.isForeign() && demand.IsProducts() {
			return nil, text.Input("%s: the scenario is tagged %s, and %s does not owe what it states", entry.Place, demand, o.Subject())
		}
	}
	applicable, err := o.Known.For(version)
	if err != nil {
		return nil, text.Input("%w", err)
	}
	return applicable, nil
}

// judge lays the list beside what became of a scenario.
func (d deviations) judge(s result.Scenario) result.Scenario {
	entry, listed := d[s.ID]
	if !listed {
		return s
	}
	switch s.Status {
	case result.Failed:
		s.Status = result.Known
	case result.Passed:
		s.Status = result.Failed
		s.Problem = &result.Problem{
			Line: s.Line,
			Text: fmt.Sprintf("it passed, and %s says that it is known to fail (%s): remove that line", entry.Place, entry.Reason),
		}
	default:
		return s
	}
	s.Deviation = &result.Deviation{Reason: entry.Reason, Documented: entry.Documented, Place: entry.Place}
	return s
}

// scenarioNames knows the identities of the scenarios in whole files.
type scenarioNames struct {
	files fs.FS
	whole map[string][]byte         // path below features → text, of the files of the run
	known map[string]map[string]int // path below features → identity → how many have it
	// demands are those of the scenarios, by identity.
	demands map[string]result.Demand
}

func (n scenarioNames) check(entry known.Entry) error {
	file, _, _ := strings.Cut(entry.Scenario, ": ")
	if n.known[file] == nil {
		content, err := n.read(file)
		if err != nil {
			return err
		}
		newID := (&messages.Incrementing{}).NewId
		tree, err := text.Parse(file, content, newID)
		if err != nil {
			return err
		}
		n.known[file] = map[string]int{}
		name := text.Identities(tree)
		for _, pickle := range gherkin.Pickles(*tree, file, newID) {
			n.known[file][name(pickle)]++
			n.demands[name(pickle)] = result.DemandOf(text.TagNames(pickle))
		}
	}
	switch count := n.known[file][entry.Scenario]; count {
	case 0:
		return fmt.Errorf("there is no scenario %q", entry.Scenario)
	case 1:
		return nil
	default:
		return fmt.Errorf("%d scenarios are %q: give each a name of its own", count, entry.Scenario)
	}
}

// read finds a file among those of the run, those beside them, and those that are shipped.
func (n scenarioNames) read(file string) ([]byte, error) {
	if content, ok := n.whole[file]; ok {
		return content, nil
	}
	for _, files := range []fs.FS{n.files, features.Shipped()} {
		for _, path := range []string{file, "features/" + file} {
			if files == nil {
				continue
			}
			if content, err := fs.ReadFile(files, path); err == nil {
				return content, nil
			}
		}
	}
	return nil, fmt.Errorf("there is no feature file %s", file)
}
