package rfc

import (
	"context"
	"crypto/tls"
	"fmt"
	"slices"

	"mtalab/internal/names"
	"mtalab/internal/outbound"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// delivery is one attempt at the recipients of one domain.
type delivery struct {
	*outbox
	outbound.Transaction
	domain  string
	setting policy.Setting
	dane    string
	// expanded is what the recipient domain is a secure alias of; empty: of nothing.
	expanded string

	// Of the next hop at hand:
	tlsa    daneState
	session *outbound.Session    // nil: it could not be reached
	tls     *tls.ConnectionState // nil: there is no TLS
}

// run tries host after host until one takes the message (RFC 5321 §5.1); without any left it stays in the queue.
func (d *delivery) run(ctx context.Context) []evidence.Outcome {
	hops, cause, verdict := d.nextHops(ctx)
	plan := evidence.Plan{Domain: d.domain, Recipients: d.Recipients, Setting: d.setting.Name, Cause: cause}
	for _, hop := range hops {
		plan.NextHops = append(plan.NextHops, d.described(hop))
	}
	d.env.Record(plan)
	if d.mistakes.prefersDANE {
		d.sortByDANE(ctx, hops)
	}
	for _, hop := range hops {
		verdict = d.try(ctx, hop)
		if verdict.Fate != "" {
			return d.Outcomes(verdict, hop.host, hop.address.Addr())
		}
	}
	if verdict.Fate == "" {
		verdict.Fate = evidence.Deferred
	}
	return d.Outcomes(verdict, "", nextHop{}.address.Addr())
}

// sortByDANE is the mistake prefersDANE.
func (d *delivery) sortByDANE(ctx context.Context, hops []nextHop) {
	slices.SortStableFunc(hops, func(a, b nextHop) int {
		return len(d.lookUpTLSA(ctx, b).Records) - len(d.lookUpTLSA(ctx, a).Records)
	})
}

// try attempts one next hop and tells what it saw.
func (d *delivery) try(ctx context.Context, to nextHop) outbound.Verdict {
	d.session, d.tls = nil, nil
	d.tlsa = d.lookUpTLSA(ctx, to)
	d.tlsa.tell(d)
	v := d.permitted()
	if v.Reason == "" {
		v = d.converse(ctx, to)
	}
	d.env.Record(outbound.Attempted(d.described(to), d.session, d.tls, v))
	return v
}

// permitted gives a host up before it is connected to (RFC 7672 §2.2, §6); a verdict without a reason does not.
func (d *delivery) permitted() outbound.Verdict {
	switch {
	case d.tlsa.Err != nil:
		return outbound.Next(failedLookup, "DANE: %v", d.tlsa.Err)
	case d.dane == policy.MandatoryDANE && !d.tlsa.Usable:
		return outbound.Next(mandatory, "DANE is mandatory, and there is no usable TLSA record: %s", d.tlsa.Why)
	}
	return outbound.Verdict{}
}

// requiresTLS says whether nothing may go in the clear.
func (d *delivery) requiresTLS() bool { return d.setting.TLS == policy.Always || d.tlsa.Base != "" }

// converse has one session with a next hop.
func (d *delivery) converse(ctx context.Context, to nextHop) outbound.Verdict {
	session, v, ok := outbound.Open(ctx, d.env, to.address, outbound.Unreachable)
	if session == nil {
		return v
	}
	defer session.Close()
	defer session.Quit()
	d.session = session
	if ok {
		v, ok = session.Greet(d.env.Hostname, outbound.Unreachable)
	}
	if !ok {
		return v
	}
	if d.setting.TLS == policy.Never {
		return d.sendMessage(outbound.Verdict{Fate: evidence.DeliveredPlaintext, Cause: opportunistic, Reason: "TLS is not negotiated"})
	}
	v, why := d.startTLS(ctx, to)
	switch {
	case why == "":
		return v
	case d.requiresTLS():
		return outbound.Next(d.demand(), "%s, and TLS is required", why)
	}
	return d.sendMessage(outbound.Verdict{Fate: evidence.DeliveredPlaintext, Cause: opportunistic, Reason: why})
}

// startTLS asks for TLS and does everything inside it; without TLS it says why, and the session goes on. After the 220 nothing is
// said in the clear (RFC 3207 §4).
func (d *delivery) startTLS(ctx context.Context, to nextHop) (v outbound.Verdict, inTheClear string) {
	if !d.session.Offers("STARTTLS") {
		return v, "STARTTLS is not offered"
	}
	reply, err := d.session.AskForTLS()
	switch {
	case err != nil:
		return outbound.Next(noAnswerToTLS, "no answer to STARTTLS: %s", outbound.Trouble(err)), ""
	case reply.Code != 220:
		return v, fmt.Sprintf("STARTTLS is answered %s", reply)
	}
	state, err := d.session.Handshake(ctx, d.tlsConfig(to))
	if err != nil {
		return outbound.Next(failedHandshake, "no TLS session after the 220: %s", outbound.Trouble(err)), ""
	}
	d.tls = &state
	secured := d.judge(to)
	if secured.Fate == "" {
		if d.mistakes.fallsBack && d.tlsa.Usable {
			return d.inTheClear(ctx, to), ""
		}
		return secured, ""
	}
	if v, ok := d.session.Greet(d.env.Hostname, outbound.Unreachable); !ok {
		return v, ""
	}
	return d.sendMessage(secured), ""
}

// inTheClear is the mistake fallsBack.
func (d *delivery) inTheClear(ctx context.Context, to nextHop) outbound.Verdict {
	again := *d
	again.setting, again.tlsa = policy.Setting{Name: "No", Requirement: policy.WithoutTLS}, daneState{}
	return again.converse(ctx, to)
}

// sendMessage hands the message over; if it is taken, what came before it decided its fate.
func (d *delivery) sendMessage(so outbound.Verdict) outbound.Verdict {
	v := d.Transmit(d.session, so.Fate)
	if v.Fate == so.Fate {
		return so
	}
	return v
}

// tlsConfig is for one handshake with a next hop. The server name is the TLSA base domain, or the host (RFC 7672 §8.1).
func (d *delivery) tlsConfig(to nextHop) *tls.Config {
	name := to.host
	if d.tlsa.Base != "" {
		name = d.tlsa.Base
	}
	if d.mistakes.sendsNoName {
		name = ""
	}
	return &tls.Config{
		ServerName:            names.Wire(name),
		InsecureSkipVerify:    true, // judge looks at the certificate
		VerifyPeerCertificate: outbound.BoundChain,
		MinVersion:            tls.VersionTLS12, // RFC 9325 §3.1.1
		Time:                  d.env.Clock.Now,
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			if d.env.Certificate == nil {
				return &tls.Certificate{}, nil
			}
			return d.env.Certificate, nil
		},
	}
}

func (d *delivery) note(cause evidence.Cause, format string, arguments ...any) {
	d.env.Record(evidence.Note{Text: fmt.Sprintf(format, arguments...), Cause: cause})
}
