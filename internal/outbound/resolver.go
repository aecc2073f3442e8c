// Package outbound is what the built-in senders share: finding hosts in the DNS and talking SMTP
// to them. It decides nothing: which answer is good enough is its caller's business.
package outbound

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/miekg/dns"

	"mtalab/internal/dnssec"
	"mtalab/sim/clock"
	"mtalab/sim/network"
)

// What a lookup can fail with.
var (
	ErrNoDomain  = errors.New("the name does not exist")      // NXDOMAIN
	ErrNoRecords = errors.New("the name has no such records") // NODATA
	ErrTemporary = errors.New("the lookup failed for now")    // SERVFAIL, REFUSED, no answer, a loop
)

const (
	lookupPatience = 5 * time.Second
	// largestAnswer is what is offered for UDP, in octets: that of the DNS flag day of 2020.
	largestAnswer = 1232
	lookupTries   = 2
	// longestAliasChain is how many CNAMEs a lookup follows; RFC 1034 §3.6.2 asks for "some limit".
	longestAliasChain = 10
)

// Resolver asks the world's name server. It keeps one UDP socket; Close closes it. Safe for
// concurrent use.
type Resolver struct {
	Network network.Network
	Server  netip.AddrPort
	Clock   *clock.Clock
	// Validator, if set, judges what the methods for secure lookups find, in place of the name server: see Validate.
	Validator *dnssec.Validator
	// OnAlias, if set, is told of a name whose records of a type are those of another.
	OnAlias func(qtype, name, target string)

	mu     sync.Mutex
	udp    net.Conn
	answer [largestAnswer]byte // the latest that came over udp
	next   uint16
}

// MX is one mail exchanger. Host has no final dot; it is empty for the root (RFC 7505).
type MX struct {
	Preference uint16
	Host       string
}

// MX looks up the mail exchangers of a domain, in the order of the answer.
func (r *Resolver) MX(ctx context.Context, domain string) ([]MX, error) {
	answers, err := r.lookup(ctx, domain, dns.TypeMX)
	if err != nil {
		return nil, err
	}
	var exchangers []MX
	for _, answer := range answers {
		if mx, ok := answer.(*dns.MX); ok {
			exchangers = append(exchangers, MX{mx.Preference, hostname(mx.Mx)})
		}
	}
	return exchangers, nil
}

// IPv4 looks up the A records of a host, in the order of the answer.
func (r *Resolver) IPv4(ctx context.Context, host string) ([]netip.Addr, error) {
	return r.addresses(ctx, host, dns.TypeA)
}

// IPv6 looks up the AAAA records of a host, in the order of the answer.
func (r *Resolver) IPv6(ctx context.Context, host string) ([]netip.Addr, error) {
	return r.addresses(ctx, host, dns.TypeAAAA)
}

// Reverse looks up the PTR names of an address, in the order of the answer, without final dots.
// A reverse delegation by CNAME is followed (RFC 2317).
func (r *Resolver) Reverse(ctx context.Context, address netip.Addr) ([]string, error) {
	name, err := dns.ReverseAddr(address.String())
	if err != nil {
		return nil, fmt.Errorf("reverse name of %s: %w", address, err)
	}
	answers, err := r.lookup(ctx, name, dns.TypePTR)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, answer := range answers {
		if ptr, ok := answer.(*dns.PTR); ok {
			names = append(names, hostname(ptr.Ptr))
		}
	}
	return names, nil
}

// Close closes the socket.
func (r *Resolver) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.hangUp()
}

func (r *Resolver) addresses(ctx context.Context, host string, qtype uint16) ([]netip.Addr, error) {
	answers, err := r.lookup(ctx, host, qtype)
	if err != nil {
		return nil, err
	}
	var addresses []netip.Addr
	for _, answer := range answers {
		if address, ok := addressIn(answer); ok {
			addresses = append(addresses, address)
		}
	}
	return addresses, nil
}

// lookup returns the records of the wanted type at the end of the alias chain.
func (r *Resolver) lookup(ctx context.Context, name string, qtype uint16) ([]dns.RR, error) {
	reply, err := r.ask(ctx, name, qtype, false)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", question(name, qtype), err)
	}
	return r.wanted(name, qtype, reply)
}

func question(name string, qtype uint16) string { return dns.TypeToString[qtype] + " of " + name }

// wanted are the records of a reply that were asked for.
func (r *Resolver) wanted(name string, qtype uint16, reply *dns.Msg) ([]dns.RR, error) {
	question := question(name, qtype)
	switch reply.Rcode {
	case dns.RcodeSuccess:
	case dns.RcodeNameError:
		return nil, fmt.Errorf("%s: %w", question, ErrNoDomain)
	default:
		return nil, fmt.Errorf("%s: %w: %s", question, ErrTemporary, dns.RcodeToString[reply.Rcode])
	}
	wanted, err := follow(dns.Fqdn(name), qtype, reply.Answer)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", question, err)
	}
	if owner := wanted[0].Header().Name; r.OnAlias != nil && !strings.EqualFold(owner, dns.Fqdn(name)) {
		r.OnAlias(dns.TypeToString[qtype], hostname(name), hostname(owner))
	}
	return wanted, nil
}

// follow finds the records of the wanted type at the end of the chain of aliases that begins at name.
// What else stands in an answer was not asked for and does not count.
func follow(name string, qtype uint16, answers []dns.RR) ([]dns.RR, error) {
	for range longestAliasChain + 1 {
		var wanted []dns.RR
		alias := ""
		for _, answer := range answers {
			if !strings.EqualFold(answer.Header().Name, name) {
				continue
			}
			if answer.Header().Rrtype == qtype {
				wanted = append(wanted, answer)
			} else if cname, ok := answer.(*dns.CNAME); ok {
				alias = cname.Target
			}
		}
		switch {
		case len(wanted) > 0:
			return wanted, nil
		case alias == "":
			return nil, ErrNoRecords
		}
		name = alias
	}
	return nil, fmt.Errorf("%w: a chain of more than %d aliases", ErrTemporary, longestAliasChain)
}

func hostname(fqdn string) string { return strings.TrimSuffix(fqdn, ".") }
