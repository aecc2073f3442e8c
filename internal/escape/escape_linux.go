// Package escape tries, from inside a private network, what no program in there must be able to do. It is for tests.
// An attempt takes nothing of the machine: what it may open it does not write to, and every loop is bounded.
package escape

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// An Attempt is something that is to be refused: it returns why, or nil if it succeeded.
type Attempt struct {
	Name string
	// Argument says what the test that makes the attempt has to give it; empty: nothing.
	Argument string
	do       func(argument string) error
}

// All are the attempts that any program can make.
var All = []Attempt{
	{"read a file through an inherited descriptor", "", readDescriptors},
	{"use an inherited socket", "", useSockets},
	{"read a key of the caller's keyring", "", readKey},
	{"open core_pattern for writing", "", openForWriting("/proc/sys/kernel/core_pattern")},
	{"mount a tmpfs", "", mount("tmpfs")},
	{"mount cgroup2", "", mount("cgroup2")},
	{"mount devtmpfs", "", mount("devtmpfs")},
	{"make a folder of the machine writable", "a folder that is shown", makeWritable},
	{"run a set-user-ID program", "", runSetUID},
	{"open a raw socket", "", openSocket(unix.AF_INET, unix.SOCK_RAW, unix.IPPROTO_ICMP)},
	{"open a packet socket", "", openSocket(unix.AF_PACKET, unix.SOCK_DGRAM, 0)},
	{"open a vsock socket", "", openSocket(unix.AF_VSOCK, unix.SOCK_STREAM, 0)},
	{"make a user namespace", "", makeUserNamespace},
	{"call by the table of another architecture", "", callForeign},
	{"see and signal a process outside", "a word of its command line", signalOutside},
	{"trace process 1", "", traceFirst},
	{"reach an address of the machine", "an address and a port", reach},
	{"fill the private folder", "how many MiB", fill},
	{"start processes without end", "how many", startProcesses},
	{"take memory without end", "", takeMemory},
	{"open files without end", "", openFiles},
	{"use io_uring", "", useRing},
	{"dump core", "", dumpCore},
}

// Special are those that need more than a program.
var Special = []Attempt{
	{"start processes as several users without end", "how many", startAsSeveral}, // a machine with cgroups
	{"type into the caller's terminal", "", typeIntoTerminal},                    // a terminal as the standard input
}

// Run makes attempts, each a name with an argument behind "=", and tells of each in one line.
func Run(out io.Writer, attempts []string) {
	for _, wanted := range attempts {
		name, argument, _ := strings.Cut(wanted, "=")
		for _, attempt := range slices.Concat(All, Special) {
			if attempt.Name == name {
				fmt.Fprintln(out, Told(wanted, attempt.do(argument)))
			}
		}
	}
}

// Told is the line that tells of an attempt.
func Told(attempt string, refused error) string {
	if refused == nil {
		return attempt + ": SUCCEEDED"
	}
	return fmt.Sprintf("%s: refused: %s", attempt, strings.ReplaceAll(refused.Error(), "\n", "; "))
}

// Secret is what the caller of a private network has, and nobody inside.
const Secret = "the caller's secret"

// ownFile is the first descriptor of which nobody is sure: those before are what a program is given.
const ownFile = 3

func readDescriptors(string) error {
	buffer := make([]byte, len(Secret))
	for descriptor := ownFile; descriptor < 256; descriptor++ {
		if n, err := unix.Pread(descriptor, buffer, 0); err == nil && string(buffer[:n]) == Secret {
			return nil
		}
	}
	return unix.EBADF
}

func useSockets(string) error {
	for descriptor := ownFile; descriptor < 256; descriptor++ {
		if _, err := unix.Getpeername(descriptor); err == nil {
			_, err := unix.Write(descriptor, []byte("from inside"))
			return err
		}
	}
	return unix.ENOTSOCK
}

// keyName is how the key in the caller's session keyring is described.
const keyName = "mtalab-escape"

