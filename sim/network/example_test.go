package network_test

import (
	"bytes"
	"context"
	"fmt"
	"net"

	"mtalab/sim/network"
)

// Every world has the documentation addresses; where they lie on this machine does not show.
func ExampleLoopback() {
	network := new(network.Loopback)
	defer network.Close()
	listener, err := network.Listen("tcp", "192.0.2.1:25")
	if err != nil {
		fmt.Println(err)
		return
	}
	go func() {
		if conn, err := listener.Accept(); err == nil {
			_, _ = conn.Write([]byte("220 mx1.example.com\r\n"))
			_ = conn.Close()
		}
	}()
	conn, err := network.DialContext(context.Background(), "tcp", "192.0.2.1:25")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()
	var heard bytes.Buffer
	_, err = heard.ReadFrom(conn)
	fmt.Printf("%s says %q, %v\n", listener.Addr(), heard.String(), err)
	_, err = network.DialContext(context.Background(), "tcp", net.JoinHostPort("192.0.2.2", "25"))
	fmt.Println(err)
	// Output:
	// 192.0.2.1:25 says "220 mx1.example.com\r\n", <nil>
	// dial tcp 192.0.2.2:25: connect: connection refused
}
