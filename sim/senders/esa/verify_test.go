package esa

import (
	"fmt"
	"iter"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/pki"
	"mtalab/sim/evidence"
)

// accepted yields names as references.
func accepted(source string, names ...string) iter.Seq[referenceIdentifier] {
	return func(yield func(referenceIdentifier) bool) {
		for _, name := range names {
			if !yield(referenceIdentifier{name: name, source: source}) {
				return
			}
		}
	}
}

// hosted are the references of the world WH: no two names share a suffix.
func hosted() referenceIdentifiers {
	return referenceIdentifiers{
		domain:  "example.com",
		nextHop: accepted(fromMX, "mx01.hosted.not"),
		reverse: accepted(fromPTR, "ptr-a.rev.not"),
	}
}

func TestTheTwoFlowsReadACertificate(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		sentence       string
		presented      presentedIdentifiers
		verify, hosted string // the pair that matches; empty: none
	}{
		{"the DNS name is the recipient domain (ESA-40, ESA-52)", calls("unrelated.not", "example.com"), "SAN~recipient domain", "SAN~recipient domain"},
		{"the DNS name is the MX name (ESA-41, ESA-52)", calls("unrelated.not", "mx01.hosted.not"), "", "SAN~MX"},
		{"the DNS name is the PTR name (ESA-41, ESA-54)", calls("unrelated.not", "ptr-a.rev.not"), "", ""},
		{"one of several DNS names is enough (RNAME-2)", calls("", "x.not", "y.not", "example.com"), "SAN~recipient domain", "SAN~recipient domain"},
		{"the DNS name is wrong, and the CN is the recipient domain (ESA-42, ESA-50)", calls("example.com", "x.not"), "CN~recipient domain", ""},
		{"the DNS name is wrong, and the CN is the PTR name (ESA-43, ESA-50)", calls("ptr-a.rev.not", "x.not"), "CN~PTR", ""},
		{"the DNS name is wrong, and the CN is the MX name (ESA-46, ESA-50)", calls("mx01.hosted.not", "x.not"), "", ""},
		{"no DNS name, and the CN is the recipient domain (ESA-51)", calls("example.com"), "CN~recipient domain", "CN~recipient domain"},
		{"no DNS name, and the CN is the MX name (ESA-46, ESA-51)", calls("mx01.hosted.not"), "", "CN~MX"},
		{"no DNS name, and the CN is the PTR name (ESA-43, ESA-54)", calls("ptr-a.rev.not"), "CN~PTR", ""},
		{"a wildcard DNS name covers the MX name (ESA-35)", calls("", "*.hosted.not"), "", "SAN~MX"},
		{"a wildcard CN covers the PTR name (AMB-1)", calls("*.rev.not"), "CN~PTR", ""},
		{"a wildcard CN covers the MX name (AMB-2)", calls("*.hosted.not"), "", "CN~MX"},
		{"the CN is a sentence (ESA-33)", calls("Mail server of example.com"), "", ""},
		{"there is no name at all", calls(""), "", ""},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			options := defaultReadings()
			assert.Equal(t, test.verify, pair(options.Verify(test.presented, hosted())), "Verify")
			assert.Equal(t, test.hosted, pair(options.hosted(test.presented, hosted())), "Hosted")
		})
	}
}

func calls(commonName string, dnsNames ...string) presentedIdentifiers {
	return presentedIdentifiers{commonName: commonName, dnsNames: dnsNames}
}

// pair is what matched.
func pair(identity identityResult) string {
	deciding, ok := identity.deciding()
	if !ok {
		return ""
	}
	return deciding.Pair()
}

func TestStricterReadingsOfTheCommonName(t *testing.T) {
	t.Parallel()
	service := calls("example.com")
	service.serviceNames = true
	for _, test := range []struct {
		sentence  string
		reading   commonNameReading
		presented presentedIdentifiers
		want      string
	}{
		{"the ESA takes it beside an SRV name", commonNameESA, service, "CN~recipient domain"},
		{"RFC 6125 takes it alone", commonNameRFC6125, calls("example.com"), "CN~recipient domain"},
		{"RFC 6125 does not take it beside a DNS name (RNAME-8)", commonNameRFC6125, calls("example.com", "x.not"), ""},
		{"RFC 6125 does not take it beside an SRV name (RNAME-8)", commonNameRFC6125, service, ""},
		{"RFC 9525 does not take it alone (RNAME-10)", commonNameRFC9525, calls("example.com"), ""},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			options := defaultReadings()
			options.commonName = test.reading
			assert.Equal(t, test.want, pair(options.Verify(test.presented, hosted())), "Verify")
			if len(test.presented.dnsNames) == 0 {
				assert.Equal(t, test.want, pair(options.hosted(test.presented, hosted())), "Hosted")
			}
		})
	}
}

