package esa

import (
	"cmp"
	"iter"

	"mtalab/sim/evidence"
)

// Where a reference identifier comes from.
const (
	FromRecipient = "recipient domain"
	FromRoute     = "SMTP route"
	FromMX        = "MX"
	FromPTR       = "PTR"
)

// Reference is a name that the sender accepts, or a reason for which a name is none.
type Reference struct {
	Name   string
	Source string
	// Cause is why it counts; none: by the step at which it is compared.
	Cause evidence.Cause
	// Refused says why Name is not accepted as a reference identifier; nil: it is.
	Refused *evidence.Note
	// Lacking is what the first comparison with the name tells as such.
	Lacking evidence.Note
}

// References are the names that the sender may accept. Each is asked for only when everything
// before it failed (ESA-34), as MX and PTR names cost a question.
type References struct {
	Recipient string              // the recipient domain; empty for an address literal (AMB-35)
	NextHop   iter.Seq[Reference] // route names, or MX names (ESA-52 to ESA-56)
	Reverse   iter.Seq[Reference] // PTR names (ESA-44, ESA-45)
	// Observe, if set, is told of every sim.Comparison and sim.Note at the moment it is made.
	Observe func(any)
}

// Identity is the result of stage II: the comparisons in the order in which they were made, of
// which the last decided, and what was left out and why.
type Identity struct {
	Match       bool
	Comparisons []evidence.Comparison
	Remarks     []evidence.Note
}

// Deciding is the comparison that matched, if any.
func (i Identity) Deciding() (evidence.Comparison, bool) {
	if !i.Match {
		return evidence.Comparison{}, false
	}
	return i.Comparisons[len(i.Comparisons)-1], true
}

// Verify is the flow of "Preferred - Verify" and "Required - Verify" (ESA-40): every dNSName against
// the recipient domain, then the Common Name against the recipient domain, then the Common Name
// against the PTR names that lead back to the server's address.
func (o Options) Verify(presented Presented, references References) Identity {
	check := check{wildcard: o.Wildcard, observe: references.Observe}
	if check.any("SAN", presented.DNSNames, references.recipient, dnsNameRecipient) {
		return check.Identity
	}
	if refusal, refused := o.refusesCommonName(presented); refused {
		check.remark(refusal)
		return check.Identity
	}
	common := presented.commonNames()
	beforeReverse := commonNameFirst
	if len(presented.DNSNames) > 0 {
		beforeReverse = commonNameNext
	}
	_ = check.any("CN", common, references.recipient, beforeReverse) || check.any("CN", common, references.Reverse, commonName)
	return check.Identity
}

// Hosted is the flow of "Required - Verify Hosted Domains" (ESA-50 to ESA-56): the dNSNames, or the
// Common Name if there is no dNSName at all, against the recipient domain and then the names of the
// next hop. PTR names are never looked at (ESA-54).
func (o Options) Hosted(presented Presented, references References) Identity {
	check := check{wildcard: o.Wildcard, observe: references.Observe}
	if len(presented.DNSNames) > 0 {
		matched := check.any("SAN", presented.DNSNames, references.recipient, hostedDNSName) ||
			check.any("SAN", presented.DNSNames, references.NextHop, hostedDNSName)
		if !matched && presented.CommonName != "" {
			check.remark(evidence.Note{Text: "CN " + presented.CommonName + " is not looked at: the certificate has a DNS name", Cause: hostedDNSNameAlone})
		}
		return check.Identity
	}
	if refusal, refused := o.refusesCommonName(presented); refused {
		check.remark(refusal)
		return check.Identity
	}
	common := presented.commonNames()
	_ = check.any("CN", common, references.recipient, hostedCommonName) || check.any("CN", common, references.NextHop, hostedCommonName)
	return check.Identity
}

// refusesCommonName says whether a stricter reading than the ESA's leaves the Common Name out.
func (o Options) refusesCommonName(presented Presented) (evidence.Note, bool) {
	switch {
	case presented.CommonName == "":
		return evidence.Note{}, false
	case o.CommonName == CommonNameNever:
		return evidence.Note{Text: "the Common Name is never looked at, by RFC 9525", Cause: commonNameNever}, true
	case o.CommonName == CommonNameWithoutDNSName && (len(presented.DNSNames) > 0 || presented.ServiceNames):
		return evidence.Note{Text: "the Common Name is not looked at beside a DNS name, SRV name or URI, by RFC 6125", Cause: commonNameLast}, true
	}
	return evidence.Note{}, false
}

// recipient yields the recipient domain, if there is one.
func (r References) recipient(yield func(Reference) bool) {
	if r.Recipient != "" {
		yield(Reference{Name: r.Recipient, Source: FromRecipient})
	}
}

// check gathers the comparisons of one certificate.
type check struct {
	Identity
	wildcard Wildcard
	observe  func(any)
}

// any compares reference by reference, each with every name, until one matches (ESA-34). Without a
// name it asks for no reference.
func (c *check) any(kind string, names []string, references iter.Seq[Reference], step evidence.Cause) bool {
	if len(names) == 0 || references == nil {
		return false
	}
	for reference := range references {
		if reference.Refused != nil {
			c.remark(*reference.Refused)
			continue
		}
		for _, name := range names {
			match, why := c.wildcard.Matches(name, reference.Name)
			switch {
			case reference.Source == FromPTR && why == wholeLabel:
				why = starInCommonName
			case match && why == (evidence.Cause{}) && len(names) > 1:
				why = oneOfSeveral
			}
			c.compare(evidence.Comparison{
				Kind: kind, Presented: name, Reference: reference.Name, Source: reference.Source,
				Match: match, Why: why, Cause: cmp.Or(reference.Cause, step), Lacking: reference.Lacking,
			})
			reference.Lacking = evidence.Note{}
			if match {
				return true
			}
		}
	}
	return false
}

func (c *check) compare(comparison evidence.Comparison) {
	c.Comparisons = append(c.Comparisons, comparison)
	c.Match = comparison.Match
	if c.observe != nil {
		c.observe(comparison)
	}
}

func (c *check) remark(note evidence.Note) {
	c.Remarks = append(c.Remarks, note)
	if c.observe != nil {
		c.observe(note)
	}
}
