package namespace

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// listening binds to addresses that no interface has.
var listening = net.ListenConfig{Control: func(network, _ string, raw syscall.RawConn) error {
	var err error
	control := func(socket uintptr) {
		if strings.HasSuffix(network, "6") {
			err = unix.SetsockoptInt(int(socket), unix.IPPROTO_IPV6, unix.IPV6_FREEBIND, 1)
		}
	}
	return errors.Join(raw.Control(control), err)
}}

func listenInside(network, address string) (*os.File, error) {
	listening := listening
	listening.SetMultipathTCP(false) // it knows no TCP_QUICKACK
	listener, err := listening.Listen(context.Background(), network, address)
	if err != nil {
		return nil, err
	}
	defer listener.Close()
	return listener.(*net.TCPListener).File()
}

func packetsInside(network, address string) (*os.File, error) {
	packets, err := listening.ListenPacket(context.Background(), network, address)
	if err != nil {
		return nil, err
	}
	defer packets.Close()
	if local, ok := packets.(*net.UnixConn); ok {
		if err := os.Chmod(address, 0o666); err != nil {
			return nil, err
		}
		return local.File()
	}
	return packets.(*net.UDPConn).File()
}

// dialInside connects. Whoever asked may have given up meanwhile; all ends with the network.
func dialInside(network, address string) (*os.File, error) {
	dialer := net.Dialer{FallbackDelay: -1}
	dialer.SetMultipathTCP(false)
	conn, err := dialer.Dial(network, address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return conn.(interface{ File() (*os.File, error) }).File()
}

// openRegular opens a file that a program inside may have put there: nothing that blocks, and nothing without end.
func openRegular(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("open %s: want a file, and it is %s", path, info.Mode().Type())
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}
