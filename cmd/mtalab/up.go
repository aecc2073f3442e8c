package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"mtalab/features/suite"
	"mtalab/internal/debian"
	"mtalab/internal/driver"
	"mtalab/internal/namespace"
	"mtalab/internal/printable"
	"mtalab/internal/result"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/senders/esa"
)

func upCommand() *cobra.Command {
	var transport, recipient string
	command := &cobra.Command{
		Use:   "up PATH:LINE | WORLD.json",
		Short: "Hold the world of a scenario open, to look at it with dig, openssl and swaks",
		Long: "Build the world of one scenario, up to its first When, say how to reach it, and tell what happens\n" +
			"in it until Ctrl-C. Nothing is sent unless --send says so. WORLD.json is what mtalab world prints.",
		Example: "  mtalab up my.feature:25\n  mtalab up --send bob@example.com my.feature:25",
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, arguments []string) error {
			ctx, stop := signal.NotifyContext(command.Context(), hangup)
			defer stop()
			u := &up{out: command.OutOrStdout(), recipient: recipient}
			options, err := held(arguments[0])
			if err != nil {
				return err
			}
			story := sim.Story{Out: u.out}
			options.OnEntry, options.SessionTimeout = story.Tell, patience
			if recipient != "" {
				options.Sender = esa.Sender{}
			}
			switch transport {
			case "loopback":
				options.Network = func() network.Network { return &u.loopback }
				return hold(ctx, arguments[0], options, u.onLoopback)
			case "private":
				if err := withPrivate(ctx, &options); err != nil {
					return err
				}
				return hold(ctx, arguments[0], options, u.onPrivate)
			}
			return fmt.Errorf("--network %s: want loopback or private", transport)
		},
	}
	command.Flags().StringVar(&transport, "network", "loopback", "loopback, or private (Linux): the addresses are real, for programs that are put inside")
	command.Flags().StringVar(&recipient, "send", "", "send one message to this recipient, as the built-in ESA does")
	return command
}

// held are the options for holding the world of the scenario that an argument names, or that is saved there.
func held(argument string) (suite.Options, error) {
	if suite.IsSaved(argument) {
		return suite.Options{}, nil
	}
	selections, err := choose([]string{argument})
	return suite.Options{Files: library{}, Select: selections}, err
}

// holder is what is done in a world that is held open.
type holder func(context.Context, result.Scenario, *sim.Running, sim.Env) error

// hold holds the world that an argument names by its options.
func hold(ctx context.Context, argument string, options suite.Options, do holder) error {
	if !suite.IsSaved(argument) {
		return suite.Hold(ctx, options, do)
	}
	saved, err := suite.LoadSaved(argument)
	if err != nil {
		return err
	}
	return saved.Hold(ctx, options, do)
}

// patience lets a person type: no MTA hangs up.
const patience = 24 * time.Hour

// up holds a world open and tells what happens in it.
type up struct {
	out       io.Writer
	recipient string // of a message that is sent at once; empty: none is
	loopback  network.Loopback
	hostname  string // of the sender
}

// onLoopback shows where on this machine the world's addresses are.
func (u *up) onLoopback(ctx context.Context, scenario result.Scenario, world *sim.Running, env sim.Env) error {
	u.hostname = env.Hostname
	folder, err := newFolder()
	if err != nil {
		return err
	}
	roots := filepath.Join(folder.Path, "ca.pem")
	err = os.WriteFile(roots, driver.RootsPEM(env), 0o600)
	if err == nil {
		err = u.hold(ctx, scenario, worldGuide{world: world.World, running: world, behind: u.loopback.HostAddr, roots: roots}, nil)
	}
	return errors.Join(err, folder.Close())
}

// onPrivate shows how to put a program inside.
func (u *up) onPrivate(ctx context.Context, scenario result.Scenario, world *sim.Running, env sim.Env) error {
	u.hostname = env.Hostname
	bench, err := driver.NewSandbox(ctx, env, debian.Program{}, nil, namespace.Root{})
	if err != nil {
		return err
	}
	guide := inside(world, driver.RootsFile)
	guide.before = fmt.Sprintf("nsenter -t %d %s-n -m -p ", bench.Process(), usersOf(bench))
	return u.hold(ctx, scenario, guide, bench.Lost())
}

// usersOf says how nsenter becomes a user of the world's.
func usersOf(bench *driver.Sandbox) string {
	switch {
	case bench.FakesUIDs():
		return "-U --preserve-credentials "
	case bench.HasUsers():
		return "-U "
	}
	return ""
}

// hold tells of the world until ctx ends, or until the world is lost, which is a fault.
func (u *up) hold(ctx context.Context, scenario result.Scenario, guide worldGuide, lost <-chan struct{}) error {
	printable.Fprintf(u.out, "The world of %s  %s\n\n", scenario.Place(), scenario.Name)
	guide.write(u.out)
	fmt.Fprint(u.out, "\nWhat happens in it, until Ctrl-C\n")
	if u.recipient != "" {
		if err := u.send(ctx, guide.running); err != nil {
			return err
		}
	}
	select {
	case <-ctx.Done():
		return nil
	case <-lost:
		return errors.New("the world is lost: the process inside was killed")
	}
}

// send sends one message, of which the world tells everything.
func (u *up) send(ctx context.Context, world *sim.Running) error {
	_, err := world.Send(ctx, evidence.Message{
		From: "alice@" + u.hostname,
		To:   []string{u.recipient},
		Data: []byte("\r\nThis is a message of mtalab.\r\n"),
	})
	if ctx.Err() != nil {
		return nil // that was the end
	}
	return err
}
