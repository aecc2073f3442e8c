package dnssec

import (
	"bytes"
	"slices"

	"github.com/miekg/dns"
)

// absence is what a proof makes of an absence.
type absence int

const (
	unproven absence = iota
	proven
	optedOut // an unsigned zone may be there
)

// proof is the NSEC or NSEC3 records of an answer that a zone has signed.
type proof interface {
	// absent says whether a name has no records of a type, or does not exist.
	absent(name string, qtype uint16, noName bool) absence
	// covers says whether a name does not exist, of which next is the part one label below what exists.
	covers(name, next string) (covered, optedOut bool)
	// delegates says whether another zone begins at a name.
	delegates(name string) bool
}

// proofOf takes the proof from an answer: all of it must be signed by the zone.
func (v *Validator) proofOf(answer *dns.Msg, zone status) (proof, status) {
	var plain nsecs
	var hashed nsec3s
	for _, set := range setsOf(answer.Ns) {
		if !slices.Contains([]uint16{dns.TypeSOA, dns.TypeNSEC, dns.TypeNSEC3}, set.rtype()) {
			continue
		}
		if signer := set.signer(); signer != "" && signer != zone.zone {
			return nil, bogus(zone.zone, "its proof is signed by "+signer)
		}
		if _, problem := set.verify(zone.keys, v.now()); problem != "" {
			return nil, bogus(zone.zone, problem)
		}
		switch rr := set.rrs[0].(type) {
		case *dns.NSEC:
			plain = append(plain, rr)
		case *dns.NSEC3:
			hashed = append(hashed, rr)
		}
	}
	if len(hashed) > 0 {
		return hashed, status{}
	}
	return plain, status{}
}

// lacks says whether records say, in their list of types, that there are none of a type; an alias would be followed.
func lacks(types []uint16, qtype uint16) bool {
	return !slices.Contains(types, qtype) && !slices.Contains(types, dns.TypeCNAME)
}

// speaksFor says whether a list of types is that of the right side of a zone cut: the parent's for a DS, else the child's
// (RFC 4035 §5.4, RFC 6840 §4.1).
func speaksFor(types []uint16, name string, qtype uint16) bool {
	apex := slices.Contains(types, dns.TypeSOA)
	if qtype == dns.TypeDS {
		return !apex || name == "."
	}
	return apex || !slices.Contains(types, dns.TypeNS)
}

// compareNames is the order of names in a zone (RFC 4034 §6.1).
func compareNames(a, b string) int {
	return slices.CompareFunc(labelsOf(a), labelsOf(b), bytes.Compare)
}

// labelsOf are the labels of a name in lower case as octets, from the root on.
func labelsOf(name string) [][]byte {
	var wire [255]byte
	end, err := dns.PackDomainName(dns.CanonicalName(name), wire[:], 0, nil, false)
	if err != nil {
		return nil
	}
	var labels [][]byte
	for at := 0; at < end && wire[at] > 0; at += 1 + int(wire[at]) {
		labels = append(labels, bytes.Clone(wire[at+1:at+1+int(wire[at])]))
	}
	slices.Reverse(labels)
	return labels
}

func wildcardOf(name string) string {
	if name == "." {
		return "*."
	}
	return "*." + name
}
