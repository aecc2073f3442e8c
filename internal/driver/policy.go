package driver

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"mtalab/internal/names"
	"mtalab/sim"
	"mtalab/sim/policy"
)

// Words is a policy in the words of one MTA.
type Words[T any] struct {
	Domains []Domain[T]
	Default *Domain[T] // nil: the policy has no default entry
}

// Domain is what the policy says of one recipient domain.
type Domain[T any] struct {
	Name    string
	Setting policy.Setting
	Words   T
}

// InWords puts a policy into the words that an MTA has for some settings. The error says
// sim.ErrNotSupported where it has none that promise the same, and for what is the ESA's alone: SMTP
// routes and readings of its rules.
func InWords[T any](name string, asked policy.Policy, known map[policy.Requirement]T) (Words[T], error) {
	var words Words[T]
	if len(asked.Routes) > 0 {
		return words, fmt.Errorf("%w: %s has no SMTP routes like the ESA's", sim.ErrNotSupported, name)
	}
	for option := range asked.Options {
		return words, fmt.Errorf("%w: %s has no option %q", sim.ErrNotSupported, name, option)
	}
	if more := asked.BeyondTLS(); more != "" {
		return words, fmt.Errorf("%w: %s is told TLS settings alone, and not %s", sim.ErrNotSupported, name, more)
	}
	inWords := func(domain string, setting policy.Setting) (Domain[T], error) {
		own, ok := known[setting.Requirement]
		if !ok {
			return Domain[T]{}, fmt.Errorf("%w: %s has no setting that means %q", sim.ErrNotSupported, name, setting)
		}
		return Domain[T]{ASCII(domain), setting, own}, nil
	}
	for _, entry := range asked.Destinations {
		if entry.Setting == policy.Unset {
			continue // it leaves all to the default entry
		}
		if !isDomain(entry.Domain) {
			return words, fmt.Errorf("%w: %s has no entry for %q in the place of a recipient domain", sim.ErrNotSupported, name, entry.Domain)
		}
		domain, err := inWords(entry.Domain, entry.Setting)
		if err != nil {
			return words, err
		}
		words.Domains = append(words.Domains, domain)
	}
	if asked.Default != policy.Unset {
		domain, err := inWords("", asked.Default)
		if err != nil {
			return words, err
		}
		words.Default = &domain
	}
	return words, nil
}

// isDomain says whether an entry is for what stands behind a recipient's @, a domain or an address literal, and not for the
// subdomains of a domain or the address of a host.
func isDomain(name string) bool {
	if strings.HasPrefix(name, "[") {
		return true
	}
	if _, err := netip.ParseAddr(policy.CanonicalName(name)); err == nil {
		return false
	}
	return !strings.HasPrefix(name, ".")
}

// All are the entries, that of the default, which has no name, at the end.
func (w Words[T]) All() []Domain[T] {
	if w.Default == nil {
		return w.Domains
	}
	return append(slices.Clone(w.Domains), *w.Default)
}

// verifies says whether the entry of a recipient's domain asks for a certificate that is verified.
func (w Words[T]) verifies(recipient string) bool {
	_, domain, _ := strings.Cut(ASCII(recipient), "@")
	for _, entry := range w.All() {
		if entry.Name != domain && entry.Name != "" {
			continue
		}
		return entry.Setting.Chain == policy.Trusted
	}
	return false
}

// ASCII is a domain, or an address, in lower case and in A-labels, in which an MTA is given it: not every one takes others
// from its command line.
func ASCII(name string) string { return strings.ToLower(names.Wire(name)) }

// Envelope is the recipients of a message as an MTA is given them.
func Envelope(recipients []string) []string {
	given := make([]string, len(recipients))
	for i, recipient := range recipients {
		at := strings.LastIndexByte(recipient, '@') + 1
		given[i] = recipient[:at] + ASCII(recipient[at:])
	}
	return given
}

// NeedsSMTPUTF8 says whether an address goes only to whoever has SMTPUTF8 (RFC 6531): its local part is not ASCII.
func NeedsSMTPUTF8(address string) bool {
	local := address[:strings.LastIndexByte(address, '@')+1]
	return strings.IndexFunc(local, func(r rune) bool { return r > unicode.MaxASCII }) >= 0
}

// Mailbox is an address by which two that are one are found to be: a log may quote the local part otherwise than it was
// given, or leave out the final dot of the domain.
func Mailbox(address string) string {
	at := strings.LastIndexByte(address, '@') + 1
	local, domain := strings.TrimSuffix(address[:at], "@"), strings.TrimSuffix(ASCII(address[at:]), ".")
	if len(local) > 1 && strings.HasPrefix(local, `"`) && strings.HasSuffix(local, `"`) {
		local = quotedPair.ReplaceAllString(local[1:len(local)-1], "$1")
	}
	return strings.ToLower(local) + "@" + domain
}

// quotedPair is a character with a backslash before it (RFC 5321 §4.1.2).
var quotedPair = regexp.MustCompile(`\\(.)`)
