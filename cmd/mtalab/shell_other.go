//go:build !linux

package main

import (
	"context"
	"io"

	"mtalab/features/suite"
	"mtalab/internal/namespace"
)

// shell runs a program inside a world, which this system cannot have.
type shell struct {
	held      string // the scenario, or the saved world
	arguments []string
	in        io.Reader
	out, err  io.Writer
	told      io.Writer
}

func (shell) enter(context.Context, suite.Options) error { return namespace.ErrNoPrivate }
