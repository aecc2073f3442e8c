package suite

import (
	"bytes"
	"context"
	"fmt"
	"regexp"

	messages "github.com/cucumber/messages/go/v21"

	"mtalab/features"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// Question asks what becomes of a message in a world, without a scenario.
type Question struct {
	// Path is the feature file whose Background draws the world.
	Path string
	// Recipient is who the message is for.
	Recipient string
	// Setting is the TLS setting for the recipient domain; Unset: what the Background says.
	Setting policy.Setting
}

// Ask sends the one message of a question; Options.OnWorld is shown what became of it. ErrInput says that
// the fault is in the question or in the Background.
func Ask(ctx context.Context, options Options, question Question) error {
	files := options.Files
	if files == nil {
		files = features.Shipped()
	}
	content, err := text.Read(files, question.Path)
	if err != nil {
		return text.Input("no feature file %s", question.Path)
	}
	world, err := background(question.Path, content)
	if err != nil {
		return err
	}
	scenario, err := question.scenario()
	if err != nil {
		return err
	}
	asked, err := text.NewDocument(question.Path, append(world, scenario...), &messages.Incrementing{})
	if err != nil {
		return err
	}
	run, err := options.run(ctx, chosen{documents: []text.Document{asked}})
	if err != nil {
		return err
	}
	// What the scenario states is not known beforehand: that it fails is no fault.
	if ran := run.Scenarios[0]; ran.Status != result.Passed && ran.Status != result.Failed {
		place := question.Path
		if line := ran.Problem.Line; line <= bytes.Count(world, []byte("\n")) {
			place = fmt.Sprintf("%s:%d", place, line)
		}
		return text.Input("%s: %s\n  %s", place, ran.Problem.Step, ran.Problem.Text)
	}
	return nil
}

// background is a feature up to the end of its Background.
func background(file string, content []byte) ([]byte, error) {
	tree, err := text.Parse(file, content, (&messages.Incrementing{}).NewId)
	if err != nil {
		return nil, err
	}
	if len(tree.Feature.Children) == 0 || tree.Feature.Children[0].Background == nil {
		return nil, text.Input("%s:%d: the feature has no Background: want one that draws the world", file, tree.Feature.Location.Line)
	}
	lines := bytes.SplitAfter(content, []byte("\n"))
	end := len(lines)
	for _, e := range text.Extents(tree, len(lines)) {
		end = min(end, e.First-1)
	}
	for _, child := range tree.Feature.Children {
		if child.Rule != nil {
			end = min(end, text.RuleStart(child.Rule)-1)
		}
	}
	return append(bytes.Join(lines[:end], nil), '\n'), nil
}

// mailbox is a recipient that can stand in a phrase.
var mailbox = regexp.MustCompile(`^[^\s",@]+@([^\s",@]+)$`)

func (q Question) scenario() (string, error) {
	found := mailbox.FindStringSubmatch(q.Recipient)
	if found == nil {
		return "", text.Input("recipient %q: want local-part@domain", q.Recipient)
	}
	text := "\n  Scenario: a question\n"
	if q.Setting != policy.Unset {
		text += fmt.Sprintf("    Given the TLS setting for %s is %q\n", found[1], q.Setting)
	}
	return text + fmt.Sprintf("    When a message is sent to %s\n    Then the message is %s\n", q.Recipient, evidence.DeliveredVerified), nil
}
