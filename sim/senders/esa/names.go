package esa

import (
	"net/netip"
	"strings"
)

// Wildcard is how a star in a presented identifier is read (AMB-30).
type Wildcard string

// The readings of a wildcard.
const (
	// WildcardRFC2818 lets a star stand for the left-most label or for a part of it (RFC 2818 §3.1).
	WildcardRFC2818 Wildcard = "rfc2818"
	// WildcardRFC9525 lets a star stand for the whole left-most label only (RFC 9525 §6.3).
	WildcardRFC9525 Wildcard = "rfc9525"
)

// Matches says whether a presented identifier matches a reference identifier: exactly or by a
// wildcard (ESA-35), whatever the letter case in ASCII (AMB-26). The reference is a domain name without
// a final dot; a presented name with one does not match (AMB-27). Why tells a person what stands in
// the way where the two names alone do not.
func (w Wildcard) Matches(presented, reference string) (match bool, why string) {
	if !isFQDN(reference) {
		return false, "the reference is not a fully qualified name" // ESA-31, AMB-34
	}
	if !isPattern(presented) {
		return false, "it has not the form of a domain name" // ESA-33, AMB-25, AMB-27, AMB-28
	}
	presented, reference = strings.ToLower(presented), strings.ToLower(reference) // both are ASCII
	if !strings.Contains(presented, "*") {
		return presented == reference, ""
	}
	pattern, covered, _ := strings.Cut(presented, ".")
	if strings.Contains(covered, "*") || strings.Count(pattern, "*") > 1 {
		return false, "one star may stand in the left-most label" // AMB-31
	}
	label, parent, _ := strings.Cut(reference, ".")
	switch {
	case parent == covered:
		return w.matchesLabel(pattern, label)
	case strings.HasSuffix("."+reference, "."+covered):
		return false, "the wildcard covers one label" // AMB-29
	}
	return false, ""
}

// matchesLabel compares the left-most labels, of which the pattern has one star. A star that is a part
// of its label may stand for nothing.
func (w Wildcard) matchesLabel(pattern, label string) (match bool, why string) {
	if pattern == "*" {
		return true, ""
	}
	if w == WildcardRFC9525 {
		return false, "a star must be the whole label" // RFC 9525 §6.3
	}
	if isALabel(pattern) || isALabel(label) {
		return false, "no star inside an A-label" // RFC 6125 §6.4.3
	}
	before, after, _ := strings.Cut(pattern, "*")
	return len(label) >= len(before)+len(after) && strings.HasPrefix(label, before) && strings.HasSuffix(label, after), ""
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
