package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"mtalab/features/suite"
	"mtalab/internal/text"
	"mtalab/sim"
	"mtalab/sim/receivers"
	"mtalab/sim/senders/esa"
)

// receiverFlags choose an MTA that listens as the one under test.
type receiverFlags struct {
	name            string
	force           bool
	policy          string
	recipient, user string
}

func (f *receiverFlags) add(command *cobra.Command) {
	flags := command.Flags()
	flags.StringVar(&f.name, "receiver", "", "who is under test in place of a sender: esa, exchange, exim, postfix, faulty=MISTAKE, or HOST:PORT")
	flags.StringVar(&f.policy, "receiver-policy", "Preferred", "what the listener at HOST:PORT does: No, Preferred, Required")
	flags.StringVar(&f.recipient, "receiver-recipient", "", "a mailbox that HOST:PORT takes mail for; without one no message is sent there")
	flags.StringVar(&f.user, "receiver-user", "", "NAME:PASSWORD of a user whom HOST:PORT lets authenticate")
}

// choose puts the receiver and the network that it needs into the options, if one is asked for; without
// other paths its scenarios are those that are for receivers.
func (f *receiverFlags) choose(command *cobra.Command, options *suite.Options, network string) (asked bool, err error) {
	changed := command.Flags().Changed
	asked = changed("receiver")
	model := true
	if asked && changed("sender") {
		return true, errors.New("--receiver and --sender: want one, as one MTA is under test")
	}
	if asked {
		if options.Receiver, model, err = f.pick(command.Context()); err != nil {
			return true, err
		}
	}
	if _, outside := options.Receiver.(receivers.Outside); !outside {
		if changed("force") && !changed("report") {
			return asked, errors.New("--force goes with --receiver HOST:PORT or with --report")
		}
		for _, flag := range []string{"receiver-policy", "receiver-recipient", "receiver-user"} {
			if changed(flag) {
				return asked, fmt.Errorf("--%s goes with --receiver HOST:PORT", flag)
			}
		}
	}
	if !asked {
		return false, nil
	}
	if len(options.Select) == 0 {
		options.Select = []text.Selection{{Path: "receiving"}}
	}
	return true, withNetwork(command.Context(), options, "--receiver "+f.name, network, model)
}

// pick finds the receiver, and says whether it is a model, which is content with a network inside this process: so is one
// that is outside.
func (f *receiverFlags) pick(ctx context.Context) (found sim.Receiver, model bool, err error) {
	var names []string
	for _, known := range receivers.All() {
		if known.Name() == f.name {
			return known.Receiver, !known.Program, nil
		}
		names = append(names, known.Name())
	}
	if !strings.Contains(f.name, ":") {
		return nil, false, fmt.Errorf("--receiver %s: want one of %s, or HOST:PORT", f.name, strings.Join(names, ", "))
	}
	policy, err := esa.Dialect{}.ParseListener(f.policy)
	if err != nil {
		return nil, false, fmt.Errorf("--receiver-policy: %w", err)
	}
	user, password, both := strings.Cut(f.user, ":")
	if f.user != "" && (!both || user == "") {
		return nil, false, errors.New("--receiver-user: want NAME:PASSWORD")
	}
	if f.recipient != "" && !strings.Contains(f.recipient, "@") {
		return nil, false, fmt.Errorf("--receiver-recipient %s: want an address, such as postmaster@example.com", f.recipient)
	}
	outside := receivers.Outside{Address: f.name, Force: f.force, Policy: policy, Recipient: f.recipient, User: user, Password: password}
	resolved, err := outside.Resolve(ctx)
	if errors.Is(err, receivers.ErrPublicAddress) || errors.Is(err, receivers.ErrOtherMachine) {
		return nil, false, fmt.Errorf("--receiver: %w: the scenarios attack what they test; --force if it is yours", err)
	}
	if err != nil {
		return nil, false, fmt.Errorf("--receiver: %w", err)
	}
	return resolved, true, nil
}
