package fakedns

import (
	"bytes"
	"slices"
	"sort"
	"strings"

	"github.com/miekg/dns"
)

// link is a name of a zone in the order of its NSEC or NSEC3 records.
type link struct {
	name   string   // lower case
	labels [][]byte // from the root on, for the order of names (RFC 4034 §6.1)
	hash   string   // with NSEC3
}

// links are the names of a zone that have an NSEC record, or an NSEC3 record, in their order.
func (s *signing) links(zone *signedZone) []link {
	zone.list.Do(func() {
		tree := s.tree()
		for name, node := range s.records.nodes {
			child := tree[name]
			switch {
			case child != nil && child != zone: // another zone, which this one may delegate
				if child.above != zone || zone.wrong.has(optOut) && !child.hasDS() {
					continue
				}
			case s.records.apex(name) != zone.name:
				continue
			case child == nil && len(node.sets) == 0 && !zone.nsec3: // only names below it (RFC 4035 §2.3)
				continue
			}
			zone.chain = append(zone.chain, newLink(name, zone.nsec3))
		}
		slices.SortFunc(zone.chain, compareLinks)
	})
	return zone.chain
}

func newLink(name string, hashed bool) link {
	if hashed {
		return link{name: name, hash: hashOf(name)}
	}
	return link{name: name, labels: labelsOf(name)}
}

// hashOf is the hash of a name with no salt and no further iteration (RFC 9276 §3.1).
func hashOf(name string) string { return dns.HashName(name, dns.SHA1, 0, "") }

// labelsOf are the labels of a lower-case name as octets, from the root on.
func labelsOf(name string) [][]byte {
	var wire [longestName]byte
	end, err := dns.PackDomainName(name, wire[:], 0, nil, false)
	if err != nil {
		return nil // such names are refused long before
	}
	var labels [][]byte
	for at := 0; at < end && wire[at] > 0; at += 1 + int(wire[at]) {
		labels = append(labels, bytes.Clone(wire[at+1:at+1+int(wire[at])]))
	}
	slices.Reverse(labels)
	return labels
}

func compareLinks(a, b link) int {
	if a.hash != "" {
		return strings.Compare(a.hash, b.hash)
	}
	return slices.CompareFunc(a.labels, b.labels, bytes.Compare)
}

// place is where a name stands among the links of a zone, or else the one before it, which covers it: the last one
// covers what comes before the first.
func (s *signing) place(zone *signedZone, name string) (at int, there bool) {
	links := s.links(zone)
	wanted := newLink(name, zone.nsec3)
	at, there = sort.Find(len(links), func(i int) int { return compareLinks(wanted, links[i]) })
	if !there {
		at = (at + len(links) - 1) % len(links)
	}
	return at, there
}

// proof collects the links that deny something, each once.
type proof struct {
	signing *signing
	zone    *signedZone
	places  []int
}

// add adds the record of a name, or the one that covers it, and says whether it was the former.
func (p *proof) add(name string) bool {
	at, there := p.signing.place(p.zone, name)
	if !slices.Contains(p.places, at) {
		p.places = append(p.places, at)
	}
	return there
}

// noSuchRecords proves that a name has no records of a type, or does not exist (RFC 4035 §3.1.3, RFC 5155 §7.2). matched says
// that the name itself has a record that says so.
func (p *proof) noSuchRecords(key string) (matched bool) {
	records := p.signing.records
	if records.nodes[key] != nil {
		if matched = p.add(key); !matched && p.zone.nsec3 { // an unsigned zone that was passed over
			p.encloser(key)
		}
		return matched || !p.zone.nsec3
	}
	encloser, next := p.signing.around(key)
	p.noSuchName(key, encloser, next)
	p.add(wildcardOf(encloser))
	return false
}

// noSuchName proves that a name does not exist, and so that a wildcard may be expanded to it.
func (p *proof) noSuchName(key, encloser, next string) {
	if p.zone.nsec3 {
		p.add(encloser)
		p.add(next)
		return
	}
	p.add(key)
}

// encloser proves that nothing with a record stands between a name and its closest provable encloser (RFC 5155 §7.2.4).
func (p *proof) encloser(key string) {
	next := key
	for above, ok := parent(key); ok; above, ok = parent(above) {
		if _, there := p.signing.place(p.zone, above); there {
			p.add(above)
			p.add(next)
			return
		}
		next = above
	}
}

// around finds the closest encloser of a name that does not exist, and the name one label below it.
func (s *signing) around(key string) (encloser, next string) {
	next = key
	for above, ok := parent(key); ok; above, ok = parent(above) {
		if s.records.nodes[above] != nil {
			return above, next
		}
		next = above
	}
	return ".", next
}

// wildcardOf is the wildcard right below a name.
func wildcardOf(name string) string {
	if name == "." {
		return "*."
	}
	return "*." + name
}
