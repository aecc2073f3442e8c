//go:build !linux

package main

import (
	"context"
	"io"

	"mtalab/features"
	"mtalab/sim"
)

// shell runs a program inside a world, which this system cannot have.
type shell struct {
	arguments []string
	in        io.Reader
	out, err  io.Writer
	told      io.Writer
}

func (shell) enter(context.Context, features.Options) error { return sim.ErrNoPrivate }
