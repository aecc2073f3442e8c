package main

import (
	"context"
	"fmt"
	"strings"

	"mtalab/features/suite"
	"mtalab/sim"
	"mtalab/sim/network"
	"mtalab/sim/network/namespace"
	"mtalab/sim/receivers"
	"mtalab/sim/senders/esa"
	"mtalab/sim/senders/exchange"
	"mtalab/sim/senders/exim"
	"mtalab/sim/senders/faulty"
	"mtalab/sim/senders/opensmtpd"
	"mtalab/sim/senders/postfix"
	"mtalab/sim/senders/sendmail"
	"mtalab/sim/senders/shim"
	"mtalab/steps"
)

// models are part of this program and right. A scenario that is about one of them is run against it when
// another one is under test.
func models() steps.Models {
	return steps.Models{
		Senders:   []sim.Sender{esa.Sender{}, exchange.Sender{}},
		Receivers: []sim.Receiver{receivers.Receiver{}, exchange.Receiver{}},
	}
}

// builtIn are the senders that come with mtalab, by name. All but the models are real programs, which
// need a private network.
func builtIn() []sim.Sender {
	all := append(models().Senders, exim.Sender{}, opensmtpd.Sender{}, postfix.Sender{}, sendmail.Sender{})
	for _, sender := range faulty.Senders() {
		all = append(all, sender)
	}
	return all
}

// isModel says whether a sender is part of this program.
func isModel(sender sim.Sender) bool {
	switch sender.(type) {
	case esa.Sender, exchange.Sender, faulty.Sender:
		return true
	}
	return false
}

// withSender chooses the sender by its name, or by the path of a program that speaks the contract of
// package shim, and the network that it needs.
func withSender(ctx context.Context, options *suite.Options, sender, name string) error {
	var err error
	options.Models = models()
	if options.Sender, err = pick(sender); err != nil {
		return err
	}
	switch options.Sender.(type) { // whose other half it is
	case esa.Sender:
		options.Receiver = receivers.Receiver{}
	case exchange.Sender:
		options.Receiver = exchange.Receiver{}
	}
	return withNetwork(ctx, options, "--sender "+sender, name, isModel(options.Sender))
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

func pick(name string) (sim.Sender, error) {
	var names []string
	for _, sender := range builtIn() {
		if sender.Name() == name {
			return sender, nil
		}
		names = append(names, sender.Name())
	}
	if strings.ContainsRune(name, '/') {
		return shim.New(name)
	}
	return nil, fmt.Errorf("--sender %s: want one of %s, or the path of a program, such as ./my-mta", name, strings.Join(names, ", "))
}
