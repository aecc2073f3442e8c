package dnssec

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// status is what is known of a zone, or of an answer.
type status struct {
	verdict Verdict
	zone    string        // which zone it is, or where the reason lies
	keys    []*dns.DNSKEY // of a secure zone
	reason  string
}

func bogus(zone, reason string) status { return status{verdict: Bogus, zone: zone, reason: reason} }

// zoneOf walks from the root to a name and finds the zone in which it lies: the secure one, or what ends the chain of
// trust on the way.
func (v *Validator) zoneOf(ctx context.Context, name string) status {
	if known, ok := v.zones[name]; ok {
		return known
	}
	var found status
	if above, ok := parentOf(name); !ok {
		found = v.root(ctx)
	} else if found = v.zoneOf(ctx, above); found.verdict == Secure {
		found = v.delegation(ctx, found, name)
	}
	if found.verdict != Indeterminate { // the next time somebody may answer
		v.zones[name] = found
	}
	return found
}

// root is the zone that the anchor is for.
func (v *Validator) root(ctx context.Context) status {
	rr, err := dns.NewRR(v.Anchor)
	anchor, ok := rr.(*dns.DNSKEY)
	if err != nil || !ok || anchor.Hdr.Name != "." {
		return status{verdict: Indeterminate, zone: ".", reason: fmt.Sprintf("the trust anchor is no DNSKEY record of the root: %q", v.Anchor)}
	}
	return v.withKeys(ctx, ".", func(key *dns.DNSKEY) bool {
		return key.Algorithm == anchor.Algorithm && key.PublicKey == anchor.PublicKey
	}, "its key is not the trust anchor")
}

// delegation finds out whether a zone begins at a name in a secure one, and what of it is secure (RFC 4035 §5.2).
func (v *Validator) delegation(ctx context.Context, parent status, name string) status {
	answer, failed := v.ask(ctx, name, dns.TypeDS)
	if failed.verdict != Secure {
		return failed
	}
	sets := setsOf(answer.Answer)
	found := sets.find(name, dns.TypeDS)
	if alias, _ := sets.alias(name); found == nil && alias != nil {
		found = alias // beside which there is no zone
	}
	if found == nil {
		return v.withoutDS(parent, name, answer)
	}
	if found.signer() == "" {
		return bogus(parent.zone, "the signatures are missing")
	}
	if found.signer() != parent.zone {
		return bogus(parent.zone, fmt.Sprintf("the DS of %s is signed by %s", name, found.signer()))
	}
	if _, problem := found.verify(parent.keys, v.now()); problem != "" {
		return bogus(parent.zone, problem)
	}
	if found.rtype() != dns.TypeDS {
		return parent
	}
	usable := slices.DeleteFunc(slices.Clone(found.rrs), func(rr dns.RR) bool { return !isUsable(rr.(*dns.DS)) })
	if len(usable) == 0 {
		return status{verdict: Insecure, zone: name, reason: "nobody knows its algorithm"}
	}
	return v.withKeys(ctx, name, func(key *dns.DNSKEY) bool {
		return slices.ContainsFunc(usable, func(rr dns.RR) bool { return isOf(rr.(*dns.DS), key) })
	}, "the DS is of another key")
}

// withoutDS is what follows from the absence of a DS record.
func (v *Validator) withoutDS(parent status, name string, answer *dns.Msg) status {
	proof, problem := v.proofOf(answer, parent)
	if problem.verdict != Secure {
		return problem
	}
	switch absence := proof.absent(name, dns.TypeDS, answer.Rcode == dns.RcodeNameError); {
	case absence == optedOut:
		return status{verdict: Insecure, zone: name, reason: "it is passed over by the zone above (opt-out)"}
	case absence == unproven:
		return bogus(name, "the absence of its DS is not proven")
	case proof.delegates(name):
		return status{verdict: Insecure, zone: name, reason: "it has no DS"}
	}
	return parent
}

// withKeys is a zone whose keys are believed because of one of them.
func (v *Validator) withKeys(ctx context.Context, name string, isTrusted func(*dns.DNSKEY) bool, otherwise string) status {
	answer, failed := v.ask(ctx, name, dns.TypeDNSKEY)
	if failed.verdict != Secure {
		return failed
	}
	set := setsOf(answer.Answer).find(name, dns.TypeDNSKEY)
	if set == nil {
		return bogus(name, "there is a DS and no DNSKEY")
	}
	var all, trusted []*dns.DNSKEY
	for _, rr := range set.rrs {
		key := rr.(*dns.DNSKEY)
		all = append(all, key)
		if isTrusted(key) {
			trusted = append(trusted, key)
		}
	}
	if len(trusted) == 0 {
		return bogus(name, otherwise)
	}
	if _, problem := set.verify(trusted, v.now()); problem != "" {
		return bogus(name, problem)
	}
	return status{zone: name, keys: all}
}

// isUsable says whether a DS record is of an algorithm and a digest that are known here (RFC 8624).
func isUsable(ds *dns.DS) bool {
	algorithms := []uint8{dns.RSASHA256, dns.RSASHA512, dns.ECDSAP256SHA256, dns.ECDSAP384SHA384, dns.ED25519}
	digests := []uint8{dns.SHA1, dns.SHA256, dns.SHA384}
	return slices.Contains(algorithms, ds.Algorithm) && slices.Contains(digests, ds.DigestType)
}

func isOf(ds *dns.DS, key *dns.DNSKEY) bool {
	made := key.ToDS(ds.DigestType)
	return made != nil && made.KeyTag == ds.KeyTag && made.Algorithm == ds.Algorithm && strings.EqualFold(made.Digest, ds.Digest)
}
