package network

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"
	"syscall"
)

// endpoint is where something listens in a network.
type endpoint struct {
	family  string
	address netip.AddrPort
}

func endpointOf(network string, address netip.AddrPort) endpoint {
	return endpoint{family(network), address}
}

// family is the transport of a network name: "tcp6" and "tcp" share the world's ports.
func family(network string) string { return strings.TrimRight(network, "46") }

// register is who listens where in a network. The zero value is empty.
type register[L io.Closer] struct {
	mu     sync.Mutex
	open   map[endpoint]L
	closed bool
}

// claim gives an endpoint to a listener, unless somebody has it or the network is closed.
func (r *register[L]) claim(network, address string, by L) (endpoint, error) {
	parsed, err := netip.ParseAddrPort(address)
	if err != nil {
		return endpoint{}, fmt.Errorf("listen at %q: want an IP address and a port: %w", address, err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	where := endpointOf(network, parsed)
	if r.closed {
		return where, fmt.Errorf("listen at %s: %w", address, net.ErrClosed)
	}
	if _, taken := r.open[where]; taken {
		return where, fmt.Errorf("listen at %s/%s: %w", address, family(network), syscall.EADDRINUSE)
	}
	if r.open == nil {
		r.open = map[endpoint]L{}
	}
	r.open[where] = by
	return where, nil
}

// at is who listens at an endpoint; false: nobody.
func (r *register[L]) at(where endpoint) (L, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	listening, ok := r.open[where]
	return listening, ok
}

func (r *register[L]) release(where endpoint) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.open, where)
}

// close closes every listener that is still open. What they say is left aside: their owners may have closed them a moment
// ago.
func (r *register[L]) close() {
	r.mu.Lock()
	open := r.open
	r.open, r.closed = nil, true
	r.mu.Unlock()
	for _, listening := range open {
		_ = listening.Close()
	}
}
