package fakedns

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// longestChain is how many aliases are followed for one question; a longer chain is a loop to us
// (RFC 1034 §3.6.2: chains should be followed and loops signalled as an error).
const longestChain = 16

// zone is the world's records by name. It never changes: SetRecords puts another in its place.
type zone struct {
	// nodes are found by the lower-case absolute name. A name that has no records but names below
	// it has a node without sets: it exists (RFC 8020 §2).
	nodes        map[string]*node
	hasDNAMEs    bool
	hasWildcards bool
	assumed      []string // lower-case absolute names of the secure zones
	signing      *signing // nil: no zone is signed
}

type node struct{ sets []recordSet }

// recordSet is the records of one name and type, in the order in which they were given.
type recordSet struct {
	rtype   uint16
	rrs     []dns.RR
	records []Record // the same, as text
}

// result is the answer to one question.
type result struct {
	rcode     int
	rrs       []dns.RR
	records   []Record
	authority []dns.RR // of a negative answer: how long it may be kept (RFC 2308 §3)
	denied    string   // which name it is about
	verdict   verdict  // secure: every name on the way lies in a secure zone
}

func newZone(records []Record, assumed []string) (*zone, error) {
	z := &zone{nodes: map[string]*node{".": {}}}
	for _, name := range assumed {
		owner, err := ownerName(name, "")
		if err != nil {
			return nil, err
		}
		z.assumed = append(z.assumed, strings.ToLower(owner))
	}
	for _, record := range records {
		rr, err := record.parse()
		if err != nil {
			return nil, err
		}
		if err := z.add(rr); err != nil {
			return nil, err
		}
	}
	return z, nil
}

// newSignedZone is one in which some zones are signed; it has their names, whether they have records or not.
func newSignedZone(records []Record, assumed []string, signed []SignedZone, now func() time.Time) (*zone, error) {
	z, err := newZone(records, assumed)
	if err != nil {
		return nil, err
	}
	if z.signing, err = newSigning(z, signed, now); err != nil || z.signing == nil {
		return z, err
	}
	for name := range z.signing.said {
		z.exists(name)
	}
	return z, nil
}

func (z *zone) add(rr dns.RR) error {
	name := strings.ToLower(rr.Header().Name)
	if err := z.node(name).add(rr); err != nil {
		return err
	}
	z.exists(name)
	z.hasDNAMEs = z.hasDNAMEs || rr.Header().Rrtype == dns.TypeDNAME
	return nil
}

// exists makes a lower-case name exist, and so all above it.
func (z *zone) exists(name string) {
	z.node(name)
	for above, ok := parent(name); ok; above, ok = parent(above) {
		z.node(above)
	}
}

// node finds the node of a lower-case name, or makes it.
func (z *zone) node(name string) *node {
	if z.nodes[name] == nil {
		z.nodes[name] = &node{}
		z.hasWildcards = z.hasWildcards || strings.HasPrefix(name, "*.")
	}
	return z.nodes[name]
}

func (n *node) add(rr dns.RR) error {
	if err := n.checkAlias(rr); err != nil {
		return err
	}
	set := n.set(rr.Header().Rrtype)
	if set == nil {
		n.sets = append(n.sets, recordSet{rtype: rr.Header().Rrtype})
		set = &n.sets[len(n.sets)-1]
	}
	set.rrs = append(set.rrs, rr)
	set.records = append(set.records, shown(rr))
	return nil
}

// checkAlias refuses what would stand beside a CNAME: other records, and a second alias (RFC 2181 §10.1).
func (n *node) checkAlias(rr dns.RR) error {
	header := rr.Header()
	alias := n.set(dns.TypeCNAME)
	switch {
	case header.Rrtype != dns.TypeCNAME && alias != nil:
		return fmt.Errorf("%s has a CNAME record, and beside it %s: want one or the other (RFC 1034 §3.6.2)",
			header.Name, dns.TypeToString[header.Rrtype])
	case header.Rrtype == dns.TypeCNAME && alias == nil && len(n.sets) > 0:
		return fmt.Errorf("%s has a CNAME record, and beside it %s: want one or the other (RFC 1034 §3.6.2)",
			header.Name, dns.TypeToString[n.sets[0].rtype])
	case header.Rrtype == dns.TypeCNAME && alias != nil && !strings.EqualFold(alias.records[0].Value, shown(rr).Value):
		return fmt.Errorf("%s has two CNAME records, to %s and to %s: want one (RFC 2181 §10.1)",
			header.Name, alias.records[0].Value, shown(rr).Value)
	}
	return nil
}

