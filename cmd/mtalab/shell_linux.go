package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
	"golang.org/x/term"

	"mtalab/features/suite"
	"mtalab/internal/debian"
	"mtalab/internal/driver"
	"mtalab/internal/namespace"
	"mtalab/internal/printable"
	"mtalab/internal/result"
	"mtalab/sim"
)

// shell runs a program inside a world.
type shell struct {
	held      string   // the scenario, or the saved world
	arguments []string // the program; none: a shell
	in        io.Reader
	out, err  io.Writer
	told      io.Writer // what we say
}

// enter builds the world, runs the program in it, and returns how it ended as an exitStatus.
func (s shell) enter(ctx context.Context, options suite.Options) error {
	terminal, isTerminal := terminalOf(s.in)
	if !isTerminal {
		ctx, stop := signal.NotifyContext(ctx, syscall.SIGHUP)
		defer stop()
		return hold(ctx, s.held, options, func(ctx context.Context, scenario result.Scenario, _ *sim.Running, env sim.Env) error {
			return s.run(ctx, scenario, env)
		})
	}
	// Ctrl-C is for the program inside, which decides what it means.
	ctx, stop := signal.NotifyContext(context.WithoutCancel(ctx), syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	defer keepForeground(terminal)()
	return hold(ctx, s.held, options, func(ctx context.Context, scenario result.Scenario, world *sim.Running, env sim.Env) error {
		if len(s.arguments) == 0 {
			printable.Fprintf(s.told, "Inside the world of %s  %s\n\n", scenario.Place(), scenario.Name)
			inside(world, driver.RootsFile).write(s.told)
			fmt.Fprint(s.told, "\nexit leaves it, and nothing of it stays.\n")
		}
		return s.run(ctx, scenario, env)
	})
}

// terminalOf is the terminal that a reader is, if it is one.
func terminalOf(in io.Reader) (descriptor int, isTerminal bool) {
	file, isFile := in.(*os.File)
	if !isFile {
		return -1, false
	}
	descriptor = int(file.Fd())
	return descriptor, term.IsTerminal(descriptor)
}

// keepForeground makes this process group the one in the foreground of a terminal again, if it is now: a
// shell inside gives the terminal to groups of its own, and cannot name ours when it ends.
func keepForeground(terminal int) (restore func()) {
	ours := unix.Getpgrp()
	if group, err := unix.IoctlGetInt(terminal, unix.TIOCGPGRP); err != nil || group != ours {
		return func() {}
	}
	return func() {
		signal.Ignore(syscall.SIGTTOU) // which stops those who set it from the background
		_ = unix.IoctlSetPointerInt(terminal, unix.TIOCSPGRP, ours)
	}
}

// run runs the program to its end.
func (s shell) run(ctx context.Context, scenario result.Scenario, env sim.Env) error {
	bench, err := driver.NewSandbox(ctx, env, debian.Program{}, nil, namespace.Root{})
	if err != nil {
		return err
	}
	_, isTerminal := terminalOf(s.in)
	command := exec.CommandContext(ctx, "/bin/sh", s.script(isTerminal)...)
	command.Stdin, command.Stdout, command.Stderr = s.in, s.out, s.err
	command.Dir = home
	command.Env = environment(scenario)
	command.SysProcAttr = &syscall.SysProcAttr{Foreground: isTerminal}
	if err := bench.Start(command); err != nil {
		return err
	}
	return howEnded(ctx, command.Wait())
}

// script are the arguments of sh, which looks for programs where they are inside.
func (s shell) script(isTerminal bool) []string {
	switch {
	case len(s.arguments) > 0:
		return append([]string{"-c", `exec "$@"`, "mtalab"}, s.arguments...)
	case isTerminal:
		return []string{"-c", "command -v bash >/dev/null && exec bash -i; exec sh -i"}
	}
	return []string{"-s"}
}

// home is root's, empty and gone with the world.
const home = "/root"

// environment is what a person expects in a shell, and nothing that leads out of the world.
func environment(scenario result.Scenario) []string {
	place := fmt.Sprintf("%s:%d", filepath.Base(scenario.Path), scenario.Line)
	environment := []string{
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		"HOME=" + home, "USER=root", "LOGNAME=root",
		"SSL_CERT_FILE=" + driver.RootsFile,
		"PS1=[mtalab " + unsafeInPrompt.ReplaceAllString(place, "_") + "] $ ",
	}
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if name == "TERM" || name == "COLORTERM" || name == "LANG" || strings.HasPrefix(name, "LC_") {
			environment = append(environment, variable)
		}
	}
	return environment
}

// unsafeInPrompt is what a shell might expand.
var unsafeInPrompt = regexp.MustCompile(`[^\w.:-]`)

func howEnded(ctx context.Context, err error) error {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return exitStatus(128 + int(syscall.SIGTERM))
	case !errors.As(err, &exit):
		return err
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return exitStatus(128 + int(status.Signal()))
	}
	return exitStatus(exit.ExitCode())
}
