package esa

import (
	"net/netip"
	"strings"
	"unicode"

	"mtalab/sim/evidence"
)

// wildcardReading is how a star in a presented identifier is read (AMB-30).
type wildcardReading string

// The readings of a wildcard.
const (
	// wildcardRFC2818 lets a star stand for the left-most label or for a part of it (RFC 2818 §3.1).
	wildcardRFC2818 wildcardReading = "rfc2818"
	// wildcardRFC9525 lets a star stand for the whole left-most label only (RFC 9525 §6.3).
	wildcardRFC9525 wildcardReading = "rfc9525"
)

// matches says whether a presented identifier matches a reference identifier: exactly or by a
// wildcard (ESA-35), whatever the letter case in ASCII (AMB-26). The reference is a domain name without
// a final dot; a presented name with one does not match (AMB-27). Why is how they were read, where the two
// names alone do not tell.
func (w wildcardReading) matches(presented, reference string) (match bool, why evidence.Cause) {
	switch {
	case strings.Contains(reference, "*"):
		return false, starInReference
	case !isFQDN(reference):
		return false, referenceNotFQDN
	case !isPattern(presented):
		return false, formless(presented)
	case !strings.Contains(presented, "*"):
		return sameName(presented, reference)
	}
	presented, reference = strings.ToLower(presented), strings.ToLower(reference) // both are ASCII
	pattern, covered, _ := strings.Cut(presented, ".")
	if strings.Contains(covered, "*") || strings.Count(pattern, "*") > 1 {
		return false, starsElsewhere
	}
	label, parent, _ := strings.Cut(reference, ".")
	switch {
	case parent == covered:
		return w.matchesLabel(pattern, label, !strings.Contains(covered, "."))
	case strings.HasSuffix("."+reference, "."+covered):
		return false, oneLabel
	}
	return false, evidence.Cause{}
}

// sameName compares two names without a star, both in ASCII.
func sameName(presented, reference string) (match bool, why evidence.Cause) {
	switch {
	case presented == reference && isALabel(reference):
		return true, equalALabels
	case presented == reference:
		return true, evidence.Cause{}
	case strings.EqualFold(presented, reference):
		return true, caseIgnored
	case isALabel(presented):
		return false, asALabels
	}
	return false, evidence.Cause{}
}

// matchesLabel compares the left-most labels, of which the pattern has one star. A star that is a part
// of its label may stand for nothing. Public says that the pattern covers whatever stands below a top-level domain.
func (w wildcardReading) matchesLabel(pattern, label string, public bool) (match bool, why evidence.Cause) {
	switch {
	case pattern == "*" && public:
		return true, publicSuffix
	case pattern == "*":
		return true, wholeLabel
	case w == wildcardRFC9525:
		return false, starMustBeLabel
	case isALabel(pattern) || isALabel(label):
		return false, starInALabel
	}
	before, after, _ := strings.Cut(pattern, "*")
	if len(label) >= len(before)+len(after) && strings.HasPrefix(label, before) && strings.HasSuffix(label, after) {
		return true, partOfLabel
	}
	return false, otherLabel
}

// formless is why a presented identifier has not the form of a domain name.
func formless(presented string) evidence.Cause {
	_, err := netip.ParseAddr(presented)
	switch {
	case presented == "*":
		return starAlone
	case err == nil:
		return addressAsName
	case strings.HasSuffix(presented, "."):
		return finalDot
	case strings.ContainsFunc(presented, func(c rune) bool { return c > unicode.MaxASCII }):
		return rawInternational
	}
	return humanReadable
}

// isALabel says whether a label is an internationalised one in ASCII (RFC 5890 §2.3.2.1).
func isALabel(label string) bool { return strings.HasPrefix(label, "xn--") }

// nameLetters are what a label consists of. Only ASCII counts: Unicode folds other letters to some of
// these, and a Common Name may have any.
const nameLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

// isFQDN says whether a name has the form of a fully qualified domain name: at least two labels
// (ESA-31) of letters, digits, hyphens and underscores, and not an IP address (AMB-25). A star
// makes it no name but a pattern (AMB-34).
func isFQDN(name string) bool {
	if len(name) > 253 || !strings.Contains(name, ".") {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, nameLetters) != "" {
			return false
		}
	}
	_, err := netip.ParseAddr(name)
	return err != nil
}

// isPattern says whether a presented identifier has the form of a domain name, with or without a
// wildcard. A human-readable Common Name has not and never matches (ESA-33).
func isPattern(presented string) bool {
	return isFQDN(strings.ReplaceAll(presented, "*", "x"))
}
