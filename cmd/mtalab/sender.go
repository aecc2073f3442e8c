package main

import (
	"context"
	"fmt"
	"strings"

	"mtalab/features/suite"
	"mtalab/internal/namespace"
	"mtalab/sim/network"
	"mtalab/sim/senders"
	"mtalab/sim/senders/shim"
)

// withSender chooses the sender by its name, or by the path of a program that speaks the contract of package shim, and the
// network that it needs.
func withSender(ctx context.Context, options *suite.Options, sender, network string) error {
	entry, err := pick(sender)
	if err != nil {
		return err
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

func pick(name string) (senders.Entry, error) {
	if entry, ok := senders.Named(name); ok {
		return entry, nil
	}
	if strings.ContainsRune(name, '/') {
		program, err := shim.New(name)
		return senders.Entry{Sender: program, Kind: senders.Program}, err
	}
	everybody := senders.Names(func(senders.Entry) bool { return true })
	return senders.Entry{}, fmt.Errorf("--sender %s: want one of %s, or the path of a program, such as ./my-mta", name, strings.Join(everybody, ", "))
}
