package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"mtalab/internal/debian"
	"mtalab/internal/printable"
)

func installCommand() *cobra.Command {
	known := debian.Names()
	return &cobra.Command{
		Use:   "install NAME...",
		Short: "Unpack real MTAs into a folder of yours, without root",
		Long: "Unpack Debian's packages of real MTAs, so that they can be senders under test: nothing is installed,\n" +
			"no service is started. Known names: " + strings.Join(known, ", ") + ". The folder is $XDG_CACHE_HOME/mtalab.",
		Example:   "  mtalab install postfix exim4 sendmail opensmtpd",
		Args:      cobra.MinimumNArgs(1),
		ValidArgs: known,
		RunE: func(command *cobra.Command, names []string) error {
			var errs []error
			for _, name := range names {
				unpacked, err := debian.Install(command.Context(), name)
				if err != nil {
					errs = append(errs, err)
					continue
				}
				printable.Fprintf(command.OutOrStdout(), "%s: %s\n", name, strings.Join(unpacked, ", "))
			}
			return errors.Join(errs...)
		},
	}
}
