package namespace

import (
	"os"
	"slices"

	"golang.org/x/sys/unix"
)

// changesOwner are the system calls that an ordinary user's namespace, which has one user only,
// would refuse: changing to another user, and giving a file to one.
func changesOwner() []uint32 {
	return slices.Concat(olderOwnerCalls, []uint32{
		unix.SYS_SETUID, unix.SYS_SETGID, unix.SYS_SETREUID, unix.SYS_SETREGID, unix.SYS_SETRESUID, unix.SYS_SETRESGID,
		unix.SYS_SETFSUID, unix.SYS_SETFSGID, unix.SYS_SETGROUPS, unix.SYS_FCHOWN, unix.SYS_FCHOWNAT,
	})
}

// pretend lets these calls succeed and do nothing, in this process and all that it starts: a program
// that wants to give up root believes that it has (seccomp(2)). A program that checks will notice.
func fakeUIDs() error {
	program := []unix.SockFilter{{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: 0}} // the number of the call
	calls := changesOwner()
	for i, call := range calls {
		program = append(program, unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jt: uint8(len(calls) - i), K: call})
	}
	program = append(program,
		unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
		unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ERRNO}, // of error 0
	)
	return os.NewSyscallError("seccomp", install(program, unix.SECCOMP_FILTER_FLAG_TSYNC))
}
