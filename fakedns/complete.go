package fakedns

import (
	"strings"

	"github.com/miekg/dns"
)

// completion adds to an answer what signing adds, and judges it as a validating resolver would.
type completion struct {
	*signing
	found *result
	wrong flaws // with this answer, beside its zones
	lie   bool  // the records are none of the zone's
	do    bool  // signatures are wanted
	rrs   []dns.RR
	proof []dns.RR
}

// complete adds signatures and proofs, if they are wanted (RFC 4035 §3.1), and the verdict.
func (s *signing) complete(found *result, question dns.Question, fault trap, do bool) error {
	c := completion{signing: s, found: found, wrong: fault.flaws, lie: fault.lie != nil, do: do}
	if len(found.rrs)+len(found.authority) > 0 {
		found.verdict.security = secure
	}
	c.rrs = make([]dns.RR, 0, 2*len(found.rrs))
	if fault.lie != nil {
		c.wrong |= tampered
	}
	for start := 0; start < len(found.rrs); {
		end := endOfSet(found.rrs, start)
		if err := c.addSet(start, end); err != nil {
			return err
		}
		start = end
	}
	if len(found.authority) > 0 {
		if err := c.deny(strings.ToLower(found.denied), question.Qtype); err != nil {
			return err
		}
	}
	found.rrs = c.rrs
	found.authority = append(found.authority[:len(found.authority):len(found.authority)], c.proof...)
	return nil
}

// endOfSet is where a record set of an answer ends.
func endOfSet(rrs []dns.RR, start int) int {
	first := rrs[start].Header()
	end := start + 1
	for end < len(rrs) && rrs[end].Header().Rrtype == first.Rrtype && rrs[end].Header().Name == first.Name {
		end++
	}
	return end
}

func (c *completion) addSet(start, end int) error {
	rrs := c.found.rrs[start:end]
	header := rrs[0].Header()
	if start > 0 && header.Rrtype == dns.TypeCNAME && c.found.rrs[start-1].Header().Rrtype == dns.TypeDNAME {
		c.rrs = append(c.rrs, rrs...) // made of the DNAME, and not signed (RFC 6672 §5.3.1)
		return nil
	}
	key := strings.ToLower(header.Name)
	if header.Rrtype == dns.TypeNSEC {
		return c.addNSEC(key, rrs)
	}
	source := key
	if c.records.nodes[key] == nil && !c.lie {
		encloser, _ := c.around(key)
		source = wildcardOf(encloser)
	}
	signed, err := c.signature(setName{owner: source, rtype: header.Rrtype, wrong: c.wrong & ofSignatures})
	if err != nil {
		return err
	}
	here := (signed.zone.wrong | c.wrong) & (tampered | longTTL)
	if isOfSigning(header.Rrtype) {
		here = 0
	}
	c.judgeSet(signed.zone, header.Rrtype, key, here|c.wrong&ofSignatures)
	if here != 0 && !c.lie {
		rrs = changed(rrs, here)
	}
	c.rrs = append(c.rrs, rrs...)
	if c.do && signed.rrsig != nil {
		c.rrs = append(c.rrs, signed.of(header.Name))
	}
	if source != key {
		return c.expanded(signed.zone, key)
	}
	return nil
}

// isOfSigning says whether records of a type are part of what signing adds, and stay as they are.
func isOfSigning(rtype uint16) bool { return rtype == dns.TypeDNSKEY || rtype == dns.TypeDS }

// judgeSet worsens the verdict by a record set, which may be in a zone that is believed without signatures.
func (c *completion) judgeSet(zone *signedZone, rtype uint16, key string, wrong flaws) {
	if c.records.isAssumed(key) {
		c.found.verdict.worsen(brokenBy(wrong, zone.name))
		return
	}
	c.found.verdict.worsen(c.judge(zone, rtype, wrong))
}

// addNSEC adds the NSEC record that was asked for.
func (c *completion) addNSEC(key string, rrs []dns.RR) error {
	zone := c.zoneOf(key, dns.TypeNSEC)
	c.judgeSet(zone, dns.TypeNSEC, key, c.wrong&ofSignatures)
	p := proof{signing: c.signing, zone: zone}
	p.add(key)
	proven, err := p.records(c.wrong & ofSignatures)
	if !c.do {
		proven = rrs
	}
	c.rrs = append(c.rrs, proven...)
	return err
}

// expanded proves that a name from a wildcard does not exist itself (RFC 4035 §3.1.3.3, RFC 5155 §7.2.6).
func (c *completion) expanded(zone *signedZone, key string) error {
	if zone.wrong.has(unsigned) {
		return nil
	}
	_, next := c.around(key)
	p := proof{signing: c.signing, zone: zone}
	if !zone.nsec3 {
		next = key
	}
	p.add(next)
	return c.prove(p, key, !zone.wrong.has(optOut), false)
}

// deny proves a negative answer, whose SOA record is there.
func (c *completion) deny(key string, rtype uint16) error {
	soa := c.found.authority[0].Header()
	apex := strings.ToLower(soa.Name)
	signed, err := c.signature(setName{owner: apex, rtype: dns.TypeSOA, wrong: c.wrong & ofSignatures})
	if err != nil {
		return err
	}
	zone := signed.zone
	c.judgeSet(zone, dns.TypeSOA, key, c.wrong&ofSignatures)
	if c.do && signed.rrsig != nil {
		rrsig := *signed.rrsig
		rrsig.Hdr.Ttl = soa.Ttl
		c.proof = append(c.proof, &rrsig)
	}
	if zone.wrong.has(unsigned) {
		return nil
	}
	p := proof{signing: c.signing, zone: zone}
	matched := p.noSuchRecords(key)
	child := c.tree()[key]
	missing := rtype == dns.TypeDS && child != nil && child.wrong.has(unprovenDS)
	return c.prove(p, key, matched && c.found.rcode == dns.RcodeSuccess || !zone.wrong.has(optOut), missing)
}

// prove adds a proof, unless it is missing. One that is not whole may pass over unsigned zones, and proves nothing of them
// (RFC 5155 §9.2).
func (c *completion) prove(p proof, key string, whole, missing bool) error {
	if missing || (c.wrong | p.zone.wrong).has(noDenial) {
		c.judgeSet(p.zone, dns.TypeNSEC, key, noDenial)
		return nil
	}
	if !whole && !c.records.isAssumed(key) {
		c.found.verdict.worsen(verdict{security: insecure})
	}
	if !c.do {
		return nil
	}
	proven, err := p.records(c.wrong & ofSignatures)
	c.proof = append(c.proof, proven...)
	return err
}
