package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mtalab/features/suite"
	"mtalab/internal/printable"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/sim"
	"mtalab/sim/explain"
	"mtalab/sim/policy"
	"mtalab/sim/senders/esa"
)

func explainCommand() *cobra.Command {
	var domain, setting, recipient string
	command := &cobra.Command{
		Use:   "explain PATH[:LINE]... | --domain DOMAIN WORLD.json",
		Short: "Say why a message had its fate, and what would have to change",
		Long: "Run scenarios and explain each: where the message could go, what happened at each host, which\n" +
			"names were compared, which rule decided, and what would have to change for the next better fate.\n\n" +
			"With --domain, ask about a world without a scenario: take the Background of a feature, or a world that\n" +
			"mtalab world printed, and send a message to that domain.",
		Example: "  mtalab explain esa/worked_example.feature:66\n" +
			"  mtalab explain --domain example.com --setting 5 my.feature",
		Args: cobra.MinimumNArgs(1),
		RunE: func(command *cobra.Command, arguments []string) error {
			e := &explainer{out: command.OutOrStdout(), options: suite.Options{Sender: esa.Sender{}, Files: library{}}}
			if domain == "" && recipient == "" {
				if setting != "" {
					return errors.New("--setting goes with --domain or --recipient")
				}
				if slices.ContainsFunc(arguments, suite.IsSaved) {
					return errors.New("a saved world sends nothing by itself: want --domain or --recipient with it")
				}
				return e.scenarios(command.Context(), arguments)
			}
			if len(arguments) != 1 {
				return errors.New("--domain: want one feature file")
			}
			question := suite.Question{Path: arguments[0], Recipient: recipient}
			if recipient == "" {
				question.Recipient = "u@" + domain
			}
			if setting != "" {
				var err error
				if question.Setting, err = policy.ParseSetting(esa.Dialect{}, setting); err != nil {
					return fmt.Errorf("--setting: %w", err)
				}
			}
			return e.question(command.Context(), question)
		},
	}
	command.Flags().StringVar(&domain, "domain", "", "ask about a message to this domain")
	command.Flags().StringVar(&setting, "setting", "", "the TLS setting for the domain, by its name or number; default: what the Background says")
	command.Flags().StringVar(&recipient, "recipient", "", "the recipient; default: u@ the domain")
	return command
}

// explainer runs scenarios, or asks questions, and writes what it finds.
type explainer struct {
	out     io.Writer
	options suite.Options
}

// scenarios explains scenario after scenario.
func (e *explainer) scenarios(ctx context.Context, arguments []string) error {
	var err error
	if e.options.Select, err = choose(arguments); err != nil {
		return err
	}
	options := e.options
	var broken, failed error
	separator := ""
	options.OnWorld = func(scenario result.Scenario, world *sim.Running) {
		printable.Fprintf(e.out, separator+"%s  %s\n", scenario.Place(), scenario.Name)
		separator = "\n"
		if problem := scenario.Problem; problem != nil {
			printable.Fprintf(e.out, "\n%s: %s:%d: %s\n%s\n", strings.ToUpper(string(scenario.Status)), scenario.Path, problem.Line, problem.Step, printable.Indented(problem.Text, "  "))
		}
		switch scenario.Status {
		case result.Failed:
			failed = errFailed
		case result.Broken:
			broken = errBroken
		}
		e.explain(world, func(options suite.Options) error {
			options.Select = []text.Selection{{Path: scenario.Path, Lines: []int{scenario.Line}}}
			_, err := suite.Run(ctx, options)
			return err
		})
	}
	if _, err := suite.Run(ctx, options); err != nil {
		return err
	}
	if broken != nil {
		return broken
	}
	return failed
}

// question explains what becomes of one message.
func (e *explainer) question(ctx context.Context, question suite.Question) error {
	ask := func(options suite.Options) error { return suite.Ask(ctx, options, question) }
	if suite.IsSaved(question.Path) {
		saved, err := suite.LoadSaved(question.Path)
		if err != nil {
			return err
		}
		ask = func(options suite.Options) error { return saved.Ask(ctx, options, question) }
	}
	var asked *sim.Running
	options := e.options
	options.OnWorld = func(_ result.Scenario, world *sim.Running) { asked = world }
	if err := ask(options); err != nil {
		return err
	}
	printable.Fprintf(e.out, "%s  a message to %s\n", question.Path, question.Recipient)
	e.explain(asked, ask)
	return nil
}

// explain tells of a world; again does the same once more, by other options.
func (e *explainer) explain(world *sim.Running, again func(suite.Options) error) {
	adviser, _ := e.options.Sender.(explain.Adviser)
	deliveries := explain.Deliveries(world.Trail.Entries())
	var explanations []explain.Explanation
	for _, delivery := range deliveries {
		explanations = append(explanations, explain.Of(adviser, world.World.Policy, delivery))
	}
	explain.Write(e.out, explanations)
	if len(deliveries) == 0 {
		return
	}
	if alternatives, err := e.underEachSetting(deliveries, again); err == nil { // what is broken was told before
		explain.WriteAlternatives(e.out, alternatives)
	}
}

// underEachSetting sends the same messages in the same world under all settings.
func (e *explainer) underEachSetting(deliveries []explain.Delivery, again func(suite.Options) error) ([]explain.Alternative, error) {
	var all []explain.Alternative
	for _, setting := range esa.Settings() {
		options := e.options
		options.Prepare = func(world *sim.World) { world.Policy = explain.Under(setting, world.Policy) }
		options.OnWorld = func(_ result.Scenario, world *sim.Running) {
			all = append(all, explain.Alternatives(setting, world.Outcomes(), deliveries)...)
		}
		if err := again(options); err != nil {
			return nil, err
		}
	}
	return all, nil
}
