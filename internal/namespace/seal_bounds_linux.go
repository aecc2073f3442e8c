package namespace

import (
	"cmp"
	"slices"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The limits where nothing else is said.
const (
	defaultProcesses = 512
	defaultFiles     = 1024
	defaultData      = 2 << 30
)

// set bounds a process, 0 for this one, and what it executes.
func (l Limits) set(process int) error {
	for _, limit := range []struct {
		of   int
		most int64
	}{
		{unix.RLIMIT_NPROC, cmp.Or(l.Processes, defaultProcesses)},
		{unix.RLIMIT_NOFILE, cmp.Or(l.Files, defaultFiles)},
		{unix.RLIMIT_DATA, cmp.Or(l.Data, defaultData)}, // RLIMIT_AS would count what Go and Java only reserve
		{unix.RLIMIT_CORE, 1},                           // none, not even to a program of the machine's (core(5))
	} {
		var now unix.Rlimit
		if err := unix.Prlimit(process, limit.of, nil, &now); err != nil {
			return err
		}
		most := min(uint64(limit.most), now.Max)
		if err := unix.Prlimit(process, limit.of, &unix.Rlimit{Cur: most, Max: most}, nil); err != nil {
			return err
		}
	}
	return nil
}

// needed are root's powers that the drivers' programs have. They are over the namespaces, or, where there is no
// user namespace, over what is visible inside. None lets a program mount, trace others, or look at packets.
var needed = []int{
	unix.CAP_CHOWN,            // a queue is given to the user who runs it: all
	unix.CAP_DAC_OVERRIDE,     // root opens what is another user's: Postfix's postdrop, Sendmail's queue
	unix.CAP_FOWNER,           // and changes its mode: Postfix's sockets, OpenSMTPD's queue
	unix.CAP_FSETID,           // keeping the set-group-ID bit of a folder
	unix.CAP_KILL,             // master ends its children, who are other users
	unix.CAP_SETGID,           // who is root at first becomes another user: all
	unix.CAP_SETUID,           //
	unix.CAP_SYS_CHROOT,       // and locks itself into a folder: Postfix, OpenSMTPD
	unix.CAP_NET_BIND_SERVICE, // port 25: the receivers
}

// has says whether the program is to have a capability.
func (s sealed) has(capability int) bool {
	return slices.Contains(needed, capability) || s.RawSockets && capability == unix.CAP_NET_RAW
}

// bound takes the other capabilities from whatever is executed.
func (s sealed) bound() error {
	if unix.Geteuid() != 0 {
		return nil // whoever is not root, and gets no new privileges, has none
	}
	for capability := 0; capability < 64; capability++ {
		if s.has(capability) {
			continue
		}
		err := unix.Prctl(unix.PR_CAPBSET_DROP, uintptr(capability), 0, 0, 0)
		if err == unix.EINVAL {
			return nil // it was the kernel's last
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// drop takes them from this thread.
func (s sealed) drop() error {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var now [2]unix.CapUserData
	if err := unix.Capget(&header, &now[0]); err != nil {
		return err
	}
	for half := range now {
		var kept uint32
		for bit := range 32 {
			if s.has(32*half + bit) {
				kept |= 1 << bit
			}
		}
		now[half].Permitted &= kept
		now[half].Effective, now[half].Inheritable = now[half].Permitted, 0
	}
	return unix.Capset(&header, &now[0])
}

// changeUser makes this thread the user that the program is to be.
func (s sealed) changeUser() error {
	user := s.Credential
	if user == nil || s.FakesUIDs {
		return nil
	}
	// Package syscall would change every thread, of which this one alone is going to be the program.
	var groups [32]uint32
	count := copy(groups[:], user.Groups)
	if _, _, errno := unix.RawSyscall(unix.SYS_SETGROUPS, uintptr(count), uintptr(unsafe.Pointer(&groups)), 0); errno != 0 {
		return errno
	}
	if err := setAll(unix.SYS_SETRESGID, user.Gid); err != nil {
		return err
	}
	return setAll(unix.SYS_SETRESUID, user.Uid)
}

// setAll sets the real, the effective and the saved number.
func setAll(call uintptr, number uint32) error {
	_, _, errno := unix.RawSyscall(call, uintptr(number), uintptr(number), uintptr(number))
	if errno != 0 {
		return errno
	}
	return nil
}
