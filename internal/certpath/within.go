package certpath

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// dnsWithin says whether a DNS name is a domain or stands below it; a domain that begins with a dot has what stands below
// it alone, and the empty one has every name. A star is the whole of a first label or a part of it: every name that it
// stands for must be within, or, in part, some.
func dnsWithin(name, domain string, inPart bool) bool {
	name, domain = strings.ToLower(strings.TrimSuffix(name, ".")), strings.ToLower(domain)
	if domain == "" || strings.HasPrefix(domain, ".") {
		return strings.HasSuffix(name, domain)
	}
	if name == domain || strings.HasSuffix(name, "."+domain) {
		return true
	}
	return inPart && starMeets(name, domain)
}

// starMeets says whether a name with a star in its first label can stand for a domain.
func starMeets(name, domain string) bool {
	label, parent, _ := strings.Cut(name, ".")
	first, above, _ := strings.Cut(domain, ".")
	before, after, star := strings.Cut(label, "*")
	return star && parent == above && len(first) >= len(before)+len(after) && strings.HasPrefix(first, before) && strings.HasSuffix(first, after)
}

// mailboxWithin says whether an e-mail address is the one of a constraint, at its host, or, if it begins with a dot, at a
// host below its domain (RFC 5280 §4.2.1.10). The case of a local part has meaning.
func mailboxWithin(mailbox, constraint string) bool {
	at := strings.LastIndexByte(mailbox, '@')
	if at < 0 {
		return false
	}
	local, host := mailbox[:at], mailbox[at+1:]
	if at := strings.LastIndexByte(constraint, '@'); at >= 0 {
		return local == constraint[:at] && strings.EqualFold(host, constraint[at+1:])
	}
	return hostWithin(host, constraint)
}

// uriWithin says whether the host of a URI is that of a constraint, or, if it begins with a dot, stands below its domain
// (RFC 5280 §4.2.1.10). A URI without a host by name cannot be held to a constraint, so that known is false.
func uriWithin(text, constraint string) (within, known bool) {
	uri, err := url.Parse(text)
	if err != nil || uri.Hostname() == "" {
		return false, false
	}
	if _, err := netip.ParseAddr(uri.Hostname()); err == nil {
		return false, false
	}
	return hostWithin(uri.Hostname(), constraint), true
}

func hostWithin(host, constraint string) bool {
	host, constraint = strings.ToLower(host), strings.ToLower(constraint)
	if strings.HasPrefix(constraint, ".") {
		return strings.HasSuffix(host, constraint)
	}
	return constraint == "" || host == constraint
}

// addressWithin says whether an IP address is in a network, given as an address and a mask of the same family.
func addressWithin(address, network []byte) bool {
	if len(network) != 2*len(address) {
		return false
	}
	base, mask := network[:len(address)], network[len(address):]
	masked := slices.Clone(address)
	for i := range masked {
		masked[i] &= mask[i]
		if masked[i] != base[i]&mask[i] {
			return false
		}
	}
	return true
}
