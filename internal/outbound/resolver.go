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
		var ip net.IP
		switch record := answer.(type) {
		case *dns.A:
			ip = record.A.To4()
		case *dns.AAAA:
			ip = record.AAAA.To16()
		}
		if address, ok := netip.AddrFromSlice(ip); ok {
			addresses = append(addresses, address)
		}
	}
	return addresses, nil
}

// lookup returns the records of the wanted type at the end of the alias chain.
func (r *Resolver) lookup(ctx context.Context, name string, qtype uint16) ([]dns.RR, error) {
	question := dns.TypeToString[qtype] + " of " + name
	reply, err := r.ask(ctx, name, qtype)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", question, err)
	}
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

// ask puts one question, again if nobody answers, and over TCP if the answer does not fit.
func (r *Resolver) ask(ctx context.Context, name string, qtype uint16) (*dns.Msg, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	query := new(dns.Msg)
	query.SetQuestion(dns.Fqdn(name), qtype)
	query.SetEdns0(largestAnswer, false)
	var err error
	for range lookupTries {
		var reply *dns.Msg
		if reply, err = r.overUDP(ctx, query); err == nil && reply.Truncated {
			reply, err = r.overTCP(ctx, query)
		}
		if err == nil {
			return reply, nil
		}
		_ = r.hangUp() // a late answer must not meet the next question
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return nil, fmt.Errorf("%w: %w", ErrTemporary, withoutPorts(err))
}

func (r *Resolver) overUDP(ctx context.Context, query *dns.Msg) (*dns.Msg, error) {
	if r.udp == nil {
		conn, err := r.Network.DialContext(ctx, "udp", r.Server.String())
		if err != nil {
			return nil, err
		}
		r.udp = conn
	}
	return r.exchange(ctx, r.udp, datagrams{r.udp, r.answer[:]}, query)
}

func (r *Resolver) overTCP(ctx context.Context, query *dns.Msg) (*dns.Msg, error) {
	conn, err := r.Network.DialContext(ctx, "tcp", r.Server.String())
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return r.exchange(ctx, conn, &dns.Conn{Conn: conn}, query)
}

// messages carries whole DNS messages.
type messages interface {
	WriteMsg(*dns.Msg) error
	ReadMsg() (*dns.Msg, error)
}

func (r *Resolver) exchange(ctx context.Context, conn net.Conn, over messages, query *dns.Msg) (*dns.Msg, error) {
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	if err := conn.SetReadDeadline(r.Clock.Now().Add(lookupPatience)); err != nil {
		return nil, err
	}
	defer func() { _ = conn.SetReadDeadline(time.Time{}) }() // a kept socket waits for nothing
	r.next++
	query.Id = r.next
	if err := over.WriteMsg(query); err != nil {
		return nil, err
	}
	for {
		reply, err := over.ReadMsg()
		if err != nil {
			return nil, err
		}
		if answers(reply, query) {
			return reply, nil
		}
	}
}

// answers says whether a message is the answer to a query: anything else that arrives is left alone
// (RFC 5452 §9.1).
func answers(reply, query *dns.Msg) bool {
	if reply.Id != query.Id || !reply.Response || len(reply.Question) != 1 {
		return false
	}
	asked, repeated := query.Question[0], reply.Question[0]
	return asked.Qtype == repeated.Qtype && asked.Qclass == repeated.Qclass && strings.EqualFold(asked.Name, repeated.Name)
}

// datagrams carries a message in each datagram; dns.Conn would take a wrapped socket for a stream.
type datagrams struct {
	net.Conn
	buffer []byte
}

func (d datagrams) WriteMsg(message *dns.Msg) error {
	packed, err := message.Pack()
	if err != nil {
		return err
	}
	_, err = d.Write(packed)
	return err
}

func (d datagrams) ReadMsg() (*dns.Msg, error) {
	n, err := d.Read(d.buffer)
	if err != nil {
		return nil, err
	}
	message := new(dns.Msg)
	return message, message.Unpack(d.buffer[:n])
}

func (r *Resolver) hangUp() error {
	if r.udp == nil {
		return nil
	}
	conn := r.udp
	r.udp = nil
	return conn.Close()
}

func hostname(fqdn string) string { return strings.TrimSuffix(fqdn, ".") }

// withoutPorts leaves out the addresses of a connection: a trail is the same on every network.
func withoutPorts(err error) error {
	var op *net.OpError
	switch {
	case !errors.As(err, &op):
		return err
	case op.Timeout():
		return errors.New("no answer in time")
	}
	return op.Err
}
