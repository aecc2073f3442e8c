package fakedns

import (
	"slices"

	"github.com/miekg/dns"
)

// apex is the lower-case name of the zone in which a name lies: the closest at or above it that has an SOA or NS record or is said
// to be a secure zone; where the records do not say, what its owner has registered, if it exists; at last the root.
func (z *zone) apex(key string) string {
	guess := registered(key)
	for above, ok := key, true; ok; above, ok = parent(above) {
		if found := z.nodes[above]; found != nil && (above == guess && found.set(dns.TypeCNAME) == nil || z.isCut(above, found)) {
			return above
		}
	}
	return "."
}

// isCut says whether a zone is said to begin at a name.
func (z *zone) isCut(name string, found *node) bool {
	return found.set(dns.TypeSOA) != nil || found.set(dns.TypeNS) != nil || slices.Contains(z.assumed, name) || z.signing.isCut(name)
}

// authority is the SOA record that goes with a negative answer to a question; its TTL is how long that may be kept
// (RFC 2308 §5). A DS record would belong to the zone above (RFC 4035 §2.4).
func (z *zone) authority(key string, rtype uint16) []dns.RR {
	if above, ok := parent(key); ok && rtype == dns.TypeDS {
		key = above
	}
	apex := z.apex(key)
	soa := z.guessedSOA(apex)
	if found := z.nodes[apex]; found != nil && found.set(dns.TypeSOA) != nil {
		soa = dns.Copy(found.set(dns.TypeSOA).rrs[0]).(*dns.SOA)
		soa.Hdr.Ttl = min(soa.Hdr.Ttl, soa.Minttl)
	}
	return []dns.RR{soa}
}

// guessedSOA is the SOA record of a zone for which none was given.
func (z *zone) guessedSOA(apex string) *dns.SOA {
	soa := &dns.SOA{
		Hdr: dns.RR_Header{Name: apex, Rrtype: dns.TypeSOA, Class: dns.ClassINET, Ttl: defaultTTL},
		Ns:  apex, Mbox: "hostmaster." + apex,
		Serial: 1, Refresh: 7200, Retry: 3600, Expire: 1209600, Minttl: defaultTTL,
	}
	if apex == "." {
		soa.Mbox = "hostmaster."
	}
	if servers := z.nodes[apex].set(dns.TypeNS); servers != nil {
		soa.Ns = servers.rrs[0].(*dns.NS).Ns
	}
	if _, err := canonicalName(soa.Mbox); err != nil {
		soa.Mbox = apex // which is so long that nothing fits before it
	}
	return soa
}
