package esa

import (
	"cmp"
	"iter"

	"mtalab/sim/evidence"
)

// Where a reference identifier comes from.
const (
	fromRecipient = "recipient domain"
	fromRoute     = "SMTP route"
	fromMX        = "MX"
	fromPTR       = "PTR"
)

// referenceIdentifier is a name that the sender accepts, or a reason for which a name is none.
type referenceIdentifier struct {
	name   string
	source string
	// cause is why it counts; none: by the step at which it is compared.
	cause evidence.Cause
	// refused says why Name is not accepted as a reference identifier; nil: it is.
	refused *evidence.Note
	// lacking is what the first comparison with the name tells as such.
	lacking evidence.Note
}

// referenceIdentifiers are the names that the sender may accept. Each is asked for only when everything
// before it failed (ESA-34), as MX and PTR names cost a question.
type referenceIdentifiers struct {
	domain  string                        // the recipient domain; empty for an address literal (AMB-35)
	nextHop iter.Seq[referenceIdentifier] // route names, or MX names (ESA-52 to ESA-56)
	reverse iter.Seq[referenceIdentifier] // PTR names (ESA-44, ESA-45)
	// Observe, if set, is told of every sim.Comparison and sim.Note at the moment it is made.
	observe func(any)
}

// identityResult is the result of stage II: the comparisons in the order in which they were made, of
// which the last decided, and what was left out and why.
type identityResult struct {
	match       bool
	comparisons []evidence.Comparison
	remarks     []evidence.Note
}

// deciding is the comparison that matched, if any.
func (i identityResult) deciding() (evidence.Comparison, bool) {
	if !i.match {
		return evidence.Comparison{}, false
	}
	return i.comparisons[len(i.comparisons)-1], true
}

// Verify is the flow of "Preferred - Verify" and "Required - Verify" (ESA-40): every dNSName against
// the recipient domain, then the Common Name against the recipient domain, then the Common Name
// against the PTR names that lead back to the server's address.
func (o readings) Verify(presented presentedIdentifiers, references referenceIdentifiers) identityResult {
	check := check{wildcard: o.wildcard, observe: references.observe}
	if check.any("SAN", presented.dnsNames, references.recipient, dnsNameRecipient) {
		return check.identityResult
	}
	if refusal, refused := o.refusesCommonName(presented); refused {
		check.remark(refusal)
		return check.identityResult
	}
	common := presented.commonNames()
	beforeReverse := commonNameFirst
	if len(presented.dnsNames) > 0 {
		beforeReverse = commonNameNext
	}
	_ = check.any("CN", common, references.recipient, beforeReverse) || check.any("CN", common, references.reverse, commonName)
	return check.identityResult
}

// hosted is the flow of "Required - Verify Hosted Domains" (ESA-50 to ESA-56): the dNSNames, or the
// Common Name if there is no dNSName at all, against the recipient domain and then the names of the
// next hop. PTR names are never looked at (ESA-54).
func (o readings) hosted(presented presentedIdentifiers, references referenceIdentifiers) identityResult {
	check := check{wildcard: o.wildcard, observe: references.observe}
	if len(presented.dnsNames) > 0 {
		matched := check.any("SAN", presented.dnsNames, references.recipient, hostedDNSName) ||
			check.any("SAN", presented.dnsNames, references.nextHop, hostedDNSName)
		if !matched && presented.commonName != "" {
			check.remark(evidence.Note{Text: "CN " + presented.commonName + " is not looked at: the certificate has a DNS name", Cause: hostedDNSNameAlone})
		}
		return check.identityResult
	}
	if refusal, refused := o.refusesCommonName(presented); refused {
		check.remark(refusal)
		return check.identityResult
	}
	common := presented.commonNames()
	_ = check.any("CN", common, references.recipient, hostedCommonName) || check.any("CN", common, references.nextHop, hostedCommonName)
	return check.identityResult
}

// refusesCommonName says whether a stricter reading than the ESA's leaves the Common Name out.
func (o readings) refusesCommonName(presented presentedIdentifiers) (evidence.Note, bool) {
	switch {
	case presented.commonName == "":
		return evidence.Note{}, false
	case o.commonName == commonNameRFC9525:
		return evidence.Note{Text: "the Common Name is never looked at, by RFC 9525", Cause: commonNameNever}, true
	case o.commonName == commonNameRFC6125 && (len(presented.dnsNames) > 0 || presented.serviceNames):
		return evidence.Note{Text: "the Common Name is not looked at beside a DNS name, SRV name or URI, by RFC 6125", Cause: commonNameLast}, true
	}
	return evidence.Note{}, false
}

// recipient yields the recipient domain, if there is one.
func (r referenceIdentifiers) recipient(yield func(referenceIdentifier) bool) {
	if r.domain != "" {
		yield(referenceIdentifier{name: r.domain, source: fromRecipient})
	}
}

// check gathers the comparisons of one certificate.
type check struct {
	identityResult
	wildcard wildcardReading
	observe  func(any)
}

// any compares reference by reference, each with every name, until one matches (ESA-34). Without a
// name it asks for no reference.
func (c *check) any(kind string, names []string, references iter.Seq[referenceIdentifier], step evidence.Cause) bool {
	if len(names) == 0 || references == nil {
		return false
	}
	for reference := range references {
		if reference.refused != nil {
			c.remark(*reference.refused)
			continue
		}
		for _, name := range names {
			match, why := c.wildcard.matches(name, reference.name)
			switch {
			case reference.source == fromPTR && why == wholeLabel:
				why = starInCommonName
			case match && why == (evidence.Cause{}) && len(names) > 1:
				why = oneOfSeveral
			}
			c.compare(evidence.Comparison{
				Kind: kind, Presented: name, Reference: reference.name, Source: reference.source,
				Match: match, Why: why, Cause: cmp.Or(reference.cause, step), Lacking: reference.lacking,
			})
			reference.lacking = evidence.Note{}
			if match {
				return true
			}
		}
	}
	return false
}

func (c *check) compare(comparison evidence.Comparison) {
	c.comparisons = append(c.comparisons, comparison)
	c.match = comparison.Match
	if c.observe != nil {
		c.observe(comparison)
	}
}

func (c *check) remark(note evidence.Note) {
	c.remarks = append(c.remarks, note)
	if c.observe != nil {
		c.observe(note)
	}
}
