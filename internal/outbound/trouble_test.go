package outbound_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"

	"mtalab/internal/outbound"
)

func TestTroubleIsWordedAlikeEverywhere(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		err  error
		want string
	}{
		{fmt.Errorf("read: %w", os.ErrDeadlineExceeded), "no answer in time"},
		{&net.OpError{Op: "read", Err: os.NewSyscallError("read", syscall.ECONNRESET)}, "the connection is reset"},
		{&net.OpError{Op: "write", Err: os.NewSyscallError("write", syscall.EPIPE)}, "the connection is reset"},
		{&net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}, "the connection is refused"},
		{fmt.Errorf("read: %w", io.EOF), "the connection is closed"},
		{io.ErrUnexpectedEOF, "the connection is closed"},
		{&net.OpError{Op: "remote error", Err: errors.New("tls: bad certificate")}, "tls: bad certificate"},
		{errors.New("tls: handshake message of length 426063 bytes exceeds maximum of 262144 bytes"), "tls: handshake message exceeds maximum of 262144 bytes"},
	} {
		assert.Equal(t, row.want, outbound.Trouble(row.err))
	}
}
