package outbound

import (
	"context"
	"encoding/hex"
	"fmt"
	"net"
	"net/netip"

	"github.com/miekg/dns"

	"mtalab/internal/dnssec"
)

// Answer is what a lookup found of which it matters whether it is secure.
type Answer[T any] struct {
	// Records are those asked for, in the order of the answer.
	Records []T
	// Secure says that DNSSEC vouches for every step from the name to the records, or to their absence. It is so by the AD
	// bit of the name server, whom the sender trusts, or by the Validator.
	Secure bool
	// Name is what aliases lead to, without a final dot; without one the name asked for.
	Name string
}

// The methods below are for DANE (RFC 7672 §2.1). Their errors are those of the others, beside an Answer without records: of
// ErrNoDomain and ErrNoRecords it still says whether the absence is secure. ErrTemporary is also what a bogus answer is.

// TLSA is one TLSA record (RFC 6698 §2.1).
type TLSA struct {
	Usage, Selector, MatchingType uint8
	Data                          []byte
}

// TLSA looks up the TLSA records of a name such as "_25._tcp.mx1.example.com".
func (r *Resolver) TLSA(ctx context.Context, name string) (Answer[TLSA], error) {
	return secureLookup(ctx, r, name, dns.TypeTLSA, func(rr dns.RR) (TLSA, bool) {
		record, ok := rr.(*dns.TLSA)
		if !ok {
			return TLSA{}, false
		}
		data, err := hex.DecodeString(record.Certificate)
		return TLSA{record.Usage, record.Selector, record.MatchingType, data}, err == nil
	})
}

// SecureMX is MX, and whether the answer is secure.
func (r *Resolver) SecureMX(ctx context.Context, domain string) (Answer[MX], error) {
	return secureLookup(ctx, r, domain, dns.TypeMX, func(rr dns.RR) (MX, bool) {
		mx, ok := rr.(*dns.MX)
		if !ok {
			return MX{}, false
		}
		return MX{mx.Preference, hostname(mx.Mx)}, true
	})
}

// SecureIPv4 is IPv4, and whether the answer is secure.
func (r *Resolver) SecureIPv4(ctx context.Context, host string) (Answer[netip.Addr], error) {
	return secureLookup(ctx, r, host, dns.TypeA, addressIn)
}

// SecureIPv6 is IPv6, and whether the answer is secure.
func (r *Resolver) SecureIPv6(ctx context.Context, host string) (Answer[netip.Addr], error) {
	return secureLookup(ctx, r, host, dns.TypeAAAA, addressIn)
}

// SecureAlias looks up where the CNAME record of a name leads, and whether that alone is secure (RFC 7672 §2.2.3).
func (r *Resolver) SecureAlias(ctx context.Context, name string) (Answer[string], error) {
	return secureLookup(ctx, r, name, dns.TypeCNAME, func(rr dns.RR) (string, bool) {
		alias, ok := rr.(*dns.CNAME)
		if !ok {
			return "", false
		}
		return hostname(alias.Target), true
	})
}

// Validate makes the resolver validate what it is told, by the DNSKEY record of the root in place of the AD bit.
func (r *Resolver) Validate(anchor string) {
	r.Validator = &dnssec.Validator{Ask: r.put, Anchor: anchor, Now: r.Clock.Now}
}

// addressIn is the address of an A or AAAA record.
func addressIn(rr dns.RR) (netip.Addr, bool) {
	var ip net.IP
	switch record := rr.(type) {
	case *dns.A:
		ip = record.A.To4()
	case *dns.AAAA:
		ip = record.AAAA.To16()
	}
	return netip.AddrFromSlice(ip)
}

func secureLookup[T any](ctx context.Context, r *Resolver, name string, qtype uint16, read func(dns.RR) (T, bool)) (Answer[T], error) {
	answer := Answer[T]{Name: hostname(name)}
	reply, err := r.securely(ctx, name, qtype)
	if err != nil {
		return answer, fmt.Errorf("%s: %w", question(name, qtype), err)
	}
	answer.Secure = reply.AuthenticatedData
	records, err := r.wanted(name, qtype, reply)
	if err != nil {
		return answer, err
	}
	answer.Name = hostname(records[0].Header().Name)
	for _, rr := range records {
		if record, ok := read(rr); ok {
			answer.Records = append(answer.Records, record)
		}
	}
	return answer, nil
}

// securely asks, with AD in the reply if it is secure.
func (r *Resolver) securely(ctx context.Context, name string, qtype uint16) (*dns.Msg, error) {
	if r.Validator == nil {
		return r.ask(ctx, name, qtype, true)
	}
	found := r.Validator.Lookup(ctx, dns.Fqdn(name), qtype)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case found.Verdict == dnssec.Bogus, found.Verdict == dnssec.Indeterminate:
		return nil, fmt.Errorf("%w: %s", ErrTemporary, found)
	}
	found.Answer.AuthenticatedData = found.Verdict == dnssec.Secure
	return found.Answer, nil
}
