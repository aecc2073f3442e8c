package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"mtalab/internal/result"
	"mtalab/report"
)

func mergeCommand() *cobra.Command {
	var reporter reporter
	var quiet, strict bool
	command := &cobra.Command{
		Use:   "merge REPORT...",
		Short: "Join the reports of all shards of a run into one",
		Long: "Join the reports that mtalab run --shard --report DIR wrote, given as these folders or as the record.json in\n" +
			"them, into the report that the whole run would have written. The exit status is what its would have been.",
		Example: "  mtalab run --shard 1/2 --report one; mtalab run --shard 2/2 --report two\n  mtalab merge --report both one two",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(command *cobra.Command, arguments []string) error {
			var shards []result.Run
			for _, path := range arguments {
				runs, err := report.Load(path)
				if err != nil {
					return fmt.Errorf("merge: %w", err)
				}
				shards = append(shards, runs...)
			}
			run, err := report.Merge(shards)
			if err != nil {
				return fmt.Errorf("merge: %w", err)
			}
			if err := reporter.prepare(run.Sender); err != nil {
				return err
			}
			printer := &printer{out: command.OutOrStdout(), quiet: quiet, strict: strict}
			for _, scenario := range run.Scenarios {
				printer.scenario(scenario)
			}
			if err := reporter.write(command.OutOrStdout(), run); err != nil {
				return err
			}
			return printer.summary(run)
		},
	}
	reporter.flags(command)
	strictFlag(command, &strict)
	command.Flags().BoolVarP(&quiet, "quiet", "q", false, "say only what did not pass, and the summary")
	return command
}