func TestNothingIsAskedForThatIsNotNeeded(t *testing.T) {
	t.Parallel()
	references := func(t *testing.T) referenceIdentifiers {
		forbidden := func(func(referenceIdentifier) bool) { t.Error("a name was asked for") }
		return referenceIdentifiers{domain: "example.com", nextHop: forbidden, reverse: forbidden}
	}
	options := defaultReadings()
	t.Run("a match with the recipient domain ends both flows (ESA-34)", func(t *testing.T) {
		t.Parallel()
		assert.True(t, options.Verify(calls("", "example.com"), references(t)).match)
		assert.True(t, options.hosted(calls("", "example.com"), references(t)).match)
	})
	t.Run("Verify asks for no PTR name without a CN (ESA-43)", func(t *testing.T) {
		t.Parallel()
		assert.False(t, options.Verify(calls("", "x.not"), references(t)).match)
	})
	t.Run("neither asks for anything without a name", func(t *testing.T) {
		t.Parallel()
		assert.False(t, options.Verify(calls(""), references(t)).match)
		assert.False(t, options.hosted(calls(""), references(t)).match)
	})
}

func TestEveryConsistentPTRNameCounts(t *testing.T) {
	t.Parallel()
	inconsistent := evidence.Note{Text: "z.rev.not leads elsewhere", Cause: evidence.Cause{Rule: "ESA-45"}}
	references := hosted()
	references.reverse = func(yield func(referenceIdentifier) bool) {
		_ = yield(referenceIdentifier{refused: &inconsistent}) && yield(referenceIdentifier{name: "ptr-a.rev.not", source: fromPTR})
	}
	var seen []any
	references.observe = func(what any) { seen = append(seen, what) }

	identity := defaultReadings().Verify(calls("ptr-a.rev.not"), references)

	assert.Equal(t, "CN~PTR", pair(identity))
	assert.Equal(t, []evidence.Note{inconsistent}, identity.remarks)
	require.Len(t, seen, 3, "each is told when it is made")
	assert.Equal(t, inconsistent, seen[1])
}

func TestAnAddressLiteralHasNoRecipientDomain(t *testing.T) {
	t.Parallel()
	references := hosted()
	references.domain, references.nextHop = "", nil // AMB-35
	options := defaultReadings()
	assert.Equal(t, "CN~PTR", pair(options.Verify(calls("ptr-a.rev.not"), references)))
	assert.False(t, options.hosted(calls("ptr-a.rev.not"), references).match)
}

func TestPresentedByReadsACertificate(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		sentence string
		leaf     pki.Leaf
		want     presentedIdentifiers
	}{
		{"DNS names and a CN", pki.Leaf{CommonName: "a.not", DNSNames: []string{"b.not", "c.not"}}, calls("a.not", "b.not", "c.not")},
		{"the last of two CNs (AMB-24)", pki.Leaf{CommonNames: []string{"a.not", "b.not"}}, calls("b.not")},
		{"an e-mail address is no name (ESA-30)", pki.Leaf{Emails: []string{"a@b.not"}}, calls("")},
		{"a URI is a service name", pki.Leaf{URIs: []string{"smtp://b.not"}}, presentedIdentifiers{serviceNames: true}},
		{"an SRV name is a service name", pki.Leaf{Emails: []string{"a@b.not"}, SRVNames: []string{"_smtp.b.not"}}, presentedIdentifiers{serviceNames: true}},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			certificate, err := pki.SelfSigned(test.leaf)
			require.NoError(t, err)
			assert.Equal(t, test.want, presentedBy(certificate.Leaf))
		})
	}
}

// The worked example of ESA-70, by "Verify": the reverse name of the server decides.
func Example_verify() {
	presented := presentedIdentifiers{
		dnsNames:   []string{"*.emailhosted.not", "emailhosted.not"},
		commonName: "*.emailhosted.not",
	}
	identity := defaultReadings().Verify(presented, referenceIdentifiers{
		domain:  "example.com",
		reverse: accepted(fromPTR, "mx0a.emailhosted.not"),
	})
	for _, comparison := range identity.comparisons {
		fmt.Println(comparison)
	}
	// Output:
	// SAN *.emailhosted.not ~= example.com (recipient domain)  no  [ESA-41]
	// SAN emailhosted.not ~= example.com (recipient domain)  no  [ESA-41]
	// CN  *.emailhosted.not ~= example.com (recipient domain)  no  [ESA-42]
	// CN  *.emailhosted.not ~= mx0a.emailhosted.not (PTR)  yes  [ESA-43, AMB-1]
}

// The same certificate by "Verify Hosted Domains": the MX name has a label too many.
func Example_verifyHosted() {
	presented := presentedIdentifiers{
		dnsNames:   []string{"*.emailhosted.not"},
		commonName: "*.emailhosted.not",
	}
	identity := defaultReadings().hosted(presented, referenceIdentifiers{
		domain:  "example.com",
		nextHop: accepted(fromMX, "mx01.subd.emailhosted.not"),
	})
	for _, comparison := range identity.comparisons {
		fmt.Println(comparison)
	}
	for _, remark := range identity.remarks {
		fmt.Println(remark)
	}
	fmt.Println(identity.match)
	// Output:
	// SAN *.emailhosted.not ~= example.com (recipient domain)  no  [ESA-52]
	// SAN *.emailhosted.not ~= mx01.subd.emailhosted.not (MX)  no, the wildcard covers one label  [ESA-52, AMB-29]
	// CN *.emailhosted.not is not looked at: the certificate has a DNS name  [ESA-50]
	// false
}
