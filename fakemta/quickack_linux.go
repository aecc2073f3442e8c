package fakemta

import (
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// quickAck returns what is to be called before each read, so that the kernel
// acknowledges at once. Go's TLS 1.3 server writes nothing after the client's
// Finished; the EHLO of a client with Nagle's algorithm would wait 40 ms for the
// delayed acknowledgement. The option does not last, hence each read.
func quickAck(c net.Conn) func() {
	sc, ok := c.(syscall.Conn)
	if !ok {
		return func() {}
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return func() {}
	}
	set := func(fd uintptr) {
		unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_QUICKACK, 1) // fails where it is not TCP, harmlessly
	}
	return func() { raw.Control(set) }
}
