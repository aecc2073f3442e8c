package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"mtalab/features/suite"
	"mtalab/internal/driver"
	"mtalab/internal/namespace"
	"mtalab/sim/network"
	"mtalab/sim/senders"
	"mtalab/sim/senders/shim"
)

// programFlags are about a program that speaks the contract of package shim.
type programFlags struct{ shim.Options }

func (f *programFlags) add(command *cobra.Command) {
	flags := command.Flags()
	flags.StringArrayVar(&f.Arguments, "argument", nil, "an argument for the program that --sender names; again for each further one")
	flags.StringArrayVar(&f.Show, "show", nil, "a folder or file of this machine that the program sees in its own place, read-only, beside /usr:\nnode_modules, a venv, /opt/jdk-21; again for each further one")
	flags.DurationVar(&f.Patience, "patience", driver.Patience, "how long the program may take for an answer")
}

// check says what is wrong with the flags for a sender of that name.
func (f *programFlags) check(command *cobra.Command, isProgram bool) error {
	if f.Patience <= 0 {
		return fmt.Errorf("--patience %s: want more than 0", f.Patience)
	}
	for _, name := range []string{"argument", "show", "patience"} {
		if command.Flags().Changed(name) && !isProgram {
			return fmt.Errorf("--%s: it is for a program of yours: want --sender ./my-mta", name)
		}
	}
	return nil
}

// isProgram says whether a sender is named by the path of a program.
func isProgram(name string) bool { return strings.ContainsRune(name, '/') }

// lengthen lets scenarios and sessions last longer than the patience with the program.
func (f *programFlags) lengthen(options *suite.Options) {
	if f.Patience > driver.Patience {
		options.Bound = max(options.Bound, 4*f.Patience)
		options.SessionTimeout = 2 * f.Patience
	}
}

// withSender chooses the sender by its name, or by the path of a program that speaks the contract of package shim, and the
// network that it needs.
func withSender(ctx context.Context, options *suite.Options, sender, network string, program programFlags) error {
	entry, err := pick(ctx, sender, program)
	if err != nil {
		return err
	}
	if isProgram(sender) {
		program.lengthen(options)
	}
	options.Sender = entry.Sender
	if entry.Receiver != nil {
		options.Receiver = entry.Receiver
	}
	return withNetwork(ctx, options, "--sender "+sender, network, entry.Kind != senders.Program)
}

// withNetwork chooses the network: that of a model is in memory, unless another one is asked for. what is
// under test is for errors.
func withNetwork(ctx context.Context, options *suite.Options, what, name string, model bool) error {
	if name == "" && model {
		name = "memory"
	}
	switch name {
	case "memory":
		options.Network = func() network.Network { return &network.Memory{} }
		return nil
	case "loopback":
		options.Network = nil
		return nil
	case "", "private":
		if err := withPrivate(ctx, options); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		return nil
	}
	return fmt.Errorf("--network %s: want memory, loopback or private", name)
}

// withPrivate makes the world's network private, or says why there can be none.
func withPrivate(ctx context.Context, options *suite.Options) error {
	probe, err := namespace.NewPrivate(ctx)
	if err != nil {
		return err
	}
	options.Network = func() network.Network { return &namespace.Private{} }
	return probe.Close()
}

func pick(ctx context.Context, name string, program programFlags) (senders.Entry, error) {
	if entry, ok := senders.Named(name); ok {
		return entry, nil
	}
	if isProgram(name) {
		sender, err := shim.New(ctx, name, program.Options)
		if err != nil {
			return senders.Entry{}, fmt.Errorf("--sender %s: %w", name, err)
		}
		if model, ok := senders.Named(sender.Name()); ok && model.Kind != senders.Program {
			return senders.Entry{}, fmt.Errorf("--sender %s: its subject is called %q, as a model of mtalab is: want another name", name, sender.Name())
		}
		return senders.Entry{Sender: sender, Kind: senders.Program}, nil
	}
	everybody := senders.Names(func(senders.Entry) bool { return true })
	return senders.Entry{}, fmt.Errorf("--sender %s: want one of %s, or the path of a program, such as ./my-mta", name, strings.Join(everybody, ", "))
}
