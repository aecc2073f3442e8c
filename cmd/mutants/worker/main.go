// Command worker runs scenarios for cmd/mutants, which builds it from code that internal/mutation/operators rewrote and asks
// it in the way of internal/mutation/trial.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"mtalab/features/suite"
	"mtalab/internal/mutation/trial"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/sim/network"
	"mtalab/sim/receivers"
	"mtalab/sim/senders"
)

func main() {
	if err := trial.Serve(os.Stdin, os.Stdout, run); err != nil {
		fmt.Fprintln(os.Stderr, "worker:", err)
		os.Exit(1)
	}
}

// run runs scenarios in memory, one after another.
func run(request trial.Request, tell func(trial.Answer) bool) error {
	options := suite.Options{
		Tags:    "not @EH-10", // the same delivery a thousand times
		Network: func() network.Network { return &network.Memory{} },
		Details: true, // the trail, for what it cites
	}
	for _, ending := range request.Expected {
		selection, err := text.ParseSelection(ending.Place)
		if err != nil {
			return err
		}
		options.Select = append(options.Select, selection)
	}
	if err := choose(&options, request.Subject); err != nil {
		return err
	}
	if len(request.Expected) == 0 {
		options.Select = about(request.Subject)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	options.OnScenario = func(s result.Scenario) {
		if ctx.Err() != nil {
			return
		}
		ending := trial.Ending{Place: s.Place(), Status: string(s.Status), Cited: cited(s)}
		if !tell(trial.Answer{Ending: ending, Milliseconds: float64(s.Duration.Microseconds()) / 1000}) {
			stop()
		}
	}
	_, err := suite.Run(ctx, options)
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// choose puts somebody under test by a name of the two tables. A receiver is "receiver-" and its name.
func choose(options *suite.Options, subject string) error {
	if name, is := strings.CutPrefix(subject, "receiver-"); is {
		for _, entry := range receivers.All() {
			if entry.Name() == name {
				options.Receiver = entry.Receiver
			}
		}
		if options.Receiver == nil {
			return fmt.Errorf("no receiver is called %q", name)
		}
		return nil
	}
	entry, known := senders.Named(subject)
	if !known {
		return fmt.Errorf("no sender is called %q", subject)
	}
	options.Sender, options.Receiver = entry.Sender, entry.Receiver
	return nil
}

// about are the scenarios that tell most of somebody: of a model that sends all, and of others those that were written for them, as
// all others are run with the models.
func about(subject string) []text.Selection {
	var paths []string
	entry, sends := senders.Named(subject)
	switch {
	case !sends:
		paths = []string{"receiving", "exchange"}
	case entry.Kind == senders.Faulty:
		paths = []string{"starttls", "senders"}
	}
	var all []text.Selection
	for _, path := range paths {
		all = append(all, text.Selection{Path: path})
	}
	return all
}

// cited are the rules of a scenario's tags that its trail cites.
func cited(s result.Scenario) []string {
	rules := map[string]bool{}
	if s.Detail != nil {
		for _, event := range s.Detail.Trail {
			rules[event.Rule] = true
			if event.Comparison != nil {
				rules[event.Comparison.Rule] = true
			}
		}
	}
	var all []string
	for _, tag := range s.Tags {
		if rule := strings.TrimPrefix(tag, "@"); rules[rule] {
			all = append(all, rule)
		}
	}
	return all
}
