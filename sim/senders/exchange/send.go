package exchange

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

	session *outbound.Session    // with the candidate at hand; nil: it could not be reached
	tls     *tls.ConnectionState // of that session

	unjudged error // why nothing can be said of the message: a limit of the model
}

// run tries candidate after candidate until one takes the message (RFC 5321 §5.1); without any left it
// stays in the queue (EXCH-24, EXCH-36).
func (d *delivery) run(ctx context.Context) []evidence.Outcome {
	candidates, cause, verdict := d.plan(ctx)
	plan := evidence.Plan{Domain: d.domain, Recipients: d.Recipients, Setting: d.setting.Name, Cause: cause}
	for _, candidate := range candidates {
		plan.NextHops = append(plan.NextHops, d.described(candidate))
	}
	d.note(d.settingOf(), "%s to %s", d.setting, d.domain)
	d.env.Record(plan)
	for _, candidate := range candidates {
		verdict = d.try(ctx, candidate)
		if verdict.Fate != "" || d.unjudged != nil {
			return d.Outcomes(verdict, candidate.host, candidate.address.Addr())
		}
	}
	if verdict.Fate == "" {
		verdict.Fate = evidence.Deferred
	}
	return d.Outcomes(verdict, "", candidate{}.address.Addr())
}

// try attempts one candidate and tells what it saw.
func (d *delivery) try(ctx context.Context, to candidate) outbound.Verdict {
	d.session, d.tls = nil, nil
	v := d.converse(ctx, to)
	d.env.Record(outbound.Attempted(d.described(to), d.session, d.tls, v))
	return v
}

// converse has one session with a candidate.
func (d *delivery) converse(ctx context.Context, to candidate) outbound.Verdict {
	session, v, ok := outbound.Open(ctx, d.env, to.address, outbound.Unreachable)
	if session == nil {
		return v
	}
	defer session.Close()
	defer session.Quit()
	d.session = session
	session.BelievesUnasked = d.options.unaskedReplies == "believed"
	if ok {
		v, ok = session.Greet(d.env.Hostname, outbound.Unreachable)
	}
	if !ok {
		return v
	}
	if d.setting.TLS == policy.Never {
		return d.sendMessage(outbound.Verdict{Fate: evidence.DeliveredPlaintext, Cause: d.demand(), Reason: "TLS is not negotiated"})
	}
	secured, why, cause := d.startTLS(ctx, to)
	switch {
	case secured.Fate != "" || why == "":
		return secured
	case d.setting.TLS != policy.IfOffered:
		return outbound.Next(d.withoutTLS(), "%s, and TLS is required", why)
	}
	return d.sendMessage(outbound.Verdict{Fate: evidence.DeliveredPlaintext, Cause: cause, Reason: why})
}

// startTLS asks for TLS and does everything inside it. Without TLS it says why, and the session goes on.
func (d *delivery) startTLS(ctx context.Context, to candidate) (v outbound.Verdict, withoutTLS string, cause evidence.Cause) {
	if !d.session.Offers("STARTTLS") {
		return v, "STARTTLS is not offered", offered
	}
	reply, err := d.session.AskForTLS()
	switch lenient := d.options.starttlsReply == "lenient"; {
	case err != nil:
		return outbound.Next(noAnswerToTLS, "no answer to STARTTLS: %s", outbound.Trouble(err)), "", cause
	case reply.Code == 250 && lenient: // EXCH-10
	case reply.Code == 250:
		return v, fmt.Sprintf("STARTTLS is answered %s", reply), beginsNoTLS
	case reply.Code != 220:
		return v, fmt.Sprintf("STARTTLS is answered %s", reply), offered
	}
	asked := false
	state, err := d.session.Handshake(ctx, d.tlsConfig(to, &asked))
	if err != nil {
		return d.handshakeFailed(ctx, to, err), "", cause
	}
	d.tls = &state
	d.noteAge(state)
	if finding, untrusted := d.looksAndDistrusts(state); untrusted {
		return d.inTheClear(ctx, to, outbound.Next(validatesAndGoesClear, "%s", finding)), "", cause
	}
	secured := d.judge(ctx, state, to, asked)
	if secured.Fate == "" {
		return secured, "", cause
	}
	d.session.SkipsGreeting = d.options.bannerAfterTLS == "lenient"
	if v, ok := d.session.Greet(d.env.Hostname, outbound.Unreachable); !ok {
		return d.waits(v), "", cause
	}
	return d.sendMessage(secured), "", cause
}

