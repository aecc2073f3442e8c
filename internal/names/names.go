// Package names is the one notion of a name: what a person writes (U-labels, letter case, a final dot, an address in
// brackets) becomes what is compared, and what goes over the wire.
package names

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// ErrName is a text that is no name; the error that wraps it says what was expected.
var ErrName = errors.New("no name")

// Domain is a domain, or an address literal, in the form in which domains are compared: in lower case, in A-labels
// (RFC 5890), without a final dot. What is ASCII has its letter case changed and nothing else: names that IDNA would
// not have ("foo_bar", "ab--cd") are names all the same.
func Domain(text string) (string, error) {
	domain := strings.TrimSuffix(text, ".")
	if strings.HasPrefix(domain, "[") {
		if _, ok := AddressLiteral(domain); !ok {
			return "", fmt.Errorf("%w: %q: want an address literal such as [192.0.2.1] or [IPv6:2001:db8::1]", ErrName, text)
		}
		return strings.ToLower(domain), nil
	}
	domain, err := toASCII(domain)
	if err != nil {
		return "", fmt.Errorf("%w: %q: %w", ErrName, text, err)
	}
	if len(domain) > 253 {
		return "", fmt.Errorf("%w: %q: want at most 253 octets", ErrName, text)
	}
	for label := range strings.SplitSeq(domain, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, letters) != "" {
			return "", fmt.Errorf("%w: %q: want labels of 1 to 63 letters, digits, hyphens and underscores", ErrName, text)
		}
	}
	return domain, nil
}

// letters are what a label consists of.
const letters = "abcdefghijklmnopqrstuvwxyz0123456789-_"

func toASCII(domain string) (string, error) {
	if isASCII(domain) { // so are nearly all, and thousands of them are compared
		return strings.ToLower(domain), nil
	}
	ascii, err := idna.Lookup.ToASCII(domain)
	return strings.TrimSuffix(ascii, "."), err
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII })
}

// Pattern is what stands for a domain, or for several: ".domain" for what lies below it, and otherwise as Domain has it.
func Pattern(text string) (string, error) {
	if below, ok := strings.CutPrefix(text, "."); ok {
		domain, err := Domain(below)
		return "." + domain, err
	}
	return Domain(text)
}

// AddressLiteral reads a domain such as [192.0.2.1] or [IPv6:2001:db8::1] (RFC 5321 §4.1.3).
func AddressLiteral(domain string) (netip.Addr, bool) {
	inner, opens := strings.CutPrefix(domain, "[")
	inner, closes := strings.CutSuffix(inner, "]")
	if !opens || !closes {
		return netip.Addr{}, false
	}
	address, err := netip.ParseAddr(strings.TrimPrefix(strings.ToLower(inner), "ipv6:"))
	return address, err == nil
}
