//go:build linux && !amd64

package namespace

// olderOwnerCalls are those that younger architectures do not have.
var olderOwnerCalls []uint32
