package driver

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"regexp"

	"mtalab/internal/debian"
	"mtalab/internal/namespace"
	"mtalab/sim"
)

// Version asks a program for its version, in a private network of its own, as what was unpacked cannot
// run outside. What it prints must match told, whose first group is the version; its exit status says
// nothing, as some print it on their way to an error.
func Version(ctx context.Context, program debian.Program, users []User, told *regexp.Regexp, command ...string) (version string, err error) {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	network, err := namespace.NewPrivate(ctx)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, network.Close()) }()
	bench, err := NewSandbox(ctx, sim.Env{Network: network}, program, users, namespace.Root{})
	if err != nil {
		return "", err
	}
	said, complaints, problem := bench.Run(ctx, exec.CommandContext(ctx, command[0], command[1:]...), nil)
	found := told.FindStringSubmatch(said + complaints)
	if found == nil {
		return "", fmt.Errorf("ask %s for its version: want %s, and it said %.200q: %w", command[0], told, said+complaints, problem)
	}
	return found[1], nil
}
