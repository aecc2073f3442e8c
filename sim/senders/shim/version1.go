package shim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"mtalab/internal/driver"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
	"mtalab/sim/senders/esa"
)

// request is what a program of version 1 reads from its standard input.
type request struct {
	Version    int      `json:"version"` // 1
	From       string   `json:"from"`    // envelope sender
	To         []string `json:"to"`      // envelope recipients, all of one domain
	Message    string   `json:"message"` // header and body, lines ending in CRLF
	Policy     string   `json:"policy"`  // for all of the recipients
	NameServer string   `json:"nameServer"`
	Roots      string   `json:"roots"`    // a file of trust anchors, PEM
	Hostname   string   `json:"hostname"` // for EHLO
	Folder     string   `json:"folder"`
}

// answer1 is what it writes to its standard output.
type answer1 struct {
	Fate     string `json:"fate"` // delivered, deferred, bounced, discarded
	Reason   string `json:"reason,omitempty"`
	Verified *bool  `json:"verified,omitempty"` // of what was delivered; absent: it cannot tell
}

// everySetting is known to a program until it says that it cannot be told.
func everySetting() map[policy.Requirement]string {
	known := map[policy.Requirement]string{}
	for _, setting := range append(esa.Settings(), policy.NeutralSettings()...) {
		known[setting.Requirement] = setting.Name
	}
	return known
}

// outbox1 is a program of version 1 in one world.
type outbox1 struct {
	sender sender
	bench  *driver.Sandbox
}

// Send runs the program once for the recipients of each domain, as it has one word for all that it is given.
func (o *outbox1) Send(ctx context.Context, message evidence.Message) ([]evidence.Outcome, error) {
	var outcomes []evidence.Outcome
	for _, recipients := range byDomain(message.To) {
		made, err := o.run(ctx, message, recipients)
		if errors.Is(err, sim.ErrMisbehaved) {
			return nil, fmt.Errorf("%w (it was asked in version 1 of the contract, as it did not introduce itself)", err)
		}
		if err != nil {
			return nil, err
		}
		outcomes = append(outcomes, made...)
	}
	return outcomes, nil
}

// byDomain groups recipients, in order.
func byDomain(recipients []string) [][]string {
	var groups [][]string
	at := map[string]int{}
	for _, recipient := range recipients {
		domain := policy.CanonicalName(domainOf(recipient))
		group, known := at[domain]
		if !known {
			group = len(groups)
			at[domain], groups = group, append(groups, nil)
		}
		groups[group] = append(groups[group], recipient)
	}
	return groups
}

func domainOf(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

func (o *outbox1) run(ctx context.Context, message evidence.Message, recipients []string) ([]evidence.Outcome, error) {
	asked, err := o.bench.Env.Policy.SettingFor(domainOf(recipients[0]))
	if err != nil {
		return nil, err
	}
	request, err := json.Marshal(request{
		Version: 1, From: driver.Envelope([]string{message.From})[0], To: driver.Envelope(recipients), Message: string(message.Data), Policy: asked.String(),
		NameServer: o.bench.Env.DNS.String(), Roots: driver.RootsFile, Hostname: o.bench.Env.Hostname, Folder: folder,
	})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, o.sender.patience())
	defer cancel()
	said, complaint, err := o.bench.Run(ctx, o.sender.command(ctx, folder, folder), request)
	o.bench.Note(driver.Lines(complaint)...)
	if err != nil {
		return nil, o.sender.exited(err, asked.String())
	}
	return outcomes(said, recipients)
}

// exited says what an exit status means that is not 0, or what else went wrong with the program.
func (s sender) exited(err error, asked string) error {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return err
	}
	switch exit.ExitCode() {
	case notImplemented:
		return fmt.Errorf("%w: %s does not implement %q", sim.ErrNotSupported, s.Name(), asked)
	case notFound:
		return fmt.Errorf("a program that %s wants is not here: %w", s.Name(), err)
	}
	return fmt.Errorf("%w: %w", sim.ErrMisbehaved, err)
}

// outcomes reads an answer.
func outcomes(said string, recipients []string) ([]evidence.Outcome, error) {
	answer, err := parse(said)
	if err != nil {
		return nil, fmt.Errorf("%w: its answer %.200q is not that of the contract: %w", sim.ErrMisbehaved, said, err)
	}
	outcome := evidence.Outcome{Reason: answer.Reason}
	switch answer.Fate {
	case "delivered":
		outcome.Fate, outcome.VerificationUnknown = delivered(answer.Verified)
	case "deferred", "bounced", "discarded":
		outcome.Fate = evidence.Fate(answer.Fate)
	default:
		return nil, fmt.Errorf("%w: its answer has the fate %q: want delivered, deferred, bounced or discarded", sim.ErrMisbehaved, answer.Fate)
	}
	all := make([]evidence.Outcome, len(recipients))
	for i, recipient := range recipients {
		all[i] = outcome
		all[i].Recipient = recipient
	}
	return all, nil
}

// Close leaves everything to the network's end, the program's children included.
func (o *outbox1) Close() error { return nil }
