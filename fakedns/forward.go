package fakedns

import (
	"bytes"
	"context"
	"net"

	"github.com/miekg/dns"
)

// Forwarder answers a question that came over a network, "udp" or "tcp", and says why the answer is SERVFAIL if it is because
// it is bogus. Without an answer it stays silent. It returns when its context ends. The question is its own.
type Forwarder func(ctx context.Context, network string, question []byte) (answer []byte, bogus string)

// forwardDatagram hands a question on, and does not wait: the resolver behind may take its time, and others ask meanwhile.
func (s *Server) forwardDatagram(packets net.PacketConn, packet []byte, client net.Addr) {
	question := bytes.Clone(packet)
	s.handlers.Go(func() {
		if wire := s.forward("udp", question); wire != nil {
			_, _ = packets.WriteTo(wire, client) // a client that is gone is no fault of ours
		}
	})
}

// forward is what a resolver answers to a question, which is remembered as it would be of the server itself.
func (s *Server) forward(network string, packet []byte) []byte {
	request := new(dns.Msg)
	if err := request.Unpack(packet); err != nil || request.Response || len(request.Question) != 1 {
		return s.answerItself(packet, network)
	}
	wire, bogus := s.Forward(s.lifetime, network, packet)
	query := Query{Network: network, Name: request.Question[0].Name, Type: dns.Type(request.Question[0].Qtype).String(), Bogus: bogus}
	response := new(dns.Msg)
	if wire != nil && response.Unpack(wire) == nil {
		query.read(response)
	}
	s.remember(query)
	if s.OnQuery != nil {
		s.OnQuery(query)
	}
	return wire
}

// read takes from a response what a query tells of it.
func (q *Query) read(response *dns.Msg) {
	q.Rcode = codeName(response.Rcode)
	q.Truncated, q.AuthenticData = response.Truncated, response.AuthenticatedData
	for _, rr := range response.Answer {
		if rr.Header().Rrtype != dns.TypeRRSIG {
			q.Answers = append(q.Answers, shown(rr))
		}
	}
}
