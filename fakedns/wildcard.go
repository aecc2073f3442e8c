package fakedns

import "github.com/miekg/dns"

// lookUp finds the node of a name, of which key is the lower case. If it is that of a wildcard, the owner of the
// records that are made from it is the name itself, else it is empty.
func (z *zone) lookUp(name, key string) (found *node, owner string) {
	if found := z.nodes[key]; found != nil {
		return found, "" // whatever exists, if only because of names below it, is matched by no wildcard (RFC 4592 §2.2.2)
	}
	if z.hasWildcards {
		return z.source(key), name
	}
	return nil, ""
}

// source is the wildcard at the closest encloser of a name that does not exist, if there is one: no other may
// match it (RFC 4592 §3.3.1).
func (z *zone) source(key string) *node {
	for above, ok := parent(key); ok; above, ok = parent(above) {
		switch {
		case z.nodes[above] == nil:
		case above == ".":
			return z.nodes["*."]
		default:
			return z.nodes["*."+above]
		}
	}
	return nil
}

// as makes the records of a name from those of a wildcard (RFC 4592 §2.1.3).
func (s *recordSet) as(owner string) *recordSet {
	made := &recordSet{rtype: s.rtype}
	for i, rr := range s.rrs {
		rr = dns.Copy(rr)
		rr.Header().Name = owner
		record := s.records[i]
		record.Name = owner
		made.rrs, made.records = append(made.rrs, rr), append(made.records, record)
	}
	return made
}
