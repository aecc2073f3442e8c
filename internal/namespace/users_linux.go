package namespace

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// users are who exists inside a Private network.
type users int

const (
	realUsers     users = iota // those outside
	ownUsers                   // a full range of users of its own, none of whom owns anything outside
	pretendedUser              // whoever made the network, alone
)

func (u users) pretended() bool { return u == pretendedUser }
func (u users) namespace() bool { return u != realUsers }

// usersInside are the ways to have users inside that are open to this user, the best first. Where root may have
// no user namespace, what keeps root's programs inside is that they lack the capabilities.
func usersInside(without []part) []users {
	if os.Geteuid() != 0 {
		return []users{pretendedUser}
	}
	if slices.Contains(without, userNamespace) || ownedRange("/proc/self/uid_map") == 0 || ownedRange("/proc/self/gid_map") == 0 {
		return []users{realUsers, pretendedUser}
	}
	return []users{ownUsers, realUsers, pretendedUser}
}

// forbidden says whether another way may be open.
func forbidden(err error) bool {
	for _, errno := range []error{syscall.EPERM, syscall.EACCES, syscall.EINVAL, syscall.ENOSPC, syscall.EUSERS} {
		if errors.Is(err, errno) {
			return true
		}
	}
	return false
}

// manyUsers is how many users a system expects.
const manyUsers = 1 << 16

// highestRange is where the users of a network are outside, if possible: beyond those that systemd gives to
// containers (systemd's UIDS-GIDS), and so nobody's.
const highestRange = 0x7000_0000

// ownedRange is where the users of a network are outside: the highest numbers that this process may give, but
// never its own; 0: there are not so many.
func ownedRange(path string) int {
	content, err := os.ReadFile(path)
	if err != nil {
		return highestRange
	}
	highest := 0
	for line := range strings.Lines(string(content)) {
		var first, outside, count int
		if _, err := fmt.Sscan(line, &first, &outside, &count); err != nil {
			continue
		}
		if start := min(first+count-manyUsers, highestRange); start >= max(first, 1) {
			highest = max(highest, start)
		}
	}
	return highest
}

func namespaces(users users) *syscall.SysProcAttr {
	attributes := &syscall.SysProcAttr{
		Cloneflags: unix.CLONE_NEWNET | unix.CLONE_NEWPID | unix.CLONE_NEWNS | unix.CLONE_NEWIPC | unix.CLONE_NEWUTS,
		Pdeathsig:  syscall.SIGKILL,
	}
	switch users {
	case ownUsers:
		attributes.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: ownedRange("/proc/self/uid_map"), Size: manyUsers}}
		attributes.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: ownedRange("/proc/self/gid_map"), Size: manyUsers}}
		attributes.GidMappingsEnableSetgroups = true
	case pretendedUser:
		attributes.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}}
		attributes.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
	}
	if users.namespace() {
		attributes.Cloneflags |= unix.CLONE_NEWUSER
	}
	if !users.pretended() {
		attributes.Credential = &syscall.Credential{} // root inside, in no group of the caller's
	}
	return attributes
}

// inside makes the command of another process of this program, with one end of a connection. It gets no other
// descriptor: those that this process was started with are closed as soon as it executes anything.
func inside(role string, far *os.File, without []part) (*exec.Cmd, error) {
	if !slices.Contains(without, descriptors) {
		if err := closeOnExec(firstFile); err != nil {
			return nil, err
		}
	}
	path, err := ownProgram()
	return &exec.Cmd{
		Path:       path,
		Args:       []string{"mtalab-private-" + role},
		Env:        []string{privateVariable + "=" + role},
		ExtraFiles: []*os.File{far},
	}, err
}

// ownProgram is by which path this program is executed again by users that are not this one: as it is, or a copy
// in memory where the file is not for everybody.
var ownProgram = sync.OnceValues(func() (string, error) {
	const itself = "/proc/self/exe"
	info, err := os.Stat(itself)
	if err != nil || info.Mode()&0o005 == 0o005 || os.Geteuid() != 0 {
		return itself, err
	}
	original, err := os.Open(itself)
	if err != nil {
		return "", err
	}
	defer original.Close()
	descriptor, err := unix.MemfdCreate("mtalab", unix.MFD_CLOEXEC)
	if err != nil {
		return "", os.NewSyscallError("memfd_create", err)
	}
	program := os.NewFile(uintptr(descriptor), "mtalab")
	if _, err := io.Copy(program, original); err != nil {
		return "", errors.Join(fmt.Errorf("copy this program: %w", err), program.Close())
	}
	// Open for writing it could not be executed. This descriptor stays as long as this process.
	readOnly, err := unix.Open(fmt.Sprintf("/proc/self/fd/%d", descriptor), unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return "", errors.Join(os.NewSyscallError("open", err), program.Close())
	}
	return fmt.Sprintf("/proc/self/fd/%d", readOnly), program.Close()
})