// handshakeFailed gives the candidate up: after the 220 nothing is said in the clear on this connection
// (EXCH-13). By option an opportunistic message goes in the clear over another one (EXCH-24).
func (d *delivery) handshakeFailed(ctx context.Context, to candidate, err error) outbound.Verdict {
	cause := failedHandshake
	if outbound.Alerted(err, protocolVersion) {
		cause = tooOld
	}
	if !d.checks() { // who does takes no certificate that cannot be read
		d.unjudged = outbound.Unjudged(err)
	}
	failed := outbound.Next(cause, "no TLS session after the 220: %s", outbound.Trouble(err))
	if d.setting.TLS != policy.IfOffered || d.options.retryClear == "no" {
		return failed
	}
	return d.inTheClear(ctx, to, failed)
}

// inTheClear delivers over another connection and without TLS what TLS failed for.
func (d *delivery) inTheClear(ctx context.Context, to candidate, failed outbound.Verdict) outbound.Verdict {
	d.session.Quit()
	_ = d.session.Close()
	d.note(otherConnection, "%s is tried again in plaintext: %s", d.described(to), failed.Reason)
	again := *d
	again.setting = without
	v := again.try(ctx, to)
	d.Refused = again.Refused
	if v.Fate == evidence.DeliveredPlaintext {
		v.Cause, v.Reason = failed.Cause, failed.Reason
	}
	return v
}

// sendMessage hands the message over; if it is taken, what came before it decided its fate.
func (d *delivery) sendMessage(so outbound.Verdict) outbound.Verdict {
	v := d.Transmit(d.session, so.Fate)
	if v.Fate == so.Fate {
		return so
	}
	return d.waits(v)
}

// waits lets a message wait where the server wants mutual TLS and does not have it, which it says inside TLS or when it
// hears who writes (EXCH-36): such a message does not bounce as for other refusals.
func (d *delivery) waits(v outbound.Verdict) outbound.Verdict {
	if d.setting.Mutual && refusesForTLS(v) {
		return outbound.Next(noMutualTLS, "%s", v.Reason)
	}
	return v
}

// refusesForTLS says whether a host refuses the message for want of TLS, or of enough of it.
func refusesForTLS(v outbound.Verdict) bool {
	return v.Cause == outbound.TLSDemanded || v.Cause == outbound.TLSInsufficient
}

// withoutTLS is the cause of doing without a server that offers no TLS.
func (d *delivery) withoutTLS() evidence.Cause {
	if d.setting.Mutual {
		return noMutualTLS
	}
	return d.demand()
}

func (d *delivery) note(cause evidence.Cause, format string, arguments ...any) {
	d.env.Record(evidence.Note{Text: fmt.Sprintf(format, arguments...), Cause: cause})
}

// settingOf is the cause of the setting; none where it was configured.
func (d *delivery) settingOf() evidence.Cause {
	if d.setting == opportunistic && len(d.env.Policy.Destinations) == 0 {
		return unconfigured
	}
	return evidence.Cause{}
}

// protocolVersion is an alert (RFC 8446 §6.2).
const protocolVersion = 70

// noteAge tells of a version or a cipher suite that is spoken by option alone.
func (d *delivery) noteAge(state tls.ConnectionState) {
	if state.Version < tls.VersionTLS12 {
		d.note(tooOld, "%s is spoken, by option", tls.VersionName(state.Version))
	}
	if slices.ContainsFunc(tls.InsecureCipherSuites(), func(suite *tls.CipherSuite) bool { return suite.ID == state.CipherSuite }) {
		d.note(weakSuite, "%s is spoken, by option", tls.CipherSuiteName(state.CipherSuite))
	}
}

// legacySuites are all that Go can speak of what Windows spoke.
var legacySuites = []uint16{
	tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, tls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
	tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, tls.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
	tls.TLS_RSA_WITH_AES_128_CBC_SHA, tls.TLS_RSA_WITH_AES_256_CBC_SHA,
	tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA, tls.TLS_RSA_WITH_RC4_128_SHA,
}

// suites2003 are all that Go can speak of what Windows Server 2003 spoke.
var suites2003 = []uint16{tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA, tls.TLS_RSA_WITH_RC4_128_SHA}

// tlsConfig is for one handshake with a candidate; asked becomes true if the server asks for our
// certificate, which it is then shown (EXCH-38).
func (d *delivery) tlsConfig(to candidate, asked *bool) *tls.Config {
	config := &tls.Config{
		ServerName:            names.Wire(to.host),
		InsecureSkipVerify:    true, // judge looks at the certificate, if anybody does (EXCH-20)
		VerifyPeerCertificate: outbound.BoundChain,
		MinVersion:            tls.VersionTLS12,
		Time:                  d.env.Clock.Now,
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			*asked = true
			if d.env.Certificate == nil {
				return &tls.Certificate{}, nil
			}
			return d.env.Certificate, nil
		},
	}
	switch d.options.legacyTLS {
	case "on":
		config.MinVersion, config.CipherSuites = tls.VersionTLS10, legacySuites
	case "2003":
		config.MinVersion, config.MaxVersion, config.CipherSuites = tls.VersionTLS10, tls.VersionTLS10, suites2003
	}
	return config
}
