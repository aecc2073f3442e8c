package driver

import (
	"context"
	"regexp"
	"time"

	"mtalab/internal/debian"
)

// MTA says which program a driver drives.
type MTA struct {
	Name    string // as a person calls it: "postfix"
	Package string // of Debian
	Path    string // of the program by which it is found
	// Version is a command that tells the version, "" for the program itself, as some of Users; Told finds it in what is
	// printed, as its first group.
	Version []string
	Users   []User
	Told    *regexp.Regexp
	// Patience is how long its configuration has it wait for a reply in place of the five minutes of RFC 5321
	// §4.5.3.2; 0: it cannot be told.
	Patience time.Duration
}

// Real is what the senders of all drivers have in common: what describes the MTA is a type, so that a zero Sender that
// embeds it is ready for use.
type Real[Description interface{ MTA() MTA }] struct{ description Description }

// Name is how a person calls the MTA.
func (r Real[_]) Name() string { return r.description.MTA().Name }

// BlackBox says that a real MTA does not tell what it compares.
func (Real[_]) BlackBox() {}

// Patience is how long it is told to wait for a reply.
func (r Real[_]) Patience() time.Duration { return r.description.MTA().Patience }

// Find says where the MTA lies, or what is missing.
func (r Real[_]) Find() (debian.Program, error) {
	mta := r.description.MTA()
	return debian.Find(mta.Package, mta.Path)
}

// Version asks the MTA.
func (r Real[_]) Version(ctx context.Context) (string, error) {
	program, err := r.Find()
	if err != nil {
		return "", err
	}
	mta := r.description.MTA()
	command := append([]string{}, mta.Version...)
	if command[0] == "" {
		command[0] = program.Path
	}
	return Version(ctx, program, mta.Users, mta.Told, command...)
}
