package rfc

import (
	"crypto/x509"
	"fmt"

	"mtalab/internal/outbound"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// judge says what the certificate of the server is worth: a fate, or none if the host is given up. DANE comes before the
// setting, which no authority's word can mend (RFC 7672 §2.2).
func (d *delivery) judge(to nextHop) outbound.Verdict {
	if d.tlsa.Usable {
		return d.authenticate()
	}
	if d.setting.Chain != policy.Trusted {
		cause := d.demand()
		if d.tlsa.Base != "" {
			cause = unusableRecords
		}
		return outbound.Verdict{Fate: evidence.DeliveredEncrypted, Cause: cause, Reason: "the certificate is not checked"}
	}
	v := d.verify(to)
	if v.Fate == "" && d.setting.TLS == policy.IfOffered {
		return outbound.Verdict{Fate: evidence.DeliveredEncrypted, Cause: opportunistic, Reason: v.Reason}
	}
	return v
}

// verify looks for a chain to a trust anchor, and for a name that counts.
func (d *delivery) verify(to nextHop) outbound.Verdict {
	_, validation := outbound.ValidateChain(*d.tls, d.env.Roots, d.env.Clock.Now())
	d.env.Record(validation)
	if !validation.Accepted() {
		return outbound.Next(validation.Cause, "%s", validation.Finding())
	}
	if !d.checksNames() {
		return outbound.Verdict{Fate: evidence.DeliveredVerified, Cause: validation.Cause, Reason: "no name is compared"}
	}
	return d.identify(d.tls.PeerCertificates[0], to)
}

func (d *delivery) checksNames() bool { return d.setting.Names != 0 }

// identify compares the DNS names of a certificate with the names that count, until one matches. The Common Name is never looked
// at (RFC 9525 §2).
func (d *delivery) identify(leaf *x509.Certificate, to nextHop) outbound.Verdict {
	match, found := outbound.MatchDNSName(leaf, d.references(to), named, d.env.Record)
	if !found {
		return outbound.Next(named, "no name of the certificate matches a name that is accepted")
	}
	return outbound.Verdict{Fate: evidence.DeliveredVerified, Cause: named,
		Reason: fmt.Sprintf("%s: %s ~= %s", match.Pair(), match.Presented, match.Reference)}
}

// references are the names that the setting accepts: the recipient domain, and the host, whoever named it (POLICY-2).
func (d *delivery) references(to nextHop) []evidence.Comparison {
	var references []evidence.Comparison
	if d.setting.Names&policy.RecipientDomain != 0 {
		references = append(references, evidence.Comparison{Reference: d.domain, Source: "recipient domain"})
	}
	if host := d.reference(to); host != "" {
		references = append(references, evidence.Comparison{Reference: host, Source: to.source})
	}
	return references
}

// reference is the name of the host, where the setting accepts it.
func (d *delivery) reference(to nextHop) string {
	if d.setting.Names&policy.MXHost != 0 {
		return to.host
	}
	return ""
}

// demand is what the setting, or DANE, asks for.
func (d *delivery) demand() evidence.Cause {
	switch {
	case d.tlsa.Base != "":
		return noPlaintext
	case d.setting.TLS == policy.Always:
		return requiresTLS
	}
	return opportunistic
}
