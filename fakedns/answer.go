package fakedns

import (
	"github.com/miekg/dns"
)

const (
	headerSize = 12 // octets (RFC 1035 §4.1.1)

	// largestUDP is the largest answer over UDP, in octets, whatever the client offers: what the
	// public resolvers agreed on at the DNS flag day of 2020. Of a larger question no more is read.
	largestUDP = 1232
)

// answer decides what is answered to one message, records it and returns the bytes to send; nil: none.
func (s *Server) answer(packet []byte, network string) []byte {
	request := new(dns.Msg)
	err := request.Unpack(packet)
	switch {
	case len(packet) < headerSize || request.Response:
		return nil // an answer to an answer could go on for ever
	case request.Opcode != dns.OpcodeQuery:
		return pack(new(dns.Msg).SetRcode(request, dns.RcodeNotImplemented))
	case err != nil || len(request.Question) != 1:
		return pack(new(dns.Msg).SetRcode(request, dns.RcodeFormatError))
	}
	fault := s.meet(request.Question[0], network)
	query, wire := s.decide(request, network, fault)
	s.remember(query)
	if s.OnQuery != nil {
		s.OnQuery(query)
	}
	if fault.Silent && s.OnSilence != nil {
		s.handlers.Go(s.OnSilence)
	}
	return wire
}

func (s *Server) decide(request *dns.Msg, network string, fault trap) (Query, []byte) {
	question := request.Question[0]
	query := Query{
		Network: network,
		Name:    question.Name,
		Type:    dns.Type(question.Qtype).String(),
		Fault:   fault.String(),
	}
	if fault.Silent {
		return query, nil
	}
	found := s.find(request, fault)
	response := respond(request, found)
	wire := pack(response)
	if wire == nil { // more than any message can hold
		found = result{rcode: dns.RcodeServerFailure}
		response = respond(request, found)
		wire = pack(response)
	}
	if network == "udp" && (fault.Truncate || len(wire) > sizeLimit(request)) {
		found = result{rcode: found.rcode}
		response = respond(request, found)
		response.Truncated = true
		wire = pack(response)
	}
	query.Rcode = codeName(found.rcode)
	query.Answers = found.records
	query.Truncated = response.Truncated
	query.AuthenticData = response.AuthenticatedData
	return query, wire
}

// find looks the question up, or does what a fault says instead.
func (s *Server) find(request *dns.Msg, fault trap) result {
	question := request.Question[0]
	if fault.Rcode != "" {
		return result{rcode: fault.rcode}
	}
	if options := request.IsEdns0(); options != nil && options.Version() != 0 {
		return result{rcode: dns.RcodeBadVers} // RFC 6891 §6.1.3
	}
	transfer := question.Qtype == dns.TypeAXFR || question.Qtype == dns.TypeIXFR
	if question.Qclass != dns.ClassINET || transfer {
		return result{rcode: dns.RcodeRefused}
	}
	found := s.zone.Load().resolve(question.Name, question.Qtype)
	if fault.MixedCase {
		found.inMixedCase()
	}
	return found
}

func respond(request *dns.Msg, found result) *dns.Msg {
	response := new(dns.Msg).SetReply(request)
	response.Rcode = found.rcode
	response.RecursionAvailable = true
	response.Compress = true
	response.Answer = found.rrs
	wantsAD := request.AuthenticatedData // RFC 6840 §5.7
	if options := request.IsEdns0(); options != nil {
		response.SetEdns0(largestUDP, options.Do())
		wantsAD = wantsAD || options.Do()
	}
	response.AuthenticatedData = wantsAD && found.secure
	return response
}

// codeName is the name of a response code; 16 has another one in signatures (RFC 6895 §2.3).
func codeName(rcode int) string {
	if rcode == dns.RcodeBadVers {
		return "BADVERS"
	}
	return dns.RcodeToString[rcode]
}

// sizeLimit is how many octets the client takes over UDP (RFC 6891 §6.2.3).
func sizeLimit(request *dns.Msg) int {
	if options := request.IsEdns0(); options != nil {
		return min(max(int(options.UDPSize()), dns.MinMsgSize), largestUDP)
	}
	return dns.MinMsgSize
}

// pack returns the message as it goes over the wire; nil if it is larger than a message can be.
func pack(message *dns.Msg) []byte {
	wire, err := message.Pack()
	if err != nil || len(wire) > dns.MaxMsgSize {
		return nil
	}
	return wire
}
