package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"mtalab/internal/debian"
	"mtalab/internal/namespace"
	"mtalab/internal/table"
	"mtalab/sim"
	"mtalab/sim/senders"
)

func sendersCommand() *cobra.Command {
	var missing bool
	command := &cobra.Command{
		Use:   "senders",
		Short: "Say which senders are here, in which versions",
		Long: "List the senders that come with mtalab, with the version of each real program, and what is missing for those\n" +
			"that cannot be run here.",
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			found, err := findSenders(command.Context())
			if err != nil {
				return err
			}
			if missing {
				fmt.Fprint(command.OutOrStdout(), missingLine(found))
				return nil
			}
			var rows [][]string
			for _, sender := range found {
				rows = append(rows, []string{sender.name, sender.told()})
			}
			table.Write(command.OutOrStdout(), "", rows)
			return nil
		},
	}
	command.Flags().BoolVar(&missing, "missing", false, "say in one line what is missing; nothing if all are here")
	return command
}

// foundSender is a sender that comes with mtalab.
type foundSender struct {
	name, version string
	lacks         error // why it cannot be run here
}

func (f foundSender) told() string {
	switch {
	case f.lacks != nil:
		return f.lacks.Error()
	case f.version == "":
		return "part of mtalab"
	}
	return f.version
}

// findSenders asks all for their versions. An error is of one that is here and does not answer.
func findSenders(ctx context.Context) ([]foundSender, error) {
	var all []foundSender
	for _, sender := range senders.All() {
		found := foundSender{name: sender.Name()}
		if versioned, ok := sender.Sender.(sim.Versioned); ok {
			found.version, found.lacks = versioned.Version(ctx)
		}
		if found.lacks != nil && !isAbsence(found.lacks) {
			return nil, fmt.Errorf("%s: %w", found.name, found.lacks)
		}
		all = append(all, found)
	}
	return all, nil
}

// isAbsence says whether an error is only that something is not here.
func isAbsence(err error) bool {
	return errors.Is(err, debian.ErrMissing) || errors.Is(err, namespace.ErrNoPrivate)
}

// missingLine is empty if nothing is missing.
func missingLine(found []foundSender) string {
	var names []string
	for _, sender := range found {
		switch {
		case errors.Is(sender.lacks, namespace.ErrNoPrivate):
			return fmt.Sprintf("not tried here: any real MTA: %v\n", sender.lacks)
		case sender.lacks != nil:
			names = append(names, sender.name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("not tried here, as they are missing: %s (make senders)\n", strings.Join(names, ", "))
}
