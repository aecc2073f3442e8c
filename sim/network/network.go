// Package network is how the parts of a simulated world reach each other: in memory, over the loopback of this machine, or
// (package namespace) in a network of Linux in which the addresses are real.
//
//	var n network.Network = &network.Memory{}
//	defer n.Close()
//	listener, err := n.Listen("tcp", "192.0.2.1:25")
//	conn, err := n.DialContext(ctx, "tcp", "192.0.2.1:25")
package network

import (
	"context"
	"errors"
	"net"
	"os/exec"
)

// Network is the network of one world, in package net's own signatures. Every world uses the
// documentation addresses (192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24, 2001:db8::/32) with the
// real ports; what lies behind them is the Network's business. An address that nobody listens on
// refuses. Safe for concurrent use.
type Network interface {
	Listen(network, address string) (net.Listener, error)
	ListenPacket(network, address string) (net.PacketConn, error)
	DialContext(ctx context.Context, network, address string) (net.Conn, error)
	// Start starts a program inside the network. ErrNotPrivate where the network is not one that
	// a program can be put into.
	Start(*exec.Cmd) error
	// Close closes every listener that is still open; the connections belong to those who made them.
	Close() error
}

// ErrNotPrivate says that a program cannot be started inside this network, as its addresses exist
// for this process only.
var ErrNotPrivate = errors.New("a program cannot be put inside this network: its addresses exist in this process only")
