// Package shim drives any program as a sender that speaks the contract of README.md: JSON in, JSON out. A program that
// introduces itself speaks version 2, and any other version 1.
package shim

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"time"

	"mtalab/internal/debian"
	"mtalab/internal/driver"
	"mtalab/internal/namespace"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// Exit statuses by which a program says something in place of an answer.
const (
	notImplemented = 89  // it cannot be told to do what is asked
	notFound       = 127 // of a shell whose program does not exist (POSIX, sh, 2.8.2): nobody has sent anything
)

// Options say how a program is started.
type Options struct {
	// Arguments follow its name.
	Arguments []string
	// Show are folders and files of the machine that it sees in their own places, read-only.
	Show []string
	// Patience is how long it may take for an answer, by the wall clock; 0: driver.Patience.
	Patience time.Duration
}

// sender is a program that speaks the contract; New makes one.
type sender struct {
	Options
	path     string
	about    introduction // zero: it speaks version 1
	launched *atomic.Int64
}

var (
	_ sim.BlackBox      = sender{}
	_ sim.PolicyChecker = sender{}
	_ sim.Versioned     = sender{}
)

// New makes a sender of an executable file, and has it introduce itself. ErrNoPrivate says that no program can be put
// into a world here.
func New(ctx context.Context, path string, options Options) (sender, error) {
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
	if options.Show, err = shown(path, options.Show); err != nil {
		return sender{}, err
	}
	s := sender{Options: options, path: path, launched: new(atomic.Int64)}
	s.about, err = s.introduce(ctx)
	return s, err
}

func (o Options) patience() time.Duration { return cmp.Or(o.Patience, driver.Patience) }

// Name is what the program calls its subject, or else the name of the file.
func (s sender) Name() string { return cmp.Or(s.about.Subject.Name, filepath.Base(s.path)) }

// Version is that of the program's subject; empty: it does not tell.
func (s sender) Version(context.Context) (string, error) { return s.about.Subject.Version, nil }

// BlackBox says that a program is asked for a fate only.
func (sender) BlackBox() {}

// CheckPolicy says sim.ErrNotSupported where the policy is beyond what a program can be told.
func (s sender) CheckPolicy(asked policy.Policy) error {
	if s.about.Version == 0 {
		_, err := driver.InWords(s.Name(), asked, everySetting())
		return err
	}
	return s.about.understands(s.Name(), asked)
}

// folder is the program's own, empty and writable; it is gone when the scenario ends.
const folder = "/tmp/mtalab"

// Launch furnishes the world for the program.
func (s sender) Launch(ctx context.Context, env sim.Env) (sim.SenderInstance, error) {
	if err := s.CheckPolicy(env.Policy); err != nil {
		return nil, err
	}
	if env.Certificate != nil && !s.about.can(clientCertificate) {
		return nil, fmt.Errorf("%w: %s does not say that it can show a certificate of its own", sim.ErrNotSupported, s.Name())
	}
	if s.about.Version == 0 {
		bench, err := s.furnish(ctx, env, []namespace.File{{Path: folder, Folder: true, Mode: 0o777}})
		return &outbox1{sender: s, bench: bench}, err
	}
	return s.launch(ctx, env)
}

// furnish puts what the program sees into the world.
func (s sender) furnish(ctx context.Context, env sim.Env, files []namespace.File) (*driver.Sandbox, error) {
	return driver.NewSandbox(ctx, env, debian.Program{}, nil, namespace.Root{Files: files, Show: s.Show})
}

// command is the program, to be started in a folder.
func (s sender) command(ctx context.Context, in, home string) *exec.Cmd {
	command := exec.CommandContext(ctx, s.path, s.Arguments...)
	command.Dir = in
	command.Env = append([]string{"HOME=" + home}, pathWith(s.Show)...)
	driver.Nobody.Runs(command)
	return command
}

// delivered is what a program says that has delivered: how is for the MTAs to tell.
func delivered(verified *bool) (evidence.Fate, bool) {
	if verified != nil && *verified {
		return evidence.DeliveredVerified, false
	}
	return evidence.Delivered, verified == nil
}
