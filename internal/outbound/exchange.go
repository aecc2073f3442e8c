package outbound

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// ask puts one question; with AD set it asks whether the answer is secure (RFC 6840 §5.7).
func (r *Resolver) ask(ctx context.Context, name string, qtype uint16, authentic bool) (*dns.Msg, error) {
	query := new(dns.Msg)
	query.SetQuestion(dns.Fqdn(name), qtype)
	query.SetEdns0(largestAnswer, false)
	query.AuthenticatedData = authentic
	return r.put(ctx, query)
}

// put puts a question, again if nobody answers, and over TCP if the answer does not fit.
func (r *Resolver) put(ctx context.Context, query *dns.Msg) (*dns.Msg, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
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
