package fakedns

import (
	"encoding/binary"

	"github.com/miekg/dns"
)

// unanswerable is the response code for a question that is not looked up; NOERROR if it is.
func unanswerable(request *dns.Msg) int {
	question := request.Question[0]
	switch options := request.IsEdns0(); {
	case hasWrongOptions(request):
		return dns.RcodeFormatError
	case options != nil && options.Version() != 0:
		return dns.RcodeBadVers // RFC 6891 §6.1.3
	case question.Qclass != dns.ClassINET:
		return dns.RcodeRefused
	}
	switch question.Qtype {
	case dns.TypeANY:
		return dns.RcodeSuccess
	case dns.TypeAXFR, dns.TypeIXFR:
		return dns.RcodeRefused
	case dns.TypeMAILA, dns.TypeMAILB:
		return dns.RcodeNotImplemented // RFC 1035 §3.2.3, long since obsolete
	case dns.TypeNone, dns.TypeOPT:
		return dns.RcodeFormatError
	}
	if isMeta(question.Qtype) { // TSIG, TKEY and others that belong to a message
		return dns.RcodeFormatError
	}
	return dns.RcodeSuccess
}

// isMeta says whether a type is one of questions or messages and never of a zone (RFC 6895 §3.1).
func isMeta(rtype uint16) bool { return 128 <= rtype && rtype <= 255 }

// hasWrongOptions says whether a request has more than one OPT record, or one that is not the root's or not
// among the additional records (RFC 6891 §6.1.1).
func hasWrongOptions(request *dns.Msg) bool {
	count := 0
	for _, rr := range request.Extra {
		if rr.Header().Rrtype == dns.TypeOPT {
			count++
			if rr.Header().Name != "." {
				return true
			}
		}
	}
	for _, section := range [...][]dns.RR{request.Answer, request.Ns} {
		for _, rr := range section {
			if rr.Header().Rrtype == dns.TypeOPT {
				return true
			}
		}
	}
	return count > 1
}

// sizeLimit is how many octets the client takes over UDP (RFC 6891 §6.2.3).
func sizeLimit(request *dns.Msg) int {
	if options := request.IsEdns0(); options != nil {
		return min(max(int(options.UDPSize()), dns.MinMsgSize), largestUDP)
	}
	return dns.MinMsgSize
}

// refusal answers what is no question; with EDNS, if the packet has it (RFC 6891 §7).
func refusal(request *dns.Msg, packet []byte, rcode int) []byte {
	response := new(dns.Msg).SetRcode(request, rcode)
	if hasOptions(packet) {
		response.SetEdns0(largestUDP, false)
	}
	return pack(response)
}

// hasOptions looks for an OPT record in a packet of which no more need be well-formed than what stands before it.
func hasOptions(packet []byte) bool {
	const typeToClass, header = 4, 10 // octets: type and class; with TTL and length, those before the data of a record
	count := func(section int) int { return int(binary.BigEndian.Uint16(packet[4+2*section:])) }
	questions, records, at := count(0), count(1)+count(2)+count(3), headerSize
	for n := range questions + records {
		_, next, err := dns.UnpackDomainName(packet, at)
		if err != nil {
			return false
		}
		at = next
		if n < questions {
			at += typeToClass
			continue
		}
		if at+header > len(packet) {
			return false
		}
		if binary.BigEndian.Uint16(packet[at:]) == dns.TypeOPT {
			return true
		}
		at += header + int(binary.BigEndian.Uint16(packet[at+header-2:]))
	}
	return false
}
