// Command mtalab is a laboratory for mail transfer agents: it builds small sealed mail worlds and says
// what a sender does in them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"mtalab/features"
	"mtalab/features/known"
	"mtalab/sim"
)

// Exit statuses.
const (
	exitExpected = 0 // everything was as the scenarios state
	exitFailed   = 1 // a scenario failed
	exitFault    = 2 // the laboratory, a feature's text or the command line is at fault
)

// errFailed says that the run is over and a scenario failed: all has been said already.
var errFailed = errors.New("a scenario failed")

// errBroken says that the run is over and a scenario is broken: all has been said already.
var errBroken = errors.New("a scenario is broken")

func main() {
	sim.PrivateChild()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200) // it ends soon: all scenarios take a sixth less of the processor, and 90 MiB more
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// run carries out one command line and returns the exit status.
func run(ctx context.Context, arguments []string, stdout, stderr io.Writer) int {
	root := &cobra.Command{
		Use:           "mtalab",
		Short:         "A laboratory for mail transfer agents",
		Long:          "mtalab builds small sealed mail worlds, lets a sender deliver in them, and says what became of the mail, and why.",
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRun: func(*cobra.Command, []string) {
			sweep()
		},
	}
	root.SetArgs(arguments)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.AddCommand(runCommand(), explainCommand(), stepsCommand(), newCommand(), fmtCommand(), lintCommand(), installCommand())
	root.AddCommand(upCommand(), shellCommand())
	root.AddCommand(matrixCommand(), mergeCommand(), sendersCommand())
	var syntax known.SyntaxError
	var status exitStatus
	switch err := root.ExecuteContext(ctx); {
	case err == nil:
		return exitExpected
	case errors.Is(err, errFailed):
		return exitFailed
	case errors.Is(err, errBroken):
		return exitFault
	case errors.As(err, &status):
		return int(status)
	case errors.Is(err, features.ErrInput), errors.Is(err, sim.ErrNoPrivate), errors.As(err, &syntax):
		fmt.Fprintf(stderr, "mtalab: %v\n", err)
		return exitFault
	default:
		fmt.Fprintf(stderr, "mtalab: %v\nSee mtalab --help.\n", err)
		return exitFault
	}
}
