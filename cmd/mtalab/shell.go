package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"mtalab/internal/printable"
)

// exitStatus is what a program inside a world ended with, as a shell counts: 128 and the signal for one
// that a signal ended. It has said all that there is to say.
type exitStatus int

func (s exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

func shellCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "shell PATH:LINE | WORLD.json [-- COMMAND [ARGUMENT...]]",
		Short: "Open a shell inside the world of a scenario (Linux)",
		Long: "Build the world of one scenario, up to its first When, and open a shell inside it, or run one command\n" +
			"there. The addresses, port 25 and DNS are real in there, openssl trusts what the sender trusts, and\n" +
			"nothing else exists. Commands are read from the standard input if it is no terminal. The exit status\n" +
			"is that of the shell or the command.",
		Example: "  mtalab shell my.feature:25\n" +
			"  mtalab shell my.feature:25 -- dig MX example.com\n" +
			"  echo 'dig +short MX example.com' | mtalab shell my.feature:25",
		RunE: func(command *cobra.Command, arguments []string) error {
			if before := command.ArgsLenAtDash(); before > 1 || (before < 0 && len(arguments) != 1) || before == 0 || before == len(arguments) {
				return errors.New("shell: want PATH:LINE, and a command only behind --")
			}
			options, err := held(arguments[0])
			if err != nil {
				return err
			}
			if err := withPrivate(command.Context(), &options); err != nil {
				return err
			}
			options.SessionTimeout = patience
			s := shell{held: arguments[0], arguments: arguments[1:], in: command.InOrStdin(), told: command.ErrOrStderr()}
			s.out, s.err = printable.Behind(command.OutOrStdout()), printable.Behind(command.ErrOrStderr())
			return s.enter(command.Context(), options)
		},
	}
}