// CheckAliases finds a name that has a CNAME and other records besides, or two of them. The records are such as NewRecord makes.
func CheckAliases(records []Record) error {
	if !slices.ContainsFunc(records, func(r Record) bool { return r.Type == "CNAME" }) {
		return nil
	}
	_, err := newZone(records, nil)
	return err
}

func (n *node) set(rtype uint16) *recordSet {
	for i := range n.sets {
		if n.sets[i].rtype == rtype {
			return &n.sets[i]
		}
	}
	return nil
}

// resolve answers a question as a resolver does: with the whole chain of aliases and what is at its end.
func (z *zone) resolve(name string, rtype uint16) result {
	answer := result{verdict: verdict{security: secure}}
	for range longestChain + 1 {
		key := strings.ToLower(name)
		if z.signing == nil && !z.isAssumed(key) {
			answer.verdict.security = insecure
		}
		if target, redirected := z.redirect(key, &answer); redirected {
			if target == "" {
				return answer
			}
			name = target
			continue
		}
		found, owner := z.lookUp(name, key)
		if found == nil {
			answer.rcode = dns.RcodeNameError // with the chain before it, if any (RFC 6604 §3)
			answer.authority, answer.denied = z.authority(key, rtype), key
			return answer
		}
		alias := found.set(dns.TypeCNAME)
		if alias == nil || rtype == dns.TypeANY || rtype == dns.TypeCNAME {
			z.end(&answer, found, owner, key, rtype)
			return answer
		}
		answer.add(alias, owner)
		name = alias.rrs[0].(*dns.CNAME).Target
	}
	return result{rcode: dns.RcodeServerFailure}
}

// end adds the records at the end of a chain, or what says that there are none.
func (z *zone) end(answer *result, found *node, owner, key string, rtype uint16) {
	before := len(answer.rrs)
	for i := range found.sets {
		if rtype == dns.TypeANY || rtype == found.sets[i].rtype {
			answer.add(&found.sets[i], owner)
		}
	}
	switch {
	case len(answer.rrs) > before:
	case rtype == dns.TypeSOA && z.apex(key) == key:
		soa := z.guessedSOA(key)
		answer.add(&recordSet{rrs: []dns.RR{soa}, records: []Record{shown(soa)}}, "")
	case z.signing.hold(answer, key, rtype):
	default:
		answer.authority, answer.denied = z.authority(key, rtype), key
	}
}

// redirect applies the DNAME above a name, if there is one, and adds it to the answer with the CNAME
// that it stands for (RFC 6672 §3.1). No target: the new name is too long and the answer is complete.
func (z *zone) redirect(name string, answer *result) (target string, redirected bool) {
	if !z.hasDNAMEs {
		return "", false
	}
	for above, ok := parent(name); ok; above, ok = parent(above) {
		set := z.nodes[above].dname()
		if set == nil {
			continue
		}
		answer.add(set, "")
		dname := set.rrs[0].(*dns.DNAME)
		target = strings.TrimSuffix(name, above) + strings.TrimPrefix(dname.Target, ".")
		if _, err := canonicalName(target); err != nil {
			answer.rcode = dns.RcodeYXDomain
			return "", true
		}
		hdr := dns.RR_Header{Name: name, Rrtype: dns.TypeCNAME, Class: dns.ClassINET, Ttl: dname.Hdr.Ttl}
		cname := &dns.CNAME{Hdr: hdr, Target: target}
		answer.add(&recordSet{rrs: []dns.RR{cname}, records: []Record{shown(cname)}}, "")
		return target, true
	}
	return "", false
}

func (n *node) dname() *recordSet {
	if n == nil {
		return nil
	}
	return n.set(dns.TypeDNAME)
}

// add shares the zone's slices where it can; the clipping makes a later append copy them. An owner, if there
// is one, is the name for which the records are synthesised.
func (r *result) add(set *recordSet, owner string) {
	if owner != "" {
		set = set.as(owner)
	}
	if len(r.rrs) == 0 {
		r.rrs, r.records = slices.Clip(set.rrs), slices.Clip(set.records)
		return
	}
	r.rrs, r.records = append(r.rrs, set.rrs...), append(r.records, set.records...)
}

// isAssumed says whether a name lies in a zone that is secure without signatures.
func (z *zone) isAssumed(name string) bool {
	return slices.ContainsFunc(z.assumed, func(zone string) bool {
		return zone == "." || name == zone || strings.HasSuffix(name, "."+zone)
	})
}

// parent is the name one label up; the root has none.
func parent(name string) (string, bool) {
	if name == "." {
		return "", false
	}
	next, end := dns.NextLabel(name, 0)
	if end {
		return ".", true
	}
	return name[next:], true
}
