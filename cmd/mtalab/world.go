package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"mtalab/features/suite"
	"mtalab/sim"
)

func worldCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "world PATH:LINE",
		Short: "Print the world of a scenario as JSON",
		Long: "Print what one scenario gives, up to its first When, as JSON (sim/world.schema.json): it can be kept, changed, and\n" +
			"handed to up, shell and explain in place of PATH:LINE. Nothing is started.",
		Example: "  mtalab world my.feature:25 > world.json\n  mtalab up world.json",
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, arguments []string) error {
			options, err := held(arguments[0])
			if err != nil {
				return err
			}
			world, err := suite.Describe(command.Context(), options)
			if err != nil {
				return err
			}
			text, err := sim.Encode(world)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(command.OutOrStdout(), "%s\n", text)
			return err
		},
	}
}
