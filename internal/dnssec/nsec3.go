package dnssec

import (
	"slices"

	"github.com/miekg/dns"
)

// nsec3s proves by hashes of names (RFC 5155 §8).
type nsec3s []*dns.NSEC3

// mostIterations is above which a proof is not looked at, and the zone is insecure (RFC 9276 §3.2).
const mostIterations = 100

func (n nsec3s) absent(name string, qtype uint16, noName bool) absence {
	if slices.ContainsFunc(n, func(rr *dns.NSEC3) bool { return rr.Iterations > mostIterations }) {
		return optedOut
	}
	if rr := n.at(name); rr != nil {
		return provenIf(!noName && lacks(rr.TypeBitMap, qtype) && speaksFor(rr.TypeBitMap, name, qtype))
	}
	encloser, gap := n.encloser(name)
	if gap == nil {
		return unproven
	}
	out := gap.Flags&1 != 0
	wildcard := n.at(wildcardOf(encloser))
	switch {
	case qtype == dns.TypeDS && !noName && out:
		return optedOut // RFC 5155 §8.6
	case noName && n.around(wildcardOf(encloser)) == nil:
		return unproven
	case !noName && (wildcard == nil || !lacks(wildcard.TypeBitMap, qtype)):
		return unproven
	case out:
		return optedOut // RFC 5155 §9.2
	}
	return proven
}

func (n nsec3s) covers(_, next string) (covered, optedOut bool) {
	gap := n.around(next)
	return gap != nil, gap != nil && gap.Flags&1 != 0
}

func (n nsec3s) delegates(name string) bool {
	rr := n.at(name)
	return rr != nil && slices.Contains(rr.TypeBitMap, dns.TypeNS)
}

// at is the record of a name.
func (n nsec3s) at(name string) *dns.NSEC3 {
	i := slices.IndexFunc(n, func(rr *dns.NSEC3) bool { return rr.Match(name) })
	if i < 0 {
		return nil
	}
	return n[i]
}

// around is the record of the gap in which a name would lie.
func (n nsec3s) around(name string) *dns.NSEC3 {
	i := slices.IndexFunc(n, func(rr *dns.NSEC3) bool { return rr.Cover(name) })
	if i < 0 {
		return nil
	}
	return n[i]
}

// encloser is the closest ancestor of a name that is proven to exist, and the gap in which the name right below it would
// lie; nil: that is not proven (RFC 5155 §8.3).
func (n nsec3s) encloser(name string) (encloser string, gap *dns.NSEC3) {
	next := name
	for above, ok := parentOf(name); ok; above, ok = parentOf(above) {
		if rr := n.at(above); rr != nil {
			if slices.Contains(rr.TypeBitMap, dns.TypeDNAME) || !speaksFor(rr.TypeBitMap, above, dns.TypeNone) {
				return "", nil
			}
			return above, n.around(next)
		}
		next = above
	}
	return "", nil
}