func readKey(string) error {
	key, err := unix.KeyctlSearch(unix.KEY_SPEC_SESSION_KEYRING, "user", keyName, 0)
	if err != nil {
		return err
	}
	buffer := make([]byte, len(Secret))
	_, err = unix.KeyctlBuffer(unix.KEYCTL_READ, key, buffer, len(buffer))
	if err == nil && string(buffer) != Secret {
		return unix.ENOKEY
	}
	return err
}

func openForWriting(path string) func(string) error {
	return func(string) error {
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return file.Close()
	}
}

func mount(kind string) func(string) error {
	return func(string) error {
		at, err := os.MkdirTemp("", "mount")
		if err != nil {
			return err
		}
		defer os.Remove(at)
		if err := unix.Mount(kind, at, kind, unix.MS_RDONLY, ""); err != nil {
			return err
		}
		return unix.Unmount(at, unix.MNT_DETACH)
	}
}

// makeWritable writes nothing: whether it could is told by the mount.
func makeWritable(folder string) error {
	refused := unix.Mount("", folder, "", unix.MS_REMOUNT|unix.MS_BIND, "")
	var now unix.Statfs_t
	if err := unix.Statfs(folder, &now); err != nil {
		return err
	}
	if now.Flags&unix.ST_RDONLY != 0 {
		return errors.Join(unix.EROFS, refused)
	}
	return nil
}

// runSetUID has somebody who is not root run a program that is root's and has the bit.
func runSetUID(string) error {
	itself, err := os.ReadFile("/usr/bin/id")
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "setuid")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	program := filepath.Join(folder, "id")
	if err := errors.Join(os.Chmod(folder, 0o755), os.WriteFile(program, itself, 0o755), os.Chmod(program, 0o755|os.ModeSetuid)); err != nil {
		return err
	}
	before, err := userOf("/usr/bin/id")
	if err != nil || before == 0 {
		return errors.Join(errors.New("nobody is another user than root"), err)
	}
	during, err := userOf(program)
	if err == nil && during != 0 {
		return fmt.Errorf("it ran as user %d", during)
	}
	return err
}

// userOf is as which user a copy of id(1) runs that is started by another user than root.
func userOf(id string) (int, error) {
	command := exec.Command(id, "-u")
	command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 1234, Gid: 1234}}
	said, err := command.Output()
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(string(said)))
}

func openSocket(family, kind, protocol int) func(string) error {
	return func(string) error {
		socket, err := unix.Socket(family, kind, protocol)
		if err != nil {
			return err
		}
		return unix.Close(socket)
	}
}

func makeUserNamespace(string) error {
	command := exec.Command("/usr/bin/true")
	command.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWUSER}
	return command.Run()
}

// traceFirst tries what would give the descriptors and the powers of process 1.
func traceFirst(string) error {
	err := unix.PtraceSeize(1)
	if err == nil {
		return nil // it goes on, and is let go of as this process ends
	}
	if _, err := os.Readlink("/proc/1/exe"); err == nil {
		return nil
	}
	return err
}

func signalOutside(mark string) error {
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		return err
	}
	for _, line := range lines {
		words, err := os.ReadFile(line)
		process, isNumber := strconv.Atoi(filepath.Base(filepath.Dir(line)))
		if err != nil || isNumber != nil || process == os.Getpid() || !bytes.HasPrefix(words, []byte("sleep\x00"+mark+"\x00")) {
			continue
		}
		return unix.Kill(process, 0)
	}
	return unix.ESRCH
}

func reach(address string) error {
	conn, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err != nil {
		return err
	}
	return conn.Close()
}

// useRing sets up what opens sockets without a system call for each.
func useRing(string) error {
	var parameters [120]byte // struct io_uring_params
	ring, _, errno := unix.Syscall(unix.SYS_IO_URING_SETUP, 1, uintptr(unsafe.Pointer(&parameters)), 0)
	if errno != 0 {
		return errno
	}
	return unix.Close(int(ring))
}

// typeIntoTerminal types a letter that whoever reads from the terminal next believes to be a person's.
func typeIntoTerminal(string) error {
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, 0, unix.TIOCSCTTY, 0); errno != 0 {
		return errno
	}
	letter := byte('x')
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, 0, unix.TIOCSTI, uintptr(unsafe.Pointer(&letter))); errno != 0 {
		return errno
	}
	return nil
}
