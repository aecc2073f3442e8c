package namespace

import "golang.org/x/sys/unix"

// olderOwnerCalls are those that younger architectures do not have.
var olderOwnerCalls = []uint32{unix.SYS_CHOWN, unix.SYS_LCHOWN}
