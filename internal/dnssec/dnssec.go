// Package dnssec validates answers of the DNS (RFC 4035 §5) and says why one fails, and in which zone.
//
//	validator := &dnssec.Validator{Ask: ask, Anchor: anchor}
//	result := validator.Lookup(ctx, "_25._tcp.mx1.example.com.", dns.TypeTLSA)
//	if result.Verdict == dnssec.Secure { … result.Records … }
package dnssec

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/miekg/dns"
)

// Verdict is what a validator makes of an answer (RFC 4035 §4.3). The worse is the greater.
type Verdict int

// The four of RFC 4035 §4.3; Indeterminate is also that nobody answered.
const (
	Secure Verdict = iota
	Insecure
	Indeterminate
	Bogus
)

func (v Verdict) String() string {
	return [...]string{"secure", "insecure", "indeterminate", "bogus"}[v]
}

// Result is what a lookup found.
type Result struct {
	Verdict Verdict
	// Zone is where the reason lies; both are empty if the answer is secure.
	Zone, Reason string
	// Answer is that of the name server; nil: none came. The records are those of it that were asked for, at the end of the
	// chain of aliases. A bogus answer has them too.
	Answer  *dns.Msg
	Records []dns.RR
	// Name is what the chain of aliases leads to, without one the name asked for.
	Name string
}

// String is the verdict with its reason: "bogus: example.com.: the signature has expired".
func (r Result) String() string {
	if r.Reason == "" {
		return r.Verdict.String()
	}
	return fmt.Sprintf("%s: %s: %s", r.Verdict, r.Zone, r.Reason)
}

func (r *Result) worsen(s status) {
	if s.verdict > r.Verdict {
		r.Verdict, r.Zone, r.Reason = s.verdict, s.zone, s.reason
	}
}

// Validator looks names up and validates what it is told. It is safe for concurrent use, one lookup at a time.
type Validator struct {
	// Ask puts a question to a name server that hands out signatures and proofs.
	Ask func(context.Context, *dns.Msg) (*dns.Msg, error)
	// Anchor is the DNSKEY record of the root, as a line of a zone file.
	Anchor string
	// Now is the clock by which signatures are valid; nil: the machine's.
	Now func() time.Time

	mu      sync.Mutex
	zones   map[string]status // what is known of the zone in which a name lies
	learned time.Time         // when the first of it was
}

// kept is how long the state of a zone is believed.
const kept = time.Minute

// longestChain is how many aliases are followed.
const longestChain = 16

// largestAnswer is what is offered for UDP, in octets: that of the DNS flag day of 2020.
const largestAnswer = 1232

// Lookup asks for the records of a name, follows aliases, and validates each step and what is denied at the end.
func (v *Validator) Lookup(ctx context.Context, name string, qtype uint16) Result {
	v.mu.Lock()
	defer v.mu.Unlock()
	if now := v.now(); v.zones == nil || now.Sub(v.learned) > kept || now.Before(v.learned) {
		v.zones, v.learned = map[string]status{}, now
	}
	result := Result{Name: dns.CanonicalName(name)}
	answer, failed := v.ask(ctx, result.Name, qtype)
	result.Answer = answer
	if failed.verdict != Secure {
		result.worsen(failed)
		return result
	}
	sets := setsOf(answer.Answer)
	for range longestChain {
		found := sets.find(result.Name, qtype)
		if found != nil {
			result.Records = found.rrs
			result.worsen(v.positive(ctx, found, answer))
			return result
		}
		alias, target := sets.alias(result.Name)
		if alias == nil {
			result.worsen(v.negative(ctx, result.Name, qtype, answer))
			return result
		}
		result.worsen(v.positive(ctx, alias, answer))
		result.Name = target
	}
	result.worsen(status{verdict: Indeterminate, zone: result.Name, reason: "the chain of aliases is too long"})
	return result
}

func (v *Validator) now() time.Time {
	if v.Now == nil {
		return time.Now()
	}
	return v.Now()
}

// ask puts one question; who validates wants bogus answers too (RFC 4035 §3.2.2).
func (v *Validator) ask(ctx context.Context, name string, qtype uint16) (*dns.Msg, status) {
	request := new(dns.Msg).SetQuestion(name, qtype).SetEdns0(largestAnswer, true)
	request.CheckingDisabled = true
	answer, err := v.Ask(ctx, request)
	switch {
	case err != nil:
		return nil, status{verdict: Indeterminate, zone: name, reason: err.Error()}
	case answer.Rcode != dns.RcodeSuccess && answer.Rcode != dns.RcodeNameError:
		return answer, status{verdict: Indeterminate, zone: name, reason: "the name server answers " + dns.RcodeToString[answer.Rcode]}
	}
	answer.AuthenticatedData = false // who validates decides it
	return answer, status{}
}

// positive is the verdict on a record set that an answer has.
func (v *Validator) positive(ctx context.Context, set *rrset, answer *dns.Msg) status {
	signer := set.signer()
	if signer == "" {
		return v.unsigned(ctx, set.owner(), set.rtype())
	}
	zone := v.zoneOf(ctx, signer)
	if zone.verdict != Secure {
		return zone
	}
	if zone.zone != signer {
		return bogus(zone.zone, fmt.Sprintf("it is signed by %s, which is no zone", signer))
	}
	rrsig, problem := set.verify(zone.keys, v.now())
	if problem != "" {
		return bogus(signer, problem)
	}
	if rest := int(rrsig.Labels); rest < labelsToSign(set.owner()) {
		return v.expanded(set.owner(), rest, zone, answer)
	}
	return status{zone: signer}
}

// unsigned is the verdict on what has no signature: whether the zone of a name may have none.
func (v *Validator) unsigned(ctx context.Context, owner string, rtype uint16) status {
	if above, ok := parentOf(owner); ok && rtype == dns.TypeDS {
		owner = above
	}
	zone := v.zoneOf(ctx, owner)
	if zone.verdict == Secure {
		return bogus(zone.zone, "the signatures are missing")
	}
	return zone
}

// expanded is the verdict on a name that was made from a wildcard, which it must not exist itself for (RFC 4035 §5.3.4).
func (v *Validator) expanded(owner string, labels int, zone status, answer *dns.Msg) status {
	proof, problem := v.proofOf(answer, zone)
	if problem.verdict != Secure {
		return problem
	}
	encloser := lastLabels(owner, labels)
	next := lastLabels(owner, labels+1)
	switch covered, optedOut := proof.covers(owner, next); {
	case !covered:
		return bogus(zone.zone, "it is made from the wildcard below "+encloser+", and nothing proves that the name does not exist")
	case optedOut:
		return status{verdict: Insecure, zone: zone.zone, reason: "unsigned zones are passed over there (opt-out)"}
	}
	return status{zone: zone.zone}
}

// negative is the verdict on the absence of records, or of a name.
func (v *Validator) negative(ctx context.Context, name string, qtype uint16, answer *dns.Msg) status {
	signer := setsOf(answer.Ns).denier(name)
	if signer == "" {
		return v.unsigned(ctx, name, qtype)
	}
	zone := v.zoneOf(ctx, signer)
	if zone.verdict != Secure {
		return zone
	}
	proof, problem := v.proofOf(answer, zone)
	if problem.verdict != Secure {
		return problem
	}
	switch absence := proof.absent(name, qtype, answer.Rcode == dns.RcodeNameError); absence {
	case proven:
		return status{zone: signer}
	case optedOut:
		return status{verdict: Insecure, zone: signer, reason: "unsigned zones are passed over there (opt-out)"}
	}
	return bogus(signer, "the absence is not proven")
}
