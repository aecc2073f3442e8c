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
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"mtalab/internal/known"
	"mtalab/internal/namespace"
	"mtalab/internal/printable"
	"mtalab/internal/text"
)

// Exit statuses.
const (
	exitExpected = 0 // everything was as the scenarios state
	exitFailed   = 1 // a scenario failed
	exitFault    = 2 // the laboratory, a feature's text or the command line is at fault
	exitUntried  = 3 // nothing was tried: no scenario is supported, or the shard is empty
)

// errFailed says that the run is over and a scenario failed: all has been said already.
var errFailed = errors.New("a scenario failed")

// errBroken says that the run is over and a scenario is broken: all has been said already.
var errBroken = errors.New("a scenario is broken")

// errUntried says that the run is over and nothing was tried, which is no success: all has been said already.
var errUntried = errors.New("nothing was tried")

func main() {
	namespace.PrivateChild()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200) // it ends soon: all scenarios take a sixth less of the processor, and 90 MiB more
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends even what waits for a reader
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// run carries out one command line and returns the exit status. What it prints can do nothing to a terminal, and
// what cannot be printed is a fault.
func run(ctx context.Context, arguments []string, stdout, stderr io.Writer) int {
	out, complaints := printable.NewWriter(stdout), printable.NewWriter(stderr)
	status := carryOut(ctx, arguments, out, complaints)
	if err := errors.Join(out.Err(), complaints.Err()); err != nil {
		fmt.Fprintf(stderr, "mtalab: what is printed is lost: %v\n", err)
		return exitFault
	}
	return status
}

func carryOut(ctx context.Context, arguments []string, stdout, stderr io.Writer) int {
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
	root.AddCommand(upCommand(), worldCommand(), shellCommand())
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
	case errors.Is(err, errUntried):
		return exitUntried
	case errors.As(err, &status):
		return int(status)
	case errors.Is(err, text.ErrInput), errors.Is(err, namespace.ErrNoPrivate), errors.As(err, &syntax):
		complain(stderr, err)
		return exitFault
	default:
		complain(stderr, err)
		fmt.Fprintln(stderr, "See mtalab --help.")
		return exitFault
	}
}

// complain prints an error, of which only the first line stands at the margin.
func complain(stderr io.Writer, err error) {
	for i, line := range strings.Split(err.Error(), "\n") {
		switch {
		case i == 0:
			line = "mtalab: " + line
		case !strings.HasPrefix(line, " "):
			line = "  " + line
		}
		printable.Fprintf(stderr, "%s\n", line)
	}
}
