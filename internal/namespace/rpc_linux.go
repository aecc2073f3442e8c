package namespace

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// rpcConn carries JSON messages, and open files beside them (unix(7), SCM_RIGHTS), between two
// processes. One message is one packet.
type rpcConn struct{ *net.UnixConn }

const (
	longestMessage = 192 << 10 // below the kernel's default limit of a packet
	mostFiles      = 16
)

// packets are kept: each has room for the longest message.
var packets = sync.Pool{New: func() any { return new([longestMessage]byte) }}

// newRPCConn makes a connection; far is for another process to inherit.
func newRPCConn() (near rpcConn, far *os.File, err error) {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return rpcConn{}, nil, os.NewSyscallError("socketpair", err)
	}
	far = os.NewFile(uintptr(pair[1]), "far end")
	near, err = rpcConnFrom(os.NewFile(uintptr(pair[0]), "near end"))
	if err != nil {
		_ = far.Close()
		return rpcConn{}, nil, err
	}
	return near, far, nil
}

// lineFrom takes over a socket that this process inherited or was passed.
func rpcConnFrom(socket *os.File) (rpcConn, error) {
	defer socket.Close()
	conn, err := net.FileConn(socket)
	if err != nil {
		return rpcConn{}, err
	}
	packets, ok := conn.(*net.UnixConn)
	if !ok {
		_ = conn.Close()
		return rpcConn{}, fmt.Errorf("a %T is no connection of ours", conn)
	}
	return rpcConn{packets}, nil
}

// send sends a message with open files, which stay the caller's.
func (l rpcConn) send(message any, files ...*os.File) error {
	descriptors := make([]int, len(files))
	for i, file := range files {
		descriptors[i] = int(file.Fd())
	}
	packet, err := json.Marshal(message)
	if err != nil {
		return err
	}
	if len(packet) > longestMessage {
		return fmt.Errorf("a message of %d bytes: at most %d fit", len(packet), longestMessage)
	}
	_, _, err = l.WriteMsgUnix(packet, unix.UnixRights(descriptors...), nil)
	return err
}

// receive waits for a message; the files that come with it are the caller's to close.
func (l rpcConn) receive(message any) ([]*os.File, error) {
	packet := packets.Get().(*[longestMessage]byte)
	defer packets.Put(packet)
	rights := make([]byte, unix.CmsgSpace(4*mostFiles))
	n, rightsLength, _, _, err := l.ReadMsgUnix(packet[:], rights)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, net.ErrClosed // an empty packet is none of ours: the other end is closed
	}
	files, err := passed(rights[:rightsLength])
	if err != nil {
		return nil, err
	}
	return files, json.Unmarshal(packet[:n], message)
}

func passed(rights []byte) ([]*os.File, error) {
	controls, err := unix.ParseSocketControlMessage(rights)
	if err != nil {
		return nil, err
	}
	var files []*os.File
	for _, control := range controls {
		descriptors, err := unix.ParseUnixRights(&control)
		if err != nil {
			return nil, err
		}
		for _, descriptor := range descriptors {
			files = append(files, os.NewFile(uintptr(descriptor), "passed"))
		}
	}
	return files, nil
}

func closeAll(files []*os.File) {
	for _, file := range files {
		_ = file.Close()
	}
}
