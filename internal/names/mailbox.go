package names

import (
	"fmt"
	"regexp"
	"strings"
)

// Mailbox parts an address of mail into its local part, as it is written, and its domain, as Domain has it.
func Mailbox(address string) (local, domain string, err error) {
	at := strings.LastIndexByte(address, '@')
	if at < 1 {
		return "", "", fmt.Errorf("%w: %q: want local-part@domain", ErrName, address)
	}
	domain, err = Domain(address[at+1:])
	return address[:at], domain, err
}

// Wire is an address, or a domain, as it is said over the wire and given to a program: its domain in A-labels and without
// a final dot. What is no name, which a sender may be asked to send to all the same, stays as it is.
func Wire(address string) string {
	at := strings.LastIndexByte(address, '@') + 1
	domain := strings.TrimSuffix(address[at:], ".")
	if isASCII(domain) {
		return address[:at+len(domain)]
	}
	ascii, err := toASCII(domain)
	if err != nil {
		return address
	}
	return address[:at] + ascii
}

// SameMailbox compares addresses without regard to letter case, as MTAs do, and to quotes, which are no part of the mailbox
// (RFC 5321 §4.1.2), and their domains in A-labels.
func SameMailbox(a, b string) bool {
	return strings.EqualFold(unquoted(Wire(a)), unquoted(Wire(b)))
}

// quotedPair is a character with a backslash before it.
var quotedPair = regexp.MustCompile(`\\(.)`)

// unquoted is an address without the quotes of its local part.
func unquoted(address string) string {
	local, domain := address[:strings.LastIndexByte(address, '@')+1], address[strings.LastIndexByte(address, '@')+1:]
	if len(local) > 2 && strings.HasPrefix(local, `"`) && strings.HasSuffix(local, `"@`) {
		local = quotedPair.ReplaceAllString(local[1:len(local)-2], "$1") + "@"
	}
	return local + domain
}

// IsInternational says whether an address has to be said in UTF-8 (RFC 6531 §3.2): one of which the domain alone is
// internationalised goes in A-labels.
func IsInternational(address string) bool { return !isASCII(Wire(address)) }

// SameDomain says whether two texts are one domain, as they go over the wire. What is no name is the same as itself alone.
func SameDomain(a, b string) bool { return strings.EqualFold(Wire(a), Wire(b)) }
