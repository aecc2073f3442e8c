//go:build unix

package driver

import (
	"os/exec"
	"syscall"
)

// Runs has a program run as a user.
func (u User) Runs(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(u.ID), Gid: uint32(u.ID)}}
}

// LendsGroup has a program run as root in the group of a user, as one does that is installed with the set-group-ID bit.
func (u User) LendsGroup(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Gid: uint32(u.ID)}}
}
