package fakedns

import (
	"errors"
	"fmt"
	"strings"

	"github.com/miekg/dns"
	"golang.org/x/net/publicsuffix"
)

// OwnerName is the name under which the records of a type are found: absolute, and the reverse name of an
// IP address for a PTR. An error says why it cannot be one.
func OwnerName(name, rtype string) (string, error) { return ownerName(name, strings.ToUpper(rtype)) }

// ownerName is the name under which a record is found: absolute, escapes in their one form. An IP
// address stands for its reverse name, but only where a PTR is asked: it can be a strange host name too.
func ownerName(name, rtype string) (string, error) {
	if rtype == "PTR" {
		if reverse, err := dns.ReverseAddr(name); err == nil {
			return reverse, nil
		}
	}
	switch name {
	case "":
		return "", errors.New("the name is empty")
	case "@":
		return "", errors.New(`"@" has no meaning here: write the whole name`)
	}
	if err := refuse(name, " \t\"();"); err != nil {
		return "", err
	}
	return canonicalName(dns.Fqdn(name))
}

// longestName is the longest domain name, in octets (RFC 1035 §3.1).
const longestName = 255

// canonicalName writes an absolute name with its escapes in their one form.
func canonicalName(name string) (string, error) {
	var wire [longestName]byte
	if _, err := dns.PackDomainName(name, wire[:], 0, nil, false); err != nil {
		return "", fmt.Errorf("%q is not a domain name", shortened(name))
	}
	canonical, _, err := dns.UnpackDomainName(wire[:], 0)
	return canonical, err
}

// refuse finds what cannot stand in a name or value: a special character without a backslash before
// it, a control character, anything outside ASCII.
func refuse(text, special string) error {
	escaped := false
	for _, c := range []byte(text) {
		switch {
		case c >= 0x80:
			return fmt.Errorf("%q is not ASCII: write a name as its A-label (xn--…)", shortened(text))
		case c < ' ' && c != '\t', c == 0x7f, !escaped && strings.IndexByte(special, c) >= 0:
			return fmt.Errorf("%q cannot have the character %q", shortened(text), c)
		}
		escaped = !escaped && c == '\\'
	}
	return nil
}

// CheckNames finds a name of one label without a final dot among those of a record: in a zone file it would be
// relative to a zone, and here there is none.
func CheckNames(name, rtype, value string) error {
	if isRelative(name) {
		return relative(name, name)
	}
	fields, err := words(value)
	if err != nil {
		return nil // which is for NewRecord to say
	}
	return checkValueNames(name, rtype, fields)
}

// nameFields is which fields of a value are names, by type.
var nameFields = map[string][]int{
	"CNAME": {0}, "DNAME": {0}, "MX": {1}, "NS": {0}, "PTR": {0}, "SOA": {0, 1}, "SRV": {3},
}

func checkValueNames(owner, rtype string, fields []string) error {
	for _, at := range nameFields[rtype] {
		if at < len(fields) && isRelative(fields[at]) {
			return relative(fields[at], owner)
		}
	}
	return nil
}

// isRelative says whether a name is one label without a final dot.
func isRelative(name string) bool {
	return name != "" && name != "@" && !dns.IsFqdn(name) && !strings.Contains(name, ":") && dns.CountLabel(name) == 1
}

// relative is the error about a name that stands in a record of some owner.
func relative(name, owner string) error {
	domain := strings.TrimSuffix(registered(strings.ToLower(dns.Fqdn(owner))), ".")
	if domain == "" || strings.HasSuffix(domain, ".arpa") {
		domain = "example.com"
	}
	name = shortened(name)
	return fmt.Errorf("%q is one label, and relative to no zone: want the whole name, such as %q, or %q for the name in the root",
		name, name+"."+domain, name+".")
}

// registered is the domain that the owner of a name has most likely registered, and so the zone in which it lies: one
// label below the public suffix, of a reverse name the /24 or /32. It is empty if the name is above that.
func registered(name string) string {
	for suffix, labels := range map[string]int{".in-addr.arpa.": 3, ".ip6.arpa.": 8} {
		if below, ok := strings.CutSuffix(name, suffix); ok {
			parts := dns.SplitDomainName(below)
			return strings.Join(parts[max(0, len(parts)-labels):], ".") + suffix
		}
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(strings.TrimSuffix(name, "."))
	if err != nil {
		return ""
	}
	return domain + "."
}
