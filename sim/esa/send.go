package esa

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
	"syscall"

	"golang.org/x/net/idna"

	"mtalab/sim"
	"mtalab/sim/outbound"
)

// delivery is one attempt at the recipients of one domain.
type delivery struct {
	*outbox
	domain     string
	setting    sim.Setting
	message    sim.Message
	recipients []string
	// withoutMail ends every session once its TLS was judged: that is all tlsverify does.
	withoutMail bool
	// refused are the recipients whose fate differs from that of the others.
	refused map[string]verdict

	session *outbound.Session    // with the candidate at hand; nil: it could not be reached
	tls     *tls.ConnectionState // of that session
}

// verdict is what came of one candidate: a fate, or none if the next one is to be tried.
type verdict struct {
	fate   sim.Fate
	reason string
	rule   string
}

// next gives a candidate up (NEXT in rules.md).
func next(rule, format string, arguments ...any) verdict {
	return verdict{rule: rule, reason: fmt.Sprintf(format, arguments...)}
}

// run tries candidate after candidate until one takes the message (ESA-61, RFC 5321 §5.1); without
// any left the message is deferred (ESA-16).
func (d *delivery) run(ctx context.Context) []sim.Outcome {
	d.note("", "%s to %s", d.setting, d.domain)
	itinerary := d.plan(ctx, d.domain)
	d.announce(itinerary)
	if itinerary.fate != "" {
		return d.outcomes(verdict{fate: itinerary.fate, reason: itinerary.reason, rule: itinerary.rule}, candidate{})
	}
	var last verdict
	for _, candidate := range itinerary.candidates {
		last = d.try(ctx, candidate)
		if last.fate != "" {
			return d.outcomes(last, candidate)
		}
	}
	if d.requiresTLS() && d.options.Alerts == "on" {
		d.env.Record(sim.Alert{Text: fmt.Sprintf("no delivery to %s under %q: %s", d.domain, d.setting, last.reason)})
	}
	last.fate = sim.Deferred
	return d.outcomes(last, candidate{})
}

func (d *delivery) outcomes(all verdict, at candidate) []sim.Outcome {
	outcomes := make([]sim.Outcome, len(d.recipients))
	for i, recipient := range d.recipients {
		v, special := d.refused[recipient]
		if !special {
			v = all
		}
		outcomes[i] = sim.Outcome{Recipient: recipient, Fate: v.fate, Reason: v.reason, Rule: v.rule}
		if v.fate.Delivered() {
			outcomes[i].Host, outcomes[i].Address = at.serverName(), at.address.Addr()
		}
	}
	return outcomes
}

// converse has one session with a candidate.
func (d *delivery) converse(ctx context.Context, to candidate) verdict {
	session, err := outbound.Dial(ctx, d.env.Network, d.env.Clock, to.address.String())
	if errors.Is(err, syscall.ECONNRESET) { // it came about, and was over before we knew
		return next("ESA-61", "no greeting: %s", trouble(err))
	}
	if err != nil {
		return next("ESA-61", "no connection: %s", trouble(err))
	}
	defer session.Close()
	session.Faults = d.faults
	d.session = session
	if reply, err := session.Greeting(); err != nil {
		return next("ESA-61", "no greeting: %s", trouble(err))
	} else if reply.Code != 220 {
		return d.quit(session, next("ESA-61", "greeted with %s", reply))
	}
	if v, ok := d.hello(session); !ok {
		return d.quit(session, v)
	}
	if d.setting == sim.No {
		return d.quit(session, d.handOver(session, verdict{fate: sim.DeliveredPlaintext, rule: "ESA-10", reason: "TLS is not negotiated"}))
	}
	v, goesOn := d.startTLS(ctx, session, to)
	switch {
	case !goesOn:
		return d.quit(session, v)
	case v.fate == sim.DeliveredPlaintext:
		return d.quit(session, d.handOver(session, v))
	}
	return d.quit(session, d.insideTLS(session, v))
}

// hello introduces the sender; not ok means that the session is over.
func (d *delivery) hello(session *outbound.Session) (verdict, bool) {
	reply, err := session.Hello(d.env.Hostname)
	switch {
	case errors.Is(err, outbound.ErrSecondGreeting):
		return next("EXCH-11", "%v", err), false
	case err != nil:
		return next("ESA-61", "no answer to EHLO: %s", trouble(err)), false
	case reply.Code == 250:
		return verdict{}, true
	case reply.Class() == 5:
		return bounced(reply, "EHLO and HELO are refused: %s", reply), false
	}
	return next("ESA-61", "EHLO is answered %s", reply), false
}

