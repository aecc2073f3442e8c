//go:build !linux

// Package escape tries, from inside a private network, what no program in there must be able to do. There is none on
// this system.
package escape

import (
	"errors"
	"io"
)

// Run makes no attempt.
func Run(io.Writer, []string) {}

// Carried is nothing.
func Carried() []string { return nil }

// Offer executes nothing.
func Offer(string, []string) error { return errors.ErrUnsupported }
