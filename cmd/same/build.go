package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// workshop is a temporary folder in which both programs are built and run.
type workshop struct {
	root     string // of the present source
	folder   string
	worktree string // of the older commit; empty: none is checked out
}

// newWorkshop makes one for the source that a folder is in.
func newWorkshop(ctx context.Context, source string) (*workshop, error) {
	root, err := output(ctx, source, "git", "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, fmt.Errorf("find the source: %w", err)
	}
	folder, err := os.MkdirTemp("", "mtalab-same-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for the builds: %w", err)
	}
	return &workshop{root: strings.TrimSpace(root), folder: folder}, nil
}

// gitBound is how long git may take to make or remove a worktree. An interruption must not part it halfway.
const gitBound = time.Minute

// Close removes the folder, and the worktree with git's note of it.
func (w *workshop) Close() error {
	var err error
	if w.worktree != "" {
		ctx, cancel := context.WithTimeout(context.Background(), gitBound)
		defer cancel()
		_, err = output(ctx, w.root, "git", "worktree", "remove", "--force", w.worktree)
	}
	return errors.Join(err, os.RemoveAll(w.folder))
}

// buildCommit builds what a commit has, in a worktree of its own.
func (w *workshop) buildCommit(ctx context.Context, commit string) (build, error) {
	id, err := output(ctx, w.root, "git", "rev-parse", "--verify", "--quiet", "--end-of-options", commit+"^{commit}")
	if err != nil {
		return build{}, fmt.Errorf("--commit %s: git knows no such commit: %w", commit, err)
	}
	place := filepath.Join(w.folder, "source")
	unbroken, cancel := context.WithTimeout(context.WithoutCancel(ctx), gitBound)
	defer cancel()
	if _, err := output(unbroken, w.root, "git", "worktree", "add", "--quiet", "--detach", place, strings.TrimSpace(id)); err != nil {
		return build{}, fmt.Errorf("check out %s: %w", commit, err) // git has removed what it had made
	}
	w.worktree = place
	return w.build(ctx, commit, place)
}

// buildPresent builds the source as it stands, with what is not committed.
func (w *workshop) buildPresent(ctx context.Context) (build, error) {
	return w.build(ctx, "now", w.root)
}

func (w *workshop) build(ctx context.Context, name, source string) (build, error) {
	folder, err := os.MkdirTemp(w.folder, "build-")
	if err != nil {
		return build{}, fmt.Errorf("make a folder for a build: %w", err)
	}
	built := build{name: name, program: filepath.Join(folder, "mtalab"), folder: folder}
	if _, err := output(ctx, source, "go", "build", "-o", built.program, "./cmd/mtalab"); err != nil {
		return build{}, fmt.Errorf("build %s: %w", name, err)
	}
	return built, nil
}

// output runs a program in a folder and returns what it prints. Its error has what it printed as an error.
func output(ctx context.Context, folder, program string, arguments ...string) (string, error) {
	command := exec.CommandContext(ctx, program, arguments...)
	command.Dir = folder
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 10 * time.Second
	var out, complaint bytes.Buffer
	command.Stdout, command.Stderr = &out, &complaint
	if err := command.Run(); err != nil {
		if ctx.Err() != nil {
			return "", context.Cause(ctx)
		}
		return out.String(), fmt.Errorf("%s: %w: %s", filepath.Base(program), err, strings.TrimSpace(complaint.String()))
	}
	return out.String(), nil
}
