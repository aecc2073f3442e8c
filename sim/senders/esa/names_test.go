package esa

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAPresentedNameMatchesAReferenceName(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 63)
	for _, test := range []struct {
		sentence, presented, reference string
		rfc2818, rfc9525               bool
	}{
		{"the same name", "example.com", "example.com", true, true},
		{"letter case does not matter (AMB-26)", "EXAMPLE.com", "Example.COM", true, true},
		{"an underscore is a letter like others", "my_mx.hosted.not", "my_mx.hosted.not", true, true},
		{"a label has up to 63 letters", long + ".not", long + ".not", true, true},
		{"a label has no more than 63 letters", long + "a.not", long + "a.not", false, false},
		{"a name has no more than 253 letters", strings.Repeat("abc.", 63) + "not", strings.Repeat("abc.", 63) + "not", false, false},
		{"another name", "example.net", "example.com", false, false},
		{"the parent domain", "example.com", "sub.example.com", false, false},
		{"a child", "sub.example.com", "example.com", false, false},
		{"a name that ends alike", "badexample.com", "example.com", false, false},

		{"a star covers a label (AMB-29)", "*.example.com", "a.example.com", true, true},
		{"a star does not cover the bare domain (AMB-29)", "*.example.com", "example.com", false, false},
		{"a star does not cover two labels (AMB-29)", "*.example.com", "a.b.example.com", false, false},
		{"a star covers an internationalised label", "*.example.com", "xn--bcher-kva.example.com", true, true},
		{"a star covers a whole public suffix (AMB-33)", "*.com", "example.com", true, true},
		{"a star in upper case surroundings", "*.EXAMPLE.com", "a.example.COM", true, true},
		{"a star and another domain", "*.example.com", "a.example.net", false, false},
		{"a star and a longer last label", "*.example.com", "a.bexample.com", false, false},

		{"a star for the end of a label (AMB-30)", "mx*.hosted.not", "mx01.hosted.not", true, false},
		{"a star for the beginning of a label (AMB-30)", "*01.hosted.not", "mx01.hosted.not", true, false},
		{"a star for the middle of a label (AMB-30)", "m*1.hosted.not", "mx01.hosted.not", true, false},
		{"a star for nothing inside a label", "mx01*.hosted.not", "mx01.hosted.not", true, false},
		{"the letters around a star do not overlap", "aba*aba.hosted.not", "ababa.hosted.not", false, false},
		{"a part of a label and another domain", "mx*.hosted.not", "mx01.other.not", false, false},
		{"a star inside an internationalised label", "xn--b*.example", "xn--bcher-kva.example", false, false},
		{"a star that would stand for the rest of an internationalised label", "x*.example", "xn--bcher-kva.example", false, false},
		{"a star that would stand for the beginning of an internationalised label", "*kva.example", "xn--bcher-kva.example", false, false},

		{"a star alone (AMB-32)", "*", "example.com", false, false},
		{"a star in the second label (AMB-31)", "mail.*.example.com", "mail.a.example.com", false, false},
		{"a star in the last label (AMB-31)", "example.*", "example.com", false, false},
		{"two stars (AMB-31)", "*.*.com", "a.example.com", false, false},
		{"two stars in one label (AMB-31)", "m*0*.hosted.not", "mx01.hosted.not", false, false},

		{"a final dot in the certificate (AMB-27)", "example.com.", "example.com", false, false},
		{"a leading dot", ".example.com", "a.example.com", false, false},
		{"an empty name", "", "example.com", false, false},
		{"an empty label", "a..com", "a..com", false, false},
		{"a sentence with the name in it (ESA-33)", "Mail server of example.com", "example.com", false, false},
		{"blanks around the name (ESA-33)", " example.com ", "example.com", false, false},
		{"a NUL and something behind it", "example.com\x00.evil.not", "example.com", false, false},
		{"an IP address that is the same (AMB-25)", "192.0.2.1", "192.0.2.1", false, false},
		{"an IPv6 address that is the same (AMB-25)", "2001:db8::1", "2001:db8::1", false, false},
		{"a raw internationalised name (AMB-28)", "bücher.example", "xn--bcher-kva.example", false, false},
		{"two raw internationalised names (AMB-28)", "bücher.example", "bücher.example", false, false},
		{"a letter that Unicode folds to a k", "boo\u212a.example", "book.example", false, false},
		{"a letter that Unicode folds to an s", "example.te\u017ft", "example.test", false, false},

		{"a reference of one label (ESA-31)", "mail", "mail", false, false},
		{"a reference with a star (AMB-34)", "*.hosted.not", "*.hosted.not", false, false},
		{"a reference with a final dot", "example.com", "example.com.", false, false},
		{"an empty reference", "", "", false, false},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			got, why := wildcardRFC2818.matches(test.presented, test.reference)
			assert.Equal(t, test.rfc2818, got, "by RFC 2818: %s", why.Name)
			got, why = wildcardRFC9525.matches(test.presented, test.reference)
			assert.Equal(t, test.rfc9525, got, "by RFC 9525: %s", why.Name)
		})
	}
}

func TestAMismatchIsExplained(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ presented, reference, want string }{
		{"example.net", "example.com", ""},
		{"*.example.com", "a.b.example.com", "the wildcard covers one label"},
		{"*.example.com", "example.com", "the wildcard covers one label"},
		{"*.example.com", "a.example.net", ""},
		{"mail.*.example.com", "mail.a.example.com", "one star may stand in the left-most label"},
		{"x*.example", "xn--bcher-kva.example", "no star inside an A-label"},
		{"example.com.", "example.com", "it has not the form of a domain name"},
		{"mail", "mail", "the reference is not a fully qualified name"},
	} {
		match, why := wildcardRFC2818.matches(test.presented, test.reference)
		assert.False(t, match)
		assert.Equal(t, test.want, why.Name, "%s ~= %s", test.presented, test.reference)
	}
	_, why := wildcardRFC9525.matches("mx*.hosted.not", "mx01.hosted.not")
	assert.Equal(t, "a star must be the whole label", why.Name)
}
