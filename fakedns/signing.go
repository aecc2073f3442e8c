package fakedns

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/miekg/dns"
)

// signing is how the zones of a world are signed. A record set is signed when it is first asked for, and the signature
// kept.
type signing struct {
	records *zone
	said    map[string]*signedZone // by lower-case absolute name
	now     func() time.Time

	build sync.Once
	zones map[string]*signedZone // every zone of the world, the unsigned ones too

	mu   sync.RWMutex
	kept map[setName]*signature
}

// signedZone is one zone of the tree; one that nobody said is signed has the flaws of that.
type signedZone struct {
	name    string
	above   *signedZone // nil: it is the root
	wrong   flaws
	nsec3   bool
	expires time.Time

	list  sync.Once
	chain []link // of NSEC or NSEC3 records, in their order
}

// newSigning reads which zones are signed; nil: none.
func newSigning(records *zone, signed []SignedZone, now func() time.Time) (*signing, error) {
	if len(signed) == 0 {
		return nil, nil
	}
	s := &signing{records: records, said: map[string]*signedZone{}, now: now, kept: map[setName]*signature{}}
	if s.now == nil {
		s.now = time.Now
	}
	for _, zone := range signed {
		name, wrong, err := zone.read()
		if err != nil {
			return nil, err
		}
		if s.said[name] != nil {
			return nil, fmt.Errorf("the zone %s is signed twice: want one description of it", name)
		}
		if records.nodes[name].alias() != nil {
			return nil, fmt.Errorf("%s has a CNAME record, and cannot be a zone (RFC 1034 §3.6.2)", name)
		}
		s.said[name] = &signedZone{name: name, wrong: wrong, nsec3: zone.NSEC3 || wrong.has(optOut), expires: zone.Expires}
	}
	return s, nil
}

func (n *node) alias() *recordSet {
	if n == nil {
		return nil
	}
	return n.set(dns.TypeCNAME)
}

// isCut says whether a zone begins at a name because of what is signed: the root, what lies right below it, and what
// was said.
func (s *signing) isCut(name string) bool {
	return s != nil && (s.said[name] != nil || isTopLevel(name))
}

func isTopLevel(name string) bool { return dns.CountLabel(name) == 1 && name != "*." }

// tree finds every zone of the world, once.
func (s *signing) tree() map[string]*signedZone {
	s.build.Do(func() {
		s.zones = map[string]*signedZone{".": {name: "."}}
		maps.Copy(s.zones, s.said)
		for name := range s.records.nodes {
			apex := s.records.apex(name)
			if s.zones[apex] == nil {
				s.zones[apex] = &signedZone{name: apex}
				if !isTopLevel(apex) && !s.isAbove(apex) {
					s.zones[apex].wrong = unsigned | noDS
				}
			}
		}
		for name, zone := range s.zones {
			if above, ok := parent(name); ok {
				zone.above = s.zones[s.records.apex(above)]
			}
		}
	})
	return s.zones
}

// isAbove says whether a zone that is said to be signed lies below a name.
func (s *signing) isAbove(name string) bool {
	for said := range s.said {
		if strings.HasSuffix(said, "."+name) {
			return true
		}
	}
	return false
}

// zoneOf is the zone in which the records of a name and type lie: a DS is with the parent (RFC 4035 §2.4).
func (s *signing) zoneOf(key string, rtype uint16) *signedZone {
	zones := s.tree()
	if above, ok := parent(key); ok && rtype == dns.TypeDS && zones[key] != nil {
		key = above
	}
	return zones[s.records.apex(key)]
}

// set is the records of a name and type as they are signed: those of the world, and those that signing adds.
func (s *signing) set(key string, rtype uint16) ([]dns.RR, error) {
	if found := s.records.nodes[key]; found != nil && found.set(rtype) != nil {
		return found.set(rtype).rrs, nil
	}
	zone := s.tree()[key]
	if zone == nil {
		return nil, nil
	}
	switch rtype {
	case dns.TypeSOA:
		return []dns.RR{s.records.guessedSOA(key)}, nil
	case dns.TypeDNSKEY:
		return zone.dnskey()
	case dns.TypeDS:
		return zone.ds()
	case dns.TypeNSEC3PARAM:
		if zone.nsec3 && !zone.wrong.has(unsigned) {
			return []dns.RR{&dns.NSEC3PARAM{Hdr: s.header(zone, key, rtype), Hash: dns.SHA1}}, nil
		}
	}
	return nil, nil
}

// header is of a record that signing adds, and that lives as long as what it denies (RFC 9077 §3).
func (s *signing) header(zone *signedZone, owner string, rtype uint16) dns.RR_Header {
	ttl := uint32(defaultTTL)
	if found := s.records.nodes[zone.name]; found != nil && found.set(dns.TypeSOA) != nil {
		soa := found.set(dns.TypeSOA).rrs[0].(*dns.SOA)
		ttl = min(soa.Hdr.Ttl, soa.Minttl)
	}
	return dns.RR_Header{Name: owner, Rrtype: rtype, Class: dns.ClassINET, Ttl: ttl}
}

func (z *signedZone) dnskey() ([]dns.RR, error) {
	if z.wrong.has(unsigned | noDNSKEY) {
		return nil, nil
	}
	key, err := keyOf(z.name, false)
	if err != nil {
		return nil, err
	}
	return []dns.RR{key.shown(z.wrong)}, nil
}

// hasDS says whether the parent has a DS record of the zone.
func (z *signedZone) hasDS() bool { return z.above != nil && !z.wrong.has(noDS|unprovenDS) }

func (z *signedZone) ds() ([]dns.RR, error) {
	if !z.hasDS() {
		return nil, nil
	}
	key, err := keyOf(z.name, false)
	if err != nil {
		return nil, err
	}
	ds := key.shown(z.wrong).ToDS(dns.SHA256)
	if ds == nil {
		return nil, fmt.Errorf("the key of the zone %s has no digest", z.name)
	}
	if z.wrong.has(wrongDS) {
		ds.Digest = flipped(ds.Digest)
	}
	return []dns.RR{ds}, nil
}

// flipped changes the last digit of a hexadecimal text.
func flipped(hex string) string {
	last := len(hex) - 1
	if last < 0 {
		return hex
	}
	return hex[:last] + cmp.Or(map[byte]string{'0': "1"}[hex[last]], "0")
}

// hold adds to an answer the records that only signing knows, and says whether there are any.
func (s *signing) hold(answer *result, key string, rtype uint16) bool {
	if s == nil || !slices.Contains([]uint16{dns.TypeDNSKEY, dns.TypeDS, dns.TypeNSEC3PARAM, dns.TypeNSEC}, rtype) {
		return false
	}
	var rrs []dns.RR
	var err error
	if rtype == dns.TypeNSEC {
		rrs, err = s.nsecAt(key)
	} else {
		rrs, err = s.set(key, rtype)
	}
	if err != nil {
		answer.rcode = dns.RcodeServerFailure
		return true
	}
	for _, rr := range rrs {
		answer.add(&recordSet{rrs: []dns.RR{rr}, records: []Record{shown(rr)}}, "")
	}
	return len(rrs) > 0
}
