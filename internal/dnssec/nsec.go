package dnssec

import (
	"slices"

	"github.com/miekg/dns"
)

// nsecs proves by the names on both sides of a gap (RFC 4035 §5.4).
type nsecs []*dns.NSEC

func (n nsecs) absent(name string, qtype uint16, noName bool) absence {
	if rr := n.at(name); rr != nil && !noName {
		return provenIf(lacks(rr.TypeBitMap, qtype) && speaksFor(rr.TypeBitMap, name, qtype))
	}
	gap := n.around(name)
	if gap == nil {
		return unproven
	}
	if dns.IsSubDomain(name, dns.CanonicalName(gap.NextDomain)) { // it exists, because of names below it
		return provenIf(!noName)
	}
	wildcard := wildcardOf(n.encloser(gap, name))
	if noName {
		return provenIf(n.around(wildcard) != nil)
	}
	rr := n.at(wildcard)
	return provenIf(rr != nil && lacks(rr.TypeBitMap, qtype))
}

func provenIf(is bool) absence {
	if is {
		return proven
	}
	return unproven
}

func (n nsecs) covers(name, _ string) (covered, optedOut bool) { return n.around(name) != nil, false }

func (n nsecs) delegates(name string) bool {
	rr := n.at(name)
	return rr != nil && slices.Contains(rr.TypeBitMap, dns.TypeNS)
}

// at is the record of a name.
func (n nsecs) at(name string) *dns.NSEC {
	i := slices.IndexFunc(n, func(rr *dns.NSEC) bool { return rr.Hdr.Name == name })
	if i < 0 {
		return nil
	}
	return n[i]
}

// around is the record of the gap in which a name would lie, which is no name below a delegation or an alias
// (RFC 6840 §4.1, §4.4).
func (n nsecs) around(name string) *dns.NSEC {
	i := slices.IndexFunc(n, func(rr *dns.NSEC) bool {
		next := dns.CanonicalName(rr.NextDomain)
		after, before := compareNames(rr.Hdr.Name, name) < 0, compareNames(name, next) < 0
		isLast := compareNames(next, rr.Hdr.Name) <= 0 // and the next is the first, the zone itself
		leaves := dns.IsSubDomain(rr.Hdr.Name, name) &&
			(slices.Contains(rr.TypeBitMap, dns.TypeDNAME) || !speaksFor(rr.TypeBitMap, rr.Hdr.Name, dns.TypeNone))
		return after && (before || isLast) && !leaves
	})
	if i < 0 {
		return nil
	}
	return n[i]
}

// encloser is the closest ancestor of a name that exists: it is above one end of the gap.
func (n nsecs) encloser(gap *dns.NSEC, name string) string {
	common := max(dns.CompareDomainName(gap.Hdr.Name, name), dns.CompareDomainName(gap.NextDomain, name))
	return lastLabels(name, common)
}
