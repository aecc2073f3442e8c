package fakedns

import (
	"strings"
	"time"

	"github.com/miekg/dns"
)

// setName finds a signature that was made: with what is wrong, beside what is wrong with its zone.
type setName struct {
	owner  string // lower case
	rtype  uint16
	wrong  flaws
	denier string // which zone's NSEC it is: two have one of the name at which one delegates the other
}

// signature is that of a record set.
type signature struct {
	zone  *signedZone
	rrsig *dns.RRSIG // nil: the set has none
	until time.Time  // when it is to be made anew; zero: never
}

// signature is that of the records of a name, by the world's clock.
func (s *signing) signature(name setName) (*signature, error) {
	if kept := s.recall(name); kept != nil {
		return kept, nil
	}
	rrs, err := s.set(name.owner, name.rtype)
	if err != nil {
		return nil, err
	}
	return s.sign(name, s.zoneOf(name.owner, name.rtype), rrs)
}

func (s *signing) recall(name setName) *signature {
	s.mu.RLock()
	kept := s.kept[name]
	s.mu.RUnlock()
	if kept == nil || !kept.until.IsZero() && s.now().After(kept.until) {
		return nil
	}
	return kept
}

// sign signs a record set of a zone, and keeps the signature.
func (s *signing) sign(name setName, zone *signedZone, rrs []dns.RR) (*signature, error) {
	made := &signature{zone: zone}
	wrong := zone.wrongWith(name.rtype) | name.wrong
	if len(rrs) > 0 && !wrong.has(unsigned|noRRSIG) {
		from, to, until := zone.validity(s.now(), wrong)
		rrsig, err := zone.rrsig(rrs, wrong, from, to)
		if err != nil {
			return nil, err
		}
		made.rrsig, made.until = rrsig, until
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept[name] = made
	return made, nil
}

// wrongWith is what is wrong with the signatures of records of a type: the key itself is signed with the zone's key,
// or nothing else would ever be looked at.
func (z *signedZone) wrongWith(rtype uint16) flaws {
	if rtype == dns.TypeDNSKEY {
		return z.wrong &^ (wrongKey | noRRSIG)
	}
	return z.wrong
}

const (
	lifetime = 14 * 24 * time.Hour // of an honest signature
	month    = 30 * 24 * time.Hour
	leeway   = time.Hour // for clocks that differ
)

// validity is from when to when a signature made now is valid, and until when it is used.
func (z *signedZone) validity(now time.Time, wrong flaws) (from, to, until time.Time) {
	switch {
	case wrong.has(expired):
		return now.Add(-2 * month), now.Add(-month), time.Time{}
	case wrong.has(notYetValid):
		return now.Add(month), now.Add(2 * month), now.Add(leeway)
	case !z.expires.IsZero():
		from = now.Add(-leeway)
		if !from.Before(z.expires) {
			from = z.expires.Add(-lifetime)
		}
		return from, z.expires, time.Time{}
	}
	to = now.Add(lifetime)
	return now.Add(-leeway), to, to.Add(-leeway)
}

func (z *signedZone) rrsig(rrs []dns.RR, wrong flaws, from, to time.Time) (*dns.RRSIG, error) {
	key, err := keyOf(z.name, false)
	if err != nil {
		return nil, err
	}
	shown := key.shown(wrong)
	made := &dns.RRSIG{
		Hdr:       dns.RR_Header{Ttl: rrs[0].Header().Ttl},
		Algorithm: dns.ECDSAP256SHA256, SignerName: z.name, KeyTag: shown.KeyTag(),
		Inception: uint32(from.Unix()), Expiration: uint32(to.Unix()), // modulo 2³² (RFC 4034 §3.1.5)
	}
	by := key
	if wrong.has(wrongKey) {
		if by, err = keyOf(z.name, true); err != nil {
			return nil, err
		}
	}
	if err := made.Sign(by.private, rrs); err != nil {
		return nil, err
	}
	made.Algorithm = shown.Algorithm
	return made, nil
}

// of is the signature for the records of a name that were made from a wildcard's, or in another letter case (RFC 4035 §2.2).
func (s *signature) of(owner string) *dns.RRSIG {
	if strings.EqualFold(s.rrsig.Hdr.Name, owner) {
		return s.rrsig
	}
	made := *s.rrsig
	made.Hdr.Name = owner
	return &made
}

// changed are copies of records with what was done to them after they were signed.
func changed(rrs []dns.RR, wrong flaws) []dns.RR {
	var copies []dns.RR
	for _, rr := range rrs {
		rr = dns.Copy(rr)
		if wrong.has(longTTL) {
			rr.Header().Ttl = 2*rr.Header().Ttl + 60
		}
		if wrong.has(tampered) {
			tamper(rr)
		}
		copies = append(copies, rr)
	}
	return copies
}

// tamper changes what a record says, and little of it.
func tamper(rr dns.RR) {
	const prefix = "tampered."
	switch rr := rr.(type) {
	case *dns.A:
		rr.A[len(rr.A)-1] ^= 1
	case *dns.AAAA:
		rr.AAAA[len(rr.AAAA)-1] ^= 1
	case *dns.MX:
		rr.Preference ^= 1
	case *dns.SRV:
		rr.Port ^= 1
	case *dns.SOA:
		rr.Serial++
	case *dns.TXT:
		rr.Txt = append(rr.Txt, prefix)
	case *dns.TLSA:
		rr.Certificate = flipped(rr.Certificate)
	case *dns.CNAME:
		rr.Target = prefix + rr.Target
	case *dns.DNAME:
		rr.Target = prefix + rr.Target
	case *dns.NS:
		rr.Ns = prefix + rr.Ns
	case *dns.PTR:
		rr.Ptr = prefix + rr.Ptr
	}
}
