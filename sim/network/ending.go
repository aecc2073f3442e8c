package network

import (
	"net"
	"net/netip"
)

// halfCloser is a connection of which one direction can be ended: a FIN.
type halfCloser interface{ CloseWrite() error }

// lingerer is a connection that can say what becomes of bytes not yet sent at Close; 0 seconds: they are lost, and the
// other side is told by a RST.
type lingerer interface{ SetLinger(seconds int) error }

// Conn is a connection that can be ended by halves and be reset.
type Conn interface {
	net.Conn
	halfCloser
	lingerer
}

// Pipe is a connection in memory between two addresses, which need not be anybody's.
func Pipe(near, far netip.AddrPort) (Conn, Conn) { return newMemoryConns(near, far) }

// CloseWrite sends a FIN, where a connection can be ended by halves, and else closes it.
func CloseWrite(conn net.Conn) error {
	if half, ok := conn.(halfCloser); ok {
		return half.CloseWrite()
	}
	return conn.Close()
}

// SetLinger is a Lingerer's, where a connection is one.
func SetLinger(conn net.Conn, seconds int) error {
	if lingering, ok := conn.(lingerer); ok {
		return lingering.SetLinger(seconds)
	}
	return nil
}

// Reset closes a connection with a RST, where it is one that can.
func Reset(conn net.Conn) {
	_ = SetLinger(conn, 0)
	_ = conn.Close()
}

// Lent is a Network that may serve another world after this one, unless it is discarded.
type Lent interface {
	Network
	// Discard says that the network is fit for no other world, as somebody may go on using it.
	Discard()
}
