// Package shim drives any program as a sender that speaks the contract of README.md: JSON in, JSON out.
package shim

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"mtalab/internal/debian"
	"mtalab/internal/driver"
	"mtalab/internal/namespace"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
	"mtalab/sim/senders/esa"
)

// notImplemented is the exit status by which a program says that it cannot be told to follow a policy.
const notImplemented = 89

// notFound is the exit status of a shell whose program does not exist (POSIX, sh, 2.8.2): nobody has sent anything.
const notFound = 127

// sender is a program that speaks the contract; New makes one.
type sender struct {
	// patience is how long the program may take, by the wall clock; 0: driver.Patience.
	patience time.Duration

	path string
}

var _ sim.BlackBox = sender{}

// New makes a sender of an executable file.
func New(path string) (sender, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return sender{}, fmt.Errorf("sender: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return sender{}, fmt.Errorf("sender: %w", err)
	}
	if info.IsDir() || info.Mode()&0o111 == 0 {
		return sender{}, fmt.Errorf("sender %s: want a file that can be executed", path)
	}
	return sender{path: path}, nil
}

// Name is the name of the file.
func (s sender) Name() string { return filepath.Base(s.path) }

// BlackBox says that a program is asked for a fate only.
func (sender) BlackBox() {}

// folder is the program's own, empty and writable; it is gone when the scenario ends.
const folder = "/tmp/mtalab"

// request is what the program reads from its standard input.
type request struct {
	Version    int      `json:"version"` // 1
	From       string   `json:"from"`    // envelope sender
	To         []string `json:"to"`      // envelope recipients
	Message    string   `json:"message"` // header and body, lines ending in CRLF
	Policy     string   `json:"policy"`  // for all of the recipients
	NameServer string   `json:"nameServer"`
	Roots      string   `json:"roots"`    // a file of trust anchors, PEM
	Hostname   string   `json:"hostname"` // for EHLO
	Folder     string   `json:"folder"`
}

// answer is what it writes to its standard output.
type answer struct {
	Fate     string `json:"fate"` // delivered, deferred, bounced, discarded
	Reason   string `json:"reason,omitempty"`
	Verified *bool  `json:"verified,omitempty"` // of what was delivered; absent: it cannot tell
}

// Launch furnishes the world for the program.
func (s sender) Launch(ctx context.Context, env sim.Env) (sim.SenderInstance, error) {
	if _, err := driver.InWords(s.Name(), env.Policy, everySetting()); err != nil {
		return nil, err
	}
	bench, err := driver.NewSandbox(ctx, env, debian.Program{}, nil, namespace.Root{
		Files: []namespace.File{{Path: folder, Folder: true, Mode: 0o777}},
		Show:  []string{s.path},
	})
	if err != nil {
		return nil, err
	}
	return &outbox{sender: s, bench: bench}, nil
}

// everySetting is known to a shim until it exits with notImplemented.
func everySetting() map[policy.Requirement]string {
	known := map[policy.Requirement]string{}
	for _, setting := range append(esa.Settings(), policy.NeutralSettings()...) {
		known[setting.Requirement] = setting.Name
	}
	return known
}

type outbox struct {
	sender sender
	bench  *driver.Sandbox
}

// Send runs the program once for the recipients of each policy.
func (o *outbox) Send(ctx context.Context, message evidence.Message) ([]evidence.Outcome, error) {
	var outcomes []evidence.Outcome
	groups, policies, err := byPolicy(o.bench.Env.Policy, message.To)
	if err != nil {
		return nil, err
	}
	for _, asked := range policies {
		made, err := o.run(ctx, message, asked, groups[asked])
		if err != nil {
			return nil, err
		}
		outcomes = append(outcomes, made...)
	}
	return outcomes, nil
}

// byPolicy groups recipients, in order, by the setting that governs their domain.
func byPolicy(asked policy.Policy, recipients []string) (map[policy.Setting][]string, []policy.Setting, error) {
	groups := map[policy.Setting][]string{}
	var order []policy.Setting
	for _, recipient := range recipients {
		setting, err := asked.SettingFor(recipient[strings.LastIndexByte(recipient, '@')+1:])
		if err != nil {
			return nil, nil, err
		}
		if groups[setting] == nil {
			order = append(order, setting)
		}
		groups[setting] = append(groups[setting], recipient)
	}
	return groups, order, nil
}

func (o *outbox) run(ctx context.Context, message evidence.Message, asked policy.Setting, recipients []string) ([]evidence.Outcome, error) {
	request, err := json.Marshal(request{
		Version: 1, From: message.From, To: recipients, Message: string(message.Data), Policy: asked.String(),
		NameServer: o.bench.Env.DNS.String(), Roots: driver.RootsFile, Hostname: o.bench.Env.Hostname, Folder: folder,
	})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(o.sender.patience, driver.Patience))
	defer cancel()
	command := exec.CommandContext(ctx, o.sender.path)
	command.Dir = folder
	command.Env = []string{"HOME=" + folder}
	driver.Nobody.Runs(command)
	said, complaint, err := o.bench.Run(ctx, command, request)
	o.bench.Note(driver.Lines(complaint)...)
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.ExitCode() == notImplemented:
		return nil, fmt.Errorf("%w: %s does not implement %q", sim.ErrNotSupported, o.sender.Name(), asked)
	case errors.As(err, &exit) && exit.ExitCode() == notFound:
		return nil, fmt.Errorf("a program that %s wants is not here: %w", o.sender.Name(), err)
	case errors.As(err, &exit):
		return nil, fmt.Errorf("%w: %w", sim.ErrMisbehaved, err)
	case err != nil:
		return nil, err
	}
	return outcomes(said, recipients)
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
		outcome.Fate, outcome.VerificationUnknown = evidence.Delivered, answer.Verified == nil
		if answer.Verified != nil && *answer.Verified {
			outcome.Fate = evidence.DeliveredVerified
		}
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
func (o *outbox) Close() error { return nil }