// startTLS negotiates and verifies (ESA-15). If the session goes on, the fate says what a message
// handed over in it will have met; if not, the verdict is final for this candidate.
func (d *delivery) startTLS(ctx context.Context, session *outbound.Session, to candidate) (v verdict, goesOn bool) {
	if !session.Offers("STARTTLS") {
		return d.withoutTLS("STARTTLS is not offered")
	}
	reply, err := session.AskForTLS()
	switch {
	case err != nil:
		return next("AMB-13", "no answer to STARTTLS: %s", trouble(err)), false
	case reply.Code == 421:
		return next("AMB-13", "STARTTLS is answered %s", reply), false
	case reply.Code == 250 && d.faults.BeginsTLSAfter250:
	case reply.Code != 220: // nor does a 250 begin TLS (AMB-14)
		return d.withoutTLS(fmt.Sprintf("STARTTLS is answered %s", reply))
	}
	state, err := session.Handshake(ctx, d.tlsConfig(to))
	if err != nil {
		return d.handshakeFailed(ctx, to, err), false
	}
	d.tls = &state
	if !d.verifies() {
		return verdict{fate: sim.DeliveredEncrypted, rule: d.uncheckedRule(), reason: "the certificate is not checked"}, true
	}
	result := d.verifyOrNot(ctx, state, to)
	switch {
	case result.ok:
		return verdict{fate: sim.DeliveredVerified, reason: result.why, rule: result.rule}, true
	case d.setting == sim.PreferredVerify:
		return verdict{fate: sim.DeliveredEncrypted, reason: result.why, rule: "ESA-13"}, true
	}
	return next("ESA-14", "%s", result.why), false // RFC 3207 §4.1: QUIT is the right move
}

// withoutTLS goes on in the clear where the setting allows it: nothing has been promised before a
// 220 (ESA-11, ESA-13).
func (d *delivery) withoutTLS(why string) (v verdict, goesOn bool) {
	if d.requiresTLS() {
		return next(d.refusalRule(), "%s and TLS is required", why), false
	}
	d.note(d.uncheckedRule(), "%s: on in plaintext", why)
	return verdict{fate: sim.DeliveredPlaintext, rule: d.uncheckedRule(), reason: why}, true
}

// handshakeFailed gives the candidate up: after the 220 there is no way back to plaintext (ESA-11),
// but for an option of "Preferred - Verify" (AMB-12).
func (d *delivery) handshakeFailed(ctx context.Context, to candidate, err error) verdict {
	rule := "ESA-11"
	if d.setting == sim.PreferredVerify {
		rule = "AMB-12"
	}
	failed := next(rule, "no TLS session after the 220: %s", trouble(err))
	mayFallBack := d.setting == sim.PreferredVerify && d.options.PreferredVerifyPost220 == "plaintext_reconnect"
	if mayFallBack || d.faults.FallsBackAfter220 && !d.requiresTLS() {
		d.note(rule, "%s is tried again in plaintext: %s", to, failed.reason)
		again := *d
		again.setting = sim.No
		v := again.try(ctx, to)
		d.refused = again.refused
		return v
	}
	return failed
}

// insideTLS says EHLO again (RFC 3207 §4.2) and hands the message over.
func (d *delivery) insideTLS(session *outbound.Session, secured verdict) verdict {
	if d.withoutMail {
		return secured
	}
	session.SkipsGreeting = d.options.BannerAfterTLS == "lenient"
	if !d.faults.SkipsSecondEHLO {
		if v, ok := d.hello(session); !ok {
			return v
		}
	}
	return d.handOver(session, secured)
}

// handOver hands the message over; if it is taken, what came before it decided its fate.
func (d *delivery) handOver(session *outbound.Session, so verdict) verdict {
	v := d.transmit(session, so.fate)
	if v.fate == so.fate {
		v.reason, v.rule = so.reason, so.rule
	}
	return v
}

// quit ends a session politely, if it is still one, and passes the verdict on.
func (d *delivery) quit(session *outbound.Session, v verdict) verdict {
	session.Quit()
	return v
}

func (d *delivery) tlsConfig(to candidate) *tls.Config {
	config := &tls.Config{
		// Both stages are run on the finished handshake: "Preferred - Verify" delivers over a
		// session whose certificate fails (ESA-24).
		InsecureSkipVerify:    true,
		VerifyPeerCertificate: boundChain,
		MinVersion:            tls.VersionTLS12,
		Time:                  d.env.Clock.Now,
		// A resumed session shows no certificate, so that each delivery makes a handshake of its
		// own and verifies anew: there is no cache but that of a fault (CE-35).
		ClientSessionCache: d.resumable,
	}
	if d.options.SNI == "host" {
		config.ServerName = inASCII(to.serverName())
	}
	if d.env.Certificate != nil {
		config.Certificates = []tls.Certificate{*d.env.Certificate}
	}
	return config
}

// serverName is the host name of a candidate; empty for an IP route (AMB-44).
func (c candidate) serverName() string {
	if len(c.hops) == 0 {
		return ""
	}
	return c.hops[0].host
}

func (d *delivery) requiresTLS() bool {
	return d.setting == sim.Required || d.setting == sim.RequiredVerify || d.setting == sim.RequiredVerifyHosted
}

func (d *delivery) verifies() bool {
	return d.setting == sim.PreferredVerify || d.setting == sim.RequiredVerify || d.setting == sim.RequiredVerifyHosted
}

func (d *delivery) uncheckedRule() string {
	return map[sim.Setting]string{sim.Preferred: "ESA-11", sim.Required: "ESA-12", sim.PreferredVerify: "ESA-13"}[d.setting]
}

func (d *delivery) refusalRule() string {
	if d.setting == sim.Required {
		return "ESA-12"
	}
	return "ESA-14"
}

// inASCII puts the domain of a recipient, or a host name, into A-labels; what cannot be is left alone.
func inASCII(name string) string {
	at := strings.LastIndexByte(name, '@') + 1
	ascii, err := idna.Lookup.ToASCII(name[at:])
	if err != nil {
		return name
	}
	return name[:at] + ascii
}
