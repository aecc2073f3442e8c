package network

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"syscall"
)

// anyPort lets the system choose.
const anyPort = "127.0.0.1:0"

// loopbackListener is a listener on the loopback. It opens its socket when it is asked by Accept, or
// when somebody wants to connect: a world has listeners that nobody ever does.
type loopbackListener struct {
	network *Loopback
	place   endpoint

	mu     sync.Mutex
	socket net.Listener // nil: not opened
	handle func(net.Conn)
	closed bool
}

// open opens the socket, unless it is open.
func (l *loopbackListener) open() (net.Listener, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, &net.OpError{Op: "accept", Net: "tcp", Addr: l.Addr(), Err: net.ErrClosed}
	}
	if l.socket != nil {
		return l.socket, nil
	}
	var config net.ListenConfig
	config.SetMultipathTCP(false) // it knows no TCP_QUICKACK, and costs more
	socket, err := config.Listen(context.Background(), "tcp4", l.likePackets())
	if err != nil {
		socket, err = config.Listen(context.Background(), "tcp4", anyPort)
	}
	if err != nil {
		return nil, fmt.Errorf("listen for %s on the loopback: %w", l.place.address, err)
	}
	l.socket = socket
	if l.handle != nil {
		l.network.accepting.Go(func() { l.accept(socket, l.handle) })
	}
	return socket, nil
}

// likePackets is where a listener goes if it can: to the port that "udp" has at the same address, as
// dig asks the same one again over TCP; elsewhere to any port.
func (l *loopbackListener) likePackets() string {
	behind, known := l.network.HostAddr("udp", l.place.address)
	if !known {
		return anyPort
	}
	return behind
}

func (l *loopbackListener) behind() (net.Addr, error) {
	socket, err := l.open()
	switch {
	case errors.Is(err, net.ErrClosed): // a moment ago
		return nil, os.NewSyscallError("connect", syscall.ECONNREFUSED)
	case err != nil:
		return nil, err
	}
	return socket.Addr(), nil
}

// Handle has each connection handed to a function in place of Accept.
func (l *loopbackListener) Handle(handle func(net.Conn)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.handle = handle
	if l.socket != nil {
		l.network.accepting.Go(func() { l.accept(l.socket, handle) })
	}
}

func (l *loopbackListener) accept(socket net.Listener, handle func(net.Conn)) {
	for {
		conn, err := socket.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			l.network.failed(fmt.Errorf("accept a connection to %s: %w", l.place.address, err))
			return
		}
		handle(conn)
	}
}

func (l *loopbackListener) Accept() (net.Conn, error) {
	socket, err := l.open()
	if err != nil {
		return nil, err
	}
	return socket.Accept()
}

func (l *loopbackListener) Close() error {
	l.network.listeners.release(l.place)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	if l.socket == nil {
		return nil
	}
	return l.socket.Close()
}

func (l *loopbackListener) Addr() net.Addr { return net.TCPAddrFromAddrPort(l.place.address) }
