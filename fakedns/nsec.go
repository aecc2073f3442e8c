package fakedns

import (
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// records are the NSEC or NSEC3 records of a proof, with their signatures.
func (p *proof) records(wrong flaws) ([]dns.RR, error) {
	var all []dns.RR
	for _, at := range p.places {
		rr := p.signing.nextSecure(p.zone, at)
		header := rr.Header()
		name := setName{header.Name, header.Rrtype, wrong, p.zone.name}
		signed := p.signing.recall(name)
		if signed == nil {
			var err error
			if signed, err = p.signing.sign(name, p.zone, []dns.RR{rr}); err != nil {
				return nil, err
			}
		}
		all = append(all, rr)
		if signed.rrsig != nil {
			all = append(all, signed.rrsig)
		}
	}
	return all, nil
}

// nextSecure is the NSEC or NSEC3 record at a place of a zone.
func (s *signing) nextSecure(zone *signedZone, at int) dns.RR {
	links := s.links(zone)
	this, next := links[at], links[(at+1)%len(links)]
	types := s.typesAt(zone, this.name)
	if !zone.nsec3 {
		return &dns.NSEC{Hdr: s.header(zone, this.name, dns.TypeNSEC), NextDomain: next.name, TypeBitMap: types}
	}
	made := &dns.NSEC3{
		Hdr:  s.header(zone, strings.ToLower(this.hash)+"."+strings.TrimPrefix(zone.name, "."), dns.TypeNSEC3),
		Hash: dns.SHA1, HashLength: 20, NextDomain: next.hash, TypeBitMap: types,
	}
	if zone.wrong.has(optOut) {
		made.Flags = 1
	}
	return made
}

// nsecAt are the NSEC records of a name: one, if it has any.
func (s *signing) nsecAt(key string) ([]dns.RR, error) {
	zone := s.zoneOf(key, dns.TypeNSEC)
	if zone.nsec3 || zone.wrong.has(unsigned) {
		return nil, nil
	}
	at, there := s.place(zone, key)
	if !there {
		return nil, nil
	}
	return []dns.RR{s.nextSecure(zone, at)}, nil
}

// typesAt are the types of records that a zone has at a name, in order.
func (s *signing) typesAt(zone *signedZone, name string) []uint16 {
	types := map[uint16]bool{}
	child := s.tree()[name]
	switch {
	case child != nil && child != zone: // the parent's side of a delegation (RFC 4035 §2.3)
		types[dns.TypeNS] = true
		types[dns.TypeDS] = child.hasDS()
	default:
		for _, set := range s.records.nodes[name].sets {
			types[set.rtype] = true
		}
		if child == zone {
			types[dns.TypeSOA] = true
			types[dns.TypeDNSKEY] = !zone.wrong.has(noDNSKEY)
			types[dns.TypeNSEC3PARAM] = zone.nsec3
		}
	}
	types[dns.TypeRRSIG] = !zone.nsec3 || child == zone || types[dns.TypeDS] || child == nil && len(types) > 0
	types[dns.TypeNSEC] = !zone.nsec3
	var present []uint16
	for rtype, has := range types {
		if has {
			present = append(present, rtype)
		}
	}
	slices.Sort(present)
	return present
}
