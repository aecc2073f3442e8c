package fakedns

import (
	"errors"
	"fmt"
	"net"

	"github.com/miekg/dns"
)

// ServeAlso serves on another socket and another listener, of which one may be nil, as Start does, and takes over both. The
// server must be serving.
func (s *Server) ServeAlso(udp net.PacketConn, tcp net.Listener) error {
	s.mu.Lock()
	at := s.state
	if at == serving {
		s.takeOver(udp, tcp)
		s.handlers.Add(1) // Close waits for what follows
	}
	s.mu.Unlock()
	if at != serving {
		closeSockets(udp, tcp)
		return errors.New("serve on more sockets: the DNS server is not at work")
	}
	s.serve(udp, tcp)
	s.handlers.Done()
	return nil
}

// takeOver notes what Close closes; s.mu is held.
func (s *Server) takeOver(udp net.PacketConn, tcp net.Listener) {
	if udp != nil {
		s.open[udp] = struct{}{}
	}
	if tcp != nil {
		s.open[tcp] = struct{}{}
	}
}

func closeSockets(udp net.PacketConn, tcp net.Listener) {
	if udp != nil {
		_ = udp.Close() // it was never used
	}
	if tcp != nil {
		_ = tcp.Close()
	}
}

// serve begins to answer on a socket and a listener.
func (s *Server) serve(udp net.PacketConn, tcp net.Listener) {
	if calling, ok := udp.(callingPacketConn); ok {
		calling.Handle(func(packet []byte, client net.Addr) { s.serveDatagram(udp, packet, client) })
	} else if udp != nil {
		s.handlers.Go(func() { s.serveUDP(udp) })
	}
	if calling, ok := tcp.(callingListener); ok {
		calling.Handle(s.keep)
	} else if tcp != nil {
		s.handlers.Go(func() { s.serveTCP(tcp) })
	}
}

// The loops below read every question of a socket in one goroutine and decide there too. The server
// of package dns starts a goroutine per packet, which loses the order of arrival.

func (s *Server) serveUDP(packets net.PacketConn) {
	buffer := make([]byte, largestUDP)
	for {
		n, client, err := packets.ReadFrom(buffer)
		if err != nil {
			s.ended(fmt.Errorf("read from the UDP socket: %w", err))
			return
		}
		s.serveDatagram(packets, buffer[:n], client)
	}
}

func (s *Server) serveDatagram(packets net.PacketConn, packet []byte, client net.Addr) {
	if s.Forward != nil {
		s.forwardDatagram(packets, packet, client)
		return
	}
	if wire := s.answer(packet[:min(len(packet), largestUDP)], "udp"); wire != nil {
		_, _ = packets.WriteTo(wire, client) // a client that is gone is no fault of ours
	}
}

func (s *Server) serveTCP(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			s.ended(fmt.Errorf("accept a TCP connection: %w", err))
			return
		}
		s.keep(conn)
	}
}

// serveConn answers until the client closes or Close does; a silent server stays connected.
func (s *Server) serveConn(conn net.Conn) {
	defer s.drop(conn)
	stream := dns.Conn{Conn: conn}
	for {
		packet, err := stream.ReadMsgHeader(nil)
		if err != nil {
			return
		}
		if wire := s.answer(packet, "tcp"); wire != nil {
			_, _ = stream.Write(wire) // if it fails, so will the next read
		}
	}
}

// keep serves a connection in the background.
func (s *Server) keep(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == closed {
		_ = conn.Close()
		return
	}
	s.open[conn] = struct{}{}
	s.handlers.Go(func() { s.serveConn(conn) })
}

func (s *Server) drop(conn net.Conn) {
	s.mu.Lock()
	delete(s.open, conn)
	s.mu.Unlock()
	_ = conn.Close()
}

// ended remembers why a loop ended, if it was not that somebody closed its socket.
func (s *Server) ended(why error) {
	if errors.Is(why, net.ErrClosed) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = errors.Join(s.broken, why)
}
