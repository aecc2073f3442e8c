package esa

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The oracle says the same as Wildcard.Matches in another way: by regular expressions that are
// written from the words of the RFCs. It is slow, and knows nothing of the code.
var (
	// RFC 1034 §3.5 as far as a certificate must keep to it, with the underscore that mail hosts have.
	domainName = regexp.MustCompile(`^(?:[A-Za-z0-9_-]{1,63}\.)+[A-Za-z0-9_-]{1,63}$`)
	ipv4       = regexp.MustCompile(`^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:\.|$)){4}$`)
	// RFC 2818 §3.1 and RFC 6125 §6.4.3: one star, in the left-most label of a name that has others.
	wildcard = regexp.MustCompile(`^([A-Za-z0-9_-]*)\*([A-Za-z0-9_-]*)((?:\.[A-Za-z0-9_-]{1,63})+)$`)
	aLabel   = regexp.MustCompile(`(?i)^xn--`)
)

// oracle says whether a presented name matches a reference name.
func oracle(reading wildcardReading, presented, reference string) bool {
	if !domainName.MatchString(reference) || ipv4.MatchString(reference) || len(reference) > 253 || len(presented) > 253 {
		return false
	}
	parts := wildcard.FindStringSubmatch(presented)
	if parts == nil {
		return domainName.MatchString(presented) && !ipv4.MatchString(presented) && sameLetters(presented, reference)
	}
	before, after, parents := parts[1], parts[2], parts[3]
	if len(before)+len("*")+len(after) > 63 {
		return false
	}
	if before+after == "" {
		return regexp.MustCompile(`(?i)^[A-Za-z0-9_-]+` + regexp.QuoteMeta(parents) + `$`).MatchString(reference)
	}
	if reading == wildcardRFC9525 || aLabel.MatchString(presented) || aLabel.MatchString(reference) {
		return false
	}
	pattern := `(?i)^` + regexp.QuoteMeta(before) + `[A-Za-z0-9_-]*` + regexp.QuoteMeta(after) + regexp.QuoteMeta(parents) + `$`
	return regexp.MustCompile(pattern).MatchString(reference)
}

// sameLetters compares octet by octet; A to Z are a to z (RFC 4343 §3).
func sameLetters(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		x, y := a[i], b[i]
		if x != y && !(x^y == 0x20 && (x|0x20) >= 'a' && (x|0x20) <= 'z') {
			return false
		}
	}
	return true
}

func FuzzMatches(f *testing.F) {
	for _, seed := range [][2]string{
		{"example.com", "example.com"}, {"*.example.com", "a.example.com"}, {"mx*.hosted.not", "mx01.hosted.not"},
		{"*", "example.com"}, {"*.com", "example.com"}, {"xn--b*.example", "xn--bcher-kva.example"},
		{"example.com.", "example.com"}, {"192.0.2.1", "192.0.2.1"}, {"boo\u212a.example", "book.example"},
		{"*92.0.2.1", "192.0.2.1"}, {"a*.b.not", "a.b.not"}, {"example.com\x00.evil.not", "example.com"},
		{"*.0.2.1", "192.0.2.1"}, {"aba*aba.hosted.not", "ababa.hosted.not"}, {"*-.a.b", "xn--a-.a.b"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, presented, reference string) {
		for _, reading := range []wildcardReading{wildcardRFC2818, wildcardRFC9525} {
			match, why := reading.matches(presented, reference)
			assert.Equal(t, oracle(reading, presented, reference), match, "%s: %q ~= %q: %s", reading, presented, reference, why.Name)
		}
	})
}

// FuzzPresented gives both flows any names, separated by line ends.
func FuzzPresented(f *testing.F) {
	f.Add("example.com\n*.hosted.not", "ptr-a.rev.not", "example.com", "mx01.hosted.not", "ptr-a.rev.not")
	f.Add("", "*.rev.not", "example.com", "mx01.hosted.not", "z.rev.not\nptr-a.rev.not")
	f.Add("*", "", "", "*.hosted.not", "")
	f.Add("x.not", "example.com", "example.com", "relay.partner.not\nexample.com", "")
	f.Fuzz(func(t *testing.T, dnsNames, commonName, recipient, nextHops, reverse string) {
		presented := presentedIdentifiers{dnsNames: fields(dnsNames), commonName: commonName}
		references := func() referenceIdentifiers {
			return referenceIdentifiers{
				domain:  recipient,
				nextHop: accepted(fromMX, fields(nextHops)...),
				reverse: accepted(fromPTR, fields(reverse)...),
			}
		}
		options := defaultReadings()
		common := fields(commonName)

		verified := options.Verify(presented, references())
		want := anyPair(presented.dnsNames, []string{recipient}) || anyPair(common, append([]string{recipient}, fields(reverse)...))
		assert.Equal(t, want, verified.match, "Verify: %v", verified.comparisons)

		hosted := options.hosted(presented, references())
		names := presented.dnsNames
		if len(names) == 0 {
			names = common
		}
		assert.Equal(t, anyPair(names, append([]string{recipient}, fields(nextHops)...)), hosted.match, "Hosted: %v", hosted.comparisons)

		for _, identity := range []identityResult{verified, hosted} {
			for i, comparison := range identity.comparisons {
				last := i == len(identity.comparisons)-1
				assert.Equal(t, last && identity.match, comparison.Match, "only the last comparison matches: %v", identity.comparisons)
			}
		}
	})
}

// anyPair says whether the oracle finds a match at all.
func anyPair(presented, references []string) bool {
	return slices.ContainsFunc(presented, func(name string) bool {
		return slices.ContainsFunc(references, func(reference string) bool {
			return oracle(wildcardRFC2818, name, reference)
		})
	})
}

func fields(lines string) []string {
	if lines == "" {
		return nil
	}
	return strings.Split(lines, "\n")
}
