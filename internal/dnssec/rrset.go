package dnssec

import (
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// rrset is the records of one name and type, with the signatures over them.
type rrset struct {
	rrs    []dns.RR
	rrsigs []*dns.RRSIG
}

type rrsets []*rrset

// setsOf sorts the records of a section by name and type.
func setsOf(section []dns.RR) rrsets {
	var sets rrsets
	at := func(name string, rtype uint16) *rrset {
		if found := sets.find(name, rtype); found != nil {
			return found
		}
		sets = append(sets, &rrset{})
		return sets[len(sets)-1]
	}
	for _, rr := range section {
		if _, isSignature := rr.(*dns.RRSIG); isSignature {
			continue
		}
		name := dns.CanonicalName(rr.Header().Name)
		if name != rr.Header().Name {
			rr = dns.Copy(rr)
			rr.Header().Name = name
		}
		set := at(name, rr.Header().Rrtype)
		set.rrs = append(set.rrs, rr)
	}
	for _, rr := range section {
		if rrsig, isSignature := rr.(*dns.RRSIG); isSignature {
			if set := sets.find(dns.CanonicalName(rrsig.Hdr.Name), rrsig.TypeCovered); set != nil {
				set.rrsigs = append(set.rrsigs, rrsig)
			}
		}
	}
	return sets
}

func (s *rrset) owner() string { return s.rrs[0].Header().Name }

func (s *rrset) rtype() uint16 { return s.rrs[0].Header().Rrtype }

// signer is the zone that signed the records; empty: none above them did.
func (s *rrset) signer() string {
	i := slices.IndexFunc(s.rrsigs, func(r *dns.RRSIG) bool { return dns.IsSubDomain(r.SignerName, s.owner()) })
	if i < 0 {
		return ""
	}
	return dns.CanonicalName(s.rrsigs[i].SignerName)
}

// verify finds a signature that holds, or says what is wrong with the last one (RFC 4035 §5.3).
func (s *rrset) verify(keys []*dns.DNSKEY, now time.Time) (*dns.RRSIG, string) {
	problem := "the signatures are missing"
	for _, rrsig := range s.rrsigs {
		for _, key := range keys {
			if rrsig.KeyTag != key.KeyTag() || rrsig.Algorithm != key.Algorithm {
				continue
			}
			if problem = s.check(rrsig, key, now); problem == "" {
				return rrsig, ""
			}
		}
	}
	return nil, problem
}

func (s *rrset) check(rrsig *dns.RRSIG, key *dns.DNSKEY, now time.Time) string {
	seconds := uint32(now.Unix()) // compared modulo 2³² (RFC 4034 §3.1.5)
	switch {
	case !dns.IsSubDomain(rrsig.SignerName, s.owner()):
		return "it is signed by a zone elsewhere"
	case int32(seconds-rrsig.Inception) < 0:
		return "the signatures are not yet valid"
	case int32(rrsig.Expiration-seconds) < 0:
		return "the signatures have expired"
	case rrsig.Verify(key, s.rrs) != nil:
		return "a signature does not fit"
	}
	return ""
}

func (s rrsets) find(name string, rtype uint16) *rrset {
	i := slices.IndexFunc(s, func(set *rrset) bool { return set.rtype() == rtype && set.owner() == name })
	if i < 0 {
		return nil
	}
	return s[i]
}

// alias is the CNAME of a name, or the DNAME above it, and where it leads.
func (s rrsets) alias(name string) (*rrset, string) {
	for above, ok := parentOf(name); ok; above, ok = parentOf(above) {
		if set := s.find(above, dns.TypeDNAME); set != nil {
			target := set.rrs[0].(*dns.DNAME).Target
			return set, dns.CanonicalName(strings.TrimSuffix(name, above) + strings.TrimPrefix(target, "."))
		}
	}
	if set := s.find(name, dns.TypeCNAME); set != nil {
		return set, dns.CanonicalName(set.rrs[0].(*dns.CNAME).Target)
	}
	return nil, ""
}

// denier is the zone that signed the negative answer about a name; empty: nobody did.
func (s rrsets) denier(name string) string {
	for _, set := range s {
		if signer := set.signer(); signer != "" && dns.IsSubDomain(signer, name) {
			return signer
		}
	}
	return ""
}

// parentOf is the name one label up; the root has none.
func parentOf(name string) (string, bool) {
	if name == "." {
		return "", false
	}
	next, end := dns.NextLabel(name, 0)
	if end {
		return ".", true
	}
	return name[next:], true
}

// lastLabels is a name without those before its last so many labels.
func lastLabels(name string, count int) string {
	starts := dns.Split(name)
	if count <= 0 || len(starts) == 0 {
		return "."
	}
	return name[starts[max(0, len(starts)-count)]:]
}

// labelsToSign is what an RRSIG of the name itself counts (RFC 4034 §3.1.3).
func labelsToSign(name string) int {
	count := dns.CountLabel(name)
	if strings.HasPrefix(name, "*.") {
		count--
	}
	return count
}
