package namespace

import (
	"fmt"
	"runtime"
	"slices"
	"unsafe"

	"golang.org/x/sys/unix"
)

// architectures are those whose system calls the filter knows.
var architectures = map[string]uint32{"amd64": unix.AUDIT_ARCH_X86_64, "arm64": unix.AUDIT_ARCH_AARCH64}

// families are the only kinds of sockets. AF_VSOCK leads to the hypervisor, AF_PACKET to every packet, others into
// seldom used parts of the kernel.
var families = []uint32{unix.AF_UNIX, unix.AF_INET, unix.AF_INET6, unix.AF_NETLINK}

// refused are system calls that fail as in a kernel without them: what knows of no namespace, what would go round
// the filter (io_uring opens sockets), and clone3, whose arguments a filter cannot see and for which the C library
// takes clone then.
var refused = []uint32{
	unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY, unix.SYS_KEYCTL,
	unix.SYS_BPF, unix.SYS_PERF_EVENT_OPEN, unix.SYS_USERFAULTFD,
	unix.SYS_IO_URING_SETUP, unix.SYS_IO_URING_ENTER, unix.SYS_IO_URING_REGISTER,
	unix.SYS_CLONE3,
}

// foreign is the bit that marks the calls of amd64's other system call table, x32.
const foreign = 0x4000_0000

// What the kernel tells a filter (struct seccomp_data): both architectures have the lower half of an argument first.
const (
	callNumber       = 0
	callArchitecture = 4
	callArguments    = 16
)

// filterCalls refuses what no program inside needs (seccomp(2)), to this thread and what it executes.
func filterCalls() error {
	architecture, known := architectures[runtime.GOARCH]
	if !known {
		return fmt.Errorf("the system calls of %s are unknown", runtime.GOARCH)
	}
	return install(filter(architecture), 0)
}

func filter(architecture uint32) []unix.SockFilter {
	program := slices.Concat(
		load(callArchitecture),
		unless(architecture, refuse(unix.ENOSYS)), // such as the calls of a 32-bit program
		load(callNumber),
		[]unix.SockFilter{{Code: unix.BPF_JMP | unix.BPF_JGE | unix.BPF_K, K: foreign, Jf: 1}},
		refuse(unix.ENOSYS),
	)
	for _, call := range refused {
		program = append(program, when(call, refuse(unix.ENOSYS))...)
	}
	for _, call := range []uint32{unix.SYS_SOCKET, unix.SYS_SOCKETPAIR} {
		program = append(program, when(call, only(0, families, unix.EAFNOSUPPORT))...)
	}
	// In a user namespace of its own a program would be root with all powers again.
	for _, call := range []uint32{unix.SYS_CLONE, unix.SYS_UNSHARE} {
		program = append(program, when(call, unlessAny(0, unix.CLONE_NEWUSER, unix.EPERM))...)
	}
	// By these a program types into its terminal, which may be the caller's.
	program = append(program, when(unix.SYS_IOCTL, except(1, []uint32{unix.TIOCSTI, unix.TIOCLINUX}, unix.EPERM))...)
	return append(program, allow)
}

var allow = unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW}

func refuse(errno unix.Errno) []unix.SockFilter {
	return []unix.SockFilter{{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ERRNO | uint32(errno)}}
}

func load(offset uint32) []unix.SockFilter {
	return []unix.SockFilter{{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: offset}}
}

// argument loads the lower half of an argument.
func argument(n uint32) []unix.SockFilter { return load(callArguments + 8*n) }

// when runs a block, which returns, if the loaded value is one.
func when(value uint32, block []unix.SockFilter) []unix.SockFilter {
	return append([]unix.SockFilter{{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: value, Jf: uint8(len(block))}}, block...)
}

// unless runs a block if it is another one.
func unless(value uint32, block []unix.SockFilter) []unix.SockFilter {
	return append([]unix.SockFilter{{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: value, Jt: uint8(len(block))}}, block...)
}

// only lets a call through if an argument is one of some values.
func only(n uint32, values []uint32, errno unix.Errno) []unix.SockFilter {
	block := argument(n)
	for _, value := range values {
		block = append(block, when(value, []unix.SockFilter{allow})...)
	}
	return append(block, refuse(errno)...)
}

// except lets it through if it is none of them.
func except(n uint32, values []uint32, errno unix.Errno) []unix.SockFilter {
	block := argument(n)
	for _, value := range values {
		block = append(block, when(value, refuse(errno))...)
	}
	return append(block, allow)
}

// unlessAny lets it through if it has none of some bits.
func unlessAny(n, bits uint32, errno unix.Errno) []unix.SockFilter {
	block := append(argument(n), unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K, K: bits, Jf: 1})
	return append(append(block, refuse(errno)...), allow)
}

// install puts a filter before the system calls of this thread, or by its flags of all.
func install(program []unix.SockFilter, flags uintptr) error {
	filter := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, uintptr(unsafe.Pointer(&filter)))
	if errno != 0 {
		return errno
	}
	return nil
}
