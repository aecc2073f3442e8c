package esa

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"maps"

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
	setBy   string // which entry of the destination controls says so (ESA-2)
	// withoutMail ends every session once its TLS was judged: that is all tlsverify does.
	withoutMail bool
	left        int                  // candidates behind the one at hand
	failure     tlsFailure           // of the candidates so far
	before      map[string]string    // what the server offered before TLS
	tlsa        outbound.DANEState   // of the candidate at hand
	session     *outbound.Session    // with the candidate at hand; nil: it could not be reached
	tls         *tls.ConnectionState // of that session
	unjudged    error                // why nothing can be said of the message: a limit of the model
}

// run tries candidate after candidate until one takes the message (ESA-61, RFC 5321 §5.1); without
// any left the message is deferred (ESA-16).
func (d *delivery) run(ctx context.Context) []evidence.Outcome {
	d.note(d.settingOf(), "%s to %s", d.setting, d.domain)
	if d.setting == No && d.env.Policy.ControlsFor(d.domain).DANE != "" {
		d.note(withoutDANE, "DANE is not asked for, as TLS is off")
	}
	plan := d.plan(ctx, d.domain)
	d.announce(plan)
	if plan.fate != "" {
		return d.outcomes(outbound.Verdict{Fate: plan.fate, Reason: plan.reason, Cause: plan.cause}, candidate{})
	}
	var last outbound.Verdict
	reached := false
	for i, candidate := range plan.candidates {
		d.left = len(plan.candidates) - i - 1
		last = d.try(ctx, candidate)
		reached = reached || d.session != nil
		if last.Fate != "" || d.unjudged != nil {
			if last.Fate != "" && !last.Fate.Delivered() {
				d.alert(last.Reason)
			}
			return d.outcomes(last, candidate)
		}
	}
	d.alert(last.Reason)
	if plan.route != "" && !reached && last.Cause == hostDown {
		last.Cause = routesDown
	}
	last.Fate = evidence.Deferred
	return d.outcomes(last, candidate{})
}

func (d *delivery) outcomes(all outbound.Verdict, at candidate) []evidence.Outcome {
	return d.Outcomes(all, at.serverName(), at.address.Addr())
}

// converse has one session with a candidate.
func (d *delivery) converse(ctx context.Context, to candidate) outbound.Verdict {
	session, v, ok := outbound.Open(ctx, d.env, to.address, hostDown)
	if session == nil {
		return v
	}
	defer session.Close()
	session.Faults = d.faults.Faults
	session.BelievesUnasked = d.options.unaskedReplies == "believed"
	d.session = session
	if ok {
		v, ok = session.Greet(d.env.Hostname, hostDown)
	}
	if !ok {
		return d.quit(session, v)
	}
	if d.setting == No {
		return d.quit(session, d.sendMessage(session, outbound.Verdict{Fate: evidence.DeliveredPlaintext, Cause: never, Reason: "TLS is not negotiated"}))
	}
	v, goesOn := d.startTLS(ctx, session, to)
	switch {
	case !goesOn:
		d.noteTLSFailure(v)
		return d.quit(session, v)
	case v.Fate == evidence.DeliveredPlaintext:
		return d.quit(session, d.sendMessage(session, v))
	}
	return d.quit(session, d.insideTLS(session, v))
}

// startTLS negotiates and verifies (ESA-15). If the session goes on, the fate says what a message
// handed over in it will have met; if not, the verdict is final for this candidate.
func (d *delivery) startTLS(ctx context.Context, session *outbound.Session, to candidate) (v outbound.Verdict, goesOn bool) {
	if !session.Offers("STARTTLS") {
		return d.withoutTLS(d.unchecked(), "STARTTLS is not offered")
	}
	d.before = maps.Clone(session.Extensions)
	reply, err := session.AskForTLS()
	switch {
	case err != nil:
		return outbound.Next(brokenNegotiation, "no answer to STARTTLS: %s", outbound.Trouble(err)), false
	case reply.Code == 421:
		return outbound.Next(brokenNegotiation, "STARTTLS is answered %s", reply), false
	case reply.Code == 250 && d.faults.BeginsTLSAfter250:
	case reply.Code != 220: // nor does a 250 begin TLS (AMB-14)
		return d.withoutTLS(refusalOf(reply.Code), fmt.Sprintf("STARTTLS is answered %s", reply))
	}
	state, err := session.Handshake(ctx, d.tlsConfig(to))
	if err != nil {
		return d.handshakeFailed(ctx, to, err), false
	}
	d.tls = &state
	if v, decided := d.judgedByDANE(to); decided {
		return v, v.Fate != ""
	}
	if !d.verifies() {
		return outbound.Verdict{Fate: evidence.DeliveredEncrypted, Cause: d.unchecked(), Reason: "the certificate is not checked"}, true
	}
	result := d.verifyUnlessFaulty(ctx, state, to)
	switch {
	case result.ok:
		return outbound.Verdict{Fate: evidence.DeliveredVerified, Reason: result.why, Cause: result.cause}, true
	case d.setting == PreferredVerify && d.left > 0:
		return outbound.Verdict{Fate: evidence.DeliveredEncrypted, Reason: result.why, Cause: takenUnverified}, true
	case d.setting == PreferredVerify:
		return outbound.Verdict{Fate: evidence.DeliveredEncrypted, Reason: result.why, Cause: preferredVerify}, true
	}
	return outbound.Next(requiredVerify, "%s", result.why), false // RFC 3207 §4.1: QUIT is the right move
}

