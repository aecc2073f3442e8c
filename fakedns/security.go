package fakedns

import (
	"fmt"

	"github.com/miekg/dns"
)

// security is what a validating resolver makes of an answer (RFC 4035 §4.3). The worse is the greater.
type security int

const (
	secure security = iota - 1
	insecure
	bogus
)

// verdict is the security of an answer, and why it is bogus.
type verdict struct {
	security
	code uint16 // of an extended error (RFC 8914 §4)
	why  string
}

func (v *verdict) worsen(other verdict) {
	if other.security > v.security {
		*v = other
	}
}

// whyBogus words what makes records bogus, in the order in which it is found.
var whyBogus = []struct {
	flaw flaws
	code uint16
	why  string
}{
	{noRRSIG, dns.ExtendedErrorCodeRRSIGsMissing, "the signatures are missing"},
	{expired, dns.ExtendedErrorCodeSignatureExpired, "the signatures have expired"},
	{notYetValid, dns.ExtendedErrorCodeSignatureNotYetValid, "the signatures are not yet valid"},
	{wrongKey, dns.ExtendedErrorCodeDNSBogus, "the signatures are of another key"},
	{tampered, dns.ExtendedErrorCodeDNSBogus, "the records were changed after they were signed"},
	{noDenial, dns.ExtendedErrorCodeNSECMissing, "the absence is not proven"},
}

// brokenBy is the verdict on an answer in a secure zone with some flaws.
func brokenBy(wrong flaws, zone string) verdict {
	for _, way := range whyBogus {
		if wrong.has(way.flaw) {
			return verdict{bogus, way.code, fmt.Sprintf("%s: %s", zone, way.why)}
		}
	}
	return verdict{security: secure}
}

// standing is the verdict on the records of a type in a zone, before what is wrong with one answer.
func (s *signing) standing(zone *signedZone, rtype uint16) verdict {
	missing := func(code uint16, why string) verdict { return verdict{bogus, code, zone.name + ": " + why} }
	if zone.above != nil {
		if above := s.standing(zone.above, dns.TypeDS); above.security != secure {
			return above
		}
	}
	wrong := zone.wrongWith(rtype)
	switch {
	case wrong.has(unprovenDS), wrong.has(noDS) && zone.above.wrong.has(noDenial):
		return missing(dns.ExtendedErrorCodeNSECMissing, "the absence of the DS is not proven")
	case wrong.has(noDS | unknownAlgorithm):
		return verdict{security: insecure}
	case wrong.has(unsigned | noDNSKEY):
		return missing(dns.ExtendedErrorCodeDNSKEYMissing, "there is a DS and no DNSKEY")
	case wrong.has(wrongDS):
		return missing(dns.ExtendedErrorCodeDNSKEYMissing, "the DS is of another key")
	case !zone.expires.IsZero() && s.now().After(zone.expires):
		return brokenBy(expired, zone.name)
	}
	return brokenBy(wrong&(noRRSIG|expired|notYetValid|wrongKey), zone.name)
}

// judge is the verdict on records of a zone, with what else is wrong with the answer.
func (s *signing) judge(zone *signedZone, rtype uint16, answer flaws) verdict {
	found := s.standing(zone, rtype)
	if found.security == secure {
		found = brokenBy(answer, zone.name)
	}
	return found
}

// breaks is the verdict on an answer that was secure without signatures.
func (t trap) breaks(negative bool) verdict {
	wrong := t.flaws & ofSignatures
	if negative {
		wrong |= t.flaws & noDenial
	} else {
		wrong |= t.flaws & tampered
	}
	return brokenBy(wrong, t.name)
}

// explain puts into an answer why it is a failure (RFC 8914).
func (v verdict) explain(response *dns.Msg) {
	if options := response.IsEdns0(); v.security == bogus && response.Rcode == dns.RcodeServerFailure {
		options.Option = append(options.Option, &dns.EDNS0_EDE{InfoCode: v.code, ExtraText: v.why})
	}
}
