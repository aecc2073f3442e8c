package rfc

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mtalab/internal/dane"
	"mtalab/internal/outbound"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// daneState is what DANE has to say of a host.
type daneState struct {
	base    string        // the TLSA base domain; empty: the host has no secure records
	records []dane.Record // all of them
	usable  bool          // one of them at least
	err     error         // the lookup failed: the host is as if unreachable (RFC 7672 §2.2)
	why     string        // there are no secure records
}

// lookUpTLSA finds the secure TLSA records of a host (RFC 7672 §2.2).
func (d *delivery) lookUpTLSA(ctx context.Context, to nextHop) daneState {
	switch {
	case d.dane == policy.NoDANE, d.setting.TLS == policy.Never:
		return daneState{why: "DANE is not asked for"}
	case to.host == "":
		return daneState{why: "an address has no TLSA records"}
	case !to.named:
		return daneState{why: "the MX records are not secure"}
	case to.failed != nil && to.secure:
		return daneState{err: to.failed}
	}
	bases, err := d.baseDomains(ctx, to)
	if err != nil {
		return daneState{err: err}
	}
	state := daneState{why: "the addresses of " + to.host + " are not secure"}
	for _, base := range bases {
		records, err := d.tlsaOf(ctx, base, to.address.Port())
		switch usable := d.mistakes.Usable(records); {
		case err != nil:
			return daneState{err: err}
		case len(records) > 0 && len(usable) == 0 && d.mistakes.takesUnusableForNone:
			return daneState{why: "no TLSA record is usable"}
		case len(records) > 0:
			return daneState{base: base, records: records, usable: len(usable) > 0}
		}
		state.why = fmt.Sprintf("%s has no secure TLSA records", base)
	}
	return state
}

// baseDomains are where the TLSA records of a host may stand, best first (RFC 7672 §2.2.2): nowhere if its addresses are not
// secure; of an alias at the name that it leads to, then at its own; and at its own alone where only the alias is secure.
func (d *delivery) baseDomains(ctx context.Context, to nextHop) ([]string, error) {
	alias := !strings.EqualFold(to.expanded, to.host)
	switch {
	case alias && d.mistakes.trustsInsecureAlias, alias && to.secure && !d.mistakes.forgetsExpanded:
		return []string{to.expanded, to.host}, nil
	case to.secure, !alias && d.mistakes.asksInsecureHosts:
		return []string{to.host}, nil
	case !alias:
		return nil, nil
	}
	answer, err := d.resolver.SecureAlias(ctx, to.host)
	if err != nil || !answer.Secure {
		return nil, err
	}
	return []string{to.host}, nil
}

// tlsaOf are the secure TLSA records of a base domain; none is no error.
func (d *delivery) tlsaOf(ctx context.Context, base string, port uint16) ([]dane.Record, error) {
	if d.mistakes.wrongPort {
		port = smtpPort
	}
	if d.mistakes.asksAtNextHop {
		base = d.domain
	}
	answer, err := d.resolver.TLSA(ctx, dane.Owner(port, base))
	none := errors.Is(err, outbound.ErrNoDomain) || errors.Is(err, outbound.ErrNoRecords)
	if none || err != nil && d.mistakes.takesFailureForNone || err == nil && !answer.Secure && !d.mistakes.ignoresAD {
		return nil, nil
	}
	records := make([]dane.Record, len(answer.Records))
	for i, record := range answer.Records {
		records[i] = dane.Record(record)
	}
	return records, err
}

// tell puts what DANE says of a host into the story.
func (s daneState) tell(d *delivery) {
	switch {
	case s.base != "" && s.usable:
		d.note(secureRecords, "DANE: %s has secure TLSA records", s.base)
	case s.base != "":
		d.note(unusableRecords, "DANE: no TLSA record of %s is usable: %s", s.base, s.records[0].Unusable())
	case s.err == nil && d.dane == policy.MandatoryDANE:
		d.note(mandatory, "DANE: %s", s.why)
	}
}

// authenticate is the verdict on a server with usable records.
func (d *delivery) authenticate() outbound.Verdict {
	server := dane.Server{Chain: d.tls.PeerCertificates, References: []string{d.tlsa.base, d.domain, d.expanded}, Now: d.env.Clock.Now()}
	if d.mistakes.Match(server, d.tlsa.records, func(c evidence.Comparison) { d.env.Record(c) }) {
		return outbound.Verdict{Fate: evidence.DeliveredVerified, Cause: secureRecords, Reason: "a TLSA record matches"}
	}
	return outbound.Next(secureRecords, "no TLSA record matches")
}