// withoutTLS goes on in the clear where the setting allows it: nothing has been promised before a
// 220 (ESA-11, ESA-13).
func (d *delivery) withoutTLS(cause evidence.Cause, why string) (v outbound.Verdict, goesOn bool) {
	if d.requiresTLS() {
		return outbound.Next(d.demand(), "%s and TLS is required", why), false
	}
	d.note(cause, "%s: on in plaintext", why)
	return outbound.Verdict{Fate: evidence.DeliveredPlaintext, Cause: d.unchecked(), Reason: why}, true
}

// refusalOf is the cause of going on without TLS after a reply to STARTTLS.
func refusalOf(code int) evidence.Cause {
	switch code {
	case 454:
		return refusedForNow
	case 250:
		return notTwoHundred
	}
	return refusedForGood
}

// unrecognizedName is an alert (RFC 6066 §3).
const unrecognizedName = 112

// handshakeFailed gives the candidate up: after the 220 there is no way back to plaintext (ESA-11),
// but for an option of "Preferred - Verify" (AMB-12).
func (d *delivery) handshakeFailed(ctx context.Context, to candidate, err error) outbound.Verdict {
	cause := noWayBack
	switch {
	case errors.Is(err, outbound.ErrInjected):
		cause = injectedReply
	case outbound.Alerted(err, unrecognizedName):
		cause = unknownName
	case d.setting == PreferredVerify:
		cause = noWayBackVerify
	}
	if d.setting != RequiredVerify && d.setting != RequiredVerifyHosted { // which take no certificate that cannot be read
		d.unjudged = outbound.Unjudged(err)
	}
	failed := outbound.Next(cause, "no TLS session after the 220: %s", outbound.Trouble(err))
	mayFallBack := d.setting == PreferredVerify && d.options.preferredVerifyPost220 == "plaintext_reconnect"
	if mayFallBack && d.tlsa.Base == "" || d.faults.FallsBackAfter220 && !d.requiresTLS() {
		d.note(cause, "%s is tried again in plaintext: %s", to, failed.Reason)
		again := *d
		again.setting = No
		v := again.try(ctx, to)
		d.Refused = again.Refused
		return v
	}
	return failed
}

// insideTLS says EHLO again (RFC 3207 §4.2) and hands the message over.
func (d *delivery) insideTLS(session *outbound.Session, secured outbound.Verdict) outbound.Verdict {
	if d.withoutMail {
		return secured
	}
	session.SkipsGreeting = d.options.bannerAfterTLS == "lenient"
	if !d.faults.SkipsSecondEHLO {
		if v, ok := session.Greet(d.env.Hostname, hostDown); !ok {
			return v
		}
		d.noteOffers()
	}
	return d.sendMessage(session, secured)
}

// sendMessage hands the message over; if it is taken, what came before it decided its fate.
func (d *delivery) sendMessage(session *outbound.Session, so outbound.Verdict) outbound.Verdict {
	v := d.Transmit(session, so.Fate)
	if v.Fate == so.Fate {
		v.Reason, v.Cause = so.Reason, so.Cause
	}
	return v
}

// quit ends a session politely, if it is still one, and passes the verdict on.
func (d *delivery) quit(session *outbound.Session, v outbound.Verdict) outbound.Verdict {
	session.Quit()
	return v
}

func (d *delivery) tlsConfig(to candidate) *tls.Config {
	config := &tls.Config{
		// Both stages are run on the finished handshake: "Preferred - Verify" delivers over a
		// session whose certificate fails (ESA-24).
		InsecureSkipVerify:    true,
		VerifyPeerCertificate: outbound.BoundChain,
		MinVersion:            tls.VersionTLS12,
		Time:                  d.env.Clock.Now,
		// A resumed session shows no certificate, so that each delivery makes a handshake of its
		// own and verifies anew: there is no cache but that of a fault (CE-35).
		ClientSessionCache: d.faults.resumable,
	}
	if d.options.sni == "host" {
		config.ServerName = names.Wire(to.serverName())
		d.noteServerName(to)
	}
	if d.tlsa.Base != "" {
		config.ServerName = names.Wire(d.tlsa.Base) // under every reading
		d.note(baseServerName, "the server name %s is sent", config.ServerName)
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
	return d.setting.TLS == policy.Always || d.tlsa.Base != ""
}

func (d *delivery) verifies() bool {
	return d.setting.Chain == policy.Trusted
}

// unchecked is the cause of a delivery that no look at the certificate decides.
func (d *delivery) unchecked() evidence.Cause {
	return map[policy.Setting]evidence.Cause{Preferred: preferred, Required: required, PreferredVerify: preferredVerify}[d.setting]
}

// demand is the cause of giving up a host without TLS.
func (d *delivery) demand() evidence.Cause {
	switch {
	case d.tlsa.Base != "":
		return noPlaintext
	case d.setting == Required:
		return required
	}
	return requiredVerify
}
