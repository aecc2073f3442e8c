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

// answer is what is answered to one message: the bytes to send; nil: none.
func (s *Server) answer(packet []byte, network string) []byte {
	if s.Forward != nil {
		return s.forward(network, packet)
	}
	return s.answerItself(packet, network)
}

// answerItself decides what is answered to one message, records it and returns the bytes to send; nil: none.
func (s *Server) answerItself(packet []byte, network string) []byte {
	request := new(dns.Msg)
	err := request.Unpack(packet)
	switch {
	case len(packet) < headerSize || request.Response:
		return nil // an answer to an answer could go on for ever
	case request.Opcode != dns.OpcodeQuery:
		return refusal(request, packet, dns.RcodeNotImplemented)
	case err != nil || len(request.Question) != 1:
		return refusal(request, packet, dns.RcodeFormatError)
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
	response := s.respond(request, found)
	wire := pack(response)
	if wire == nil { // more than any message can hold
		found = result{rcode: dns.RcodeServerFailure}
		response = s.respond(request, found)
		wire = pack(response)
	}
	if network == "udp" && len(response.Ns) == 1 && len(wire) > sizeLimit(request) {
		response.Ns = nil // the answer is whole without it, and may then not be kept (RFC 2308 §5)
		wire = pack(response)
	}
	if network == "udp" && (fault.Truncate || len(wire) > sizeLimit(request)) {
		found = result{rcode: found.rcode}
		response = s.respond(request, found)
		response.Truncated = true
		wire = pack(response)
	}
	query.Rcode = codeName(found.rcode)
	query.Answers = found.records
	query.Truncated = response.Truncated
	query.AuthenticData = response.AuthenticatedData
	if found.verdict.security == bogus && found.rcode == dns.RcodeServerFailure {
		query.Bogus = found.verdict.why
	}
	return query, wire
}

// find looks the question up, or does what a fault says instead.
func (s *Server) find(request *dns.Msg, fault trap) result {
	question := request.Question[0]
	if fault.Rcode != "" {
		return result{rcode: fault.rcode}
	}
	if rcode := unanswerable(request); rcode != dns.RcodeSuccess {
		return result{rcode: rcode}
	}
	zone := s.zone.Load()
	if zone.signing != nil && question.Qtype == dns.TypeRRSIG {
		return result{rcode: dns.RcodeNotImplemented} // a signature goes with what it signs
	}
	found := zone.resolve(question.Name, question.Qtype)
	if fault.lie != nil {
		found.lieWith(fault.lie)
	}
	if fault.MixedCase {
		found.inMixedCase()
	}
	return zone.authenticate(found, request, fault)
}

// authenticate adds to an answer what makes it secure, and takes away what is bogus from who does not check it
// (RFC 4035 §3.2.2).
func (z *zone) authenticate(found result, request *dns.Msg, fault trap) result {
	if z.signing != nil {
		options := request.IsEdns0()
		if err := z.signing.complete(&found, request.Question[0], fault, options != nil && options.Do()); err != nil {
			return result{rcode: dns.RcodeServerFailure}
		}
	} else if found.verdict.security == secure && fault.flaws != 0 {
		found.verdict = fault.breaks(len(found.authority) > 0)
	}
	if found.verdict.security == bogus && !request.CheckingDisabled {
		return result{rcode: dns.RcodeServerFailure, verdict: found.verdict}
	}
	return found
}

func (s *Server) respond(request *dns.Msg, found result) *dns.Msg {
	response := new(dns.Msg).SetReply(request)
	response.Rcode = found.rcode
	response.RecursionAvailable = true
	response.Compress = true
	response.Answer, response.Ns = found.rrs, found.authority
	wantsAD := request.AuthenticatedData // RFC 6840 §5.7
	if options := request.IsEdns0(); options != nil {
		// Who repeats DO claims to know DNSSEC (RFC 3225 §3), and without a secure zone nothing here does.
		response.SetEdns0(largestUDP, options.Do() && len(s.SecureZones)+len(s.SignedZones) > 0)
		found.verdict.explain(response)
		wantsAD = wantsAD || options.Do()
	}
	response.AuthenticatedData = wantsAD && found.verdict.security == secure
	return response
}

// codeName is the name of a response code; 16 has another one in signatures (RFC 6895 §2.3).
func codeName(rcode int) string {
	if rcode == dns.RcodeBadVers {
		return "BADVERS"
	}
	return dns.RcodeToString[rcode]
}

// pack returns the message as it goes over the wire; nil if it is larger than a message can be.
func pack(message *dns.Msg) []byte {
	wire, err := message.Pack()
	if err != nil || len(wire) > dns.MaxMsgSize {
		return nil
	}
	return wire
}
