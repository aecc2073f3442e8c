//go:build linux && !amd64

package sim

// olderOwnerCalls are those that younger architectures do not have.
var olderOwnerCalls []uint32
