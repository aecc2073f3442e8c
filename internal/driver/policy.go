package driver

import (
	"cmp"
	"fmt"
	"math"
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
	Name    string // ".domain" for the subdomains of one; empty: this is the default entry
	Setting policy.Setting
	DANE    string // what is asked of it, as in policy.Destination
	Words   T
	Route   Route // where a route leads its mail; nil: the MX records do
}

// Vocabulary is what an MTA can be told.
type Vocabulary[T any] struct {
	MTA string // as an error calls it
	// Known are its words for some settings.
	Known map[policy.Requirement]T
	// Routed are its words where a route leads the mail in place of the MX records, which changes what the host is
	// called and so what a certificate is compared with. The error says sim.ErrNotSupported where it has none that promise
	// the same, or no such route. nil: it is told of no route, and of no subdomains.
	Routed func(Domain[T]) (T, error)
	// DANE are its words where something is said of DANE, in place of those for the TLS setting alone, which the entry has. The
	// error says sim.ErrNotSupported where it has none that promise both. nil: it has no DANE.
	DANE func(Domain[T]) (T, error)
}

// InWords puts a policy into the words that an MTA has for some settings, and which is told of no route. The error says
// sim.ErrNotSupported where it has none that promise the same, and for readings of the ESA's rules.
func InWords[T any](name string, asked policy.Policy, known map[policy.Requirement]T) (Words[T], error) {
	return Vocabulary[T]{MTA: name, Known: known}.InWords(asked)
}

// InWords puts a policy into words, the entry of a domain before those that cover it too.
func (v Vocabulary[T]) InWords(asked policy.Policy) (Words[T], error) {
	var words Words[T]
	if len(asked.Routes) > 0 && v.Routed == nil {
		return words, fmt.Errorf("%w: %s is told of no SMTP routes", sim.ErrNotSupported, v.MTA)
	}
	for option := range asked.Options {
		return words, fmt.Errorf("%w: %s has no option %q", sim.ErrNotSupported, v.MTA, option)
	}
	if more := v.beyond(asked); more != "" {
		return words, fmt.Errorf("%w: %s is told TLS settings alone, and not %s", sim.ErrNotSupported, v.MTA, more)
	}
	for _, name := range domainsOf(asked) {
		if !isDomain(name) || v.Routed == nil && strings.HasPrefix(name, ".") {
			return words, fmt.Errorf("%w: %s has no entry for %q in the place of a recipient domain", sim.ErrNotSupported, v.MTA, name)
		}
		domain, err := v.entry(name, asked.ControlsFor(name), routeOf(asked, name))
		if err != nil {
			return words, err
		}
		words.Domains = append(words.Domains, domain)
	}
	if route := routeOf(asked, ""); asked.Default != policy.Unset || wantsDANE(asked.DefaultDANE) || route != nil {
		domain, err := v.entry("", policy.Destination{Setting: asked.Default, DANE: asked.DefaultDANE}, route)
		if err != nil {
			return words, err
		}
		words.Default = &domain
	}
	return words, nil
}

// entry is what is said of one domain.
func (v Vocabulary[T]) entry(name string, asked policy.Destination, route Route) (Domain[T], error) {
	domain := Domain[T]{Name: ASCII(name), Setting: asked.Setting, DANE: asked.DANE, Route: route}
	if domain.WantsDANE() && domain.Setting == policy.Unset {
		domain.Setting.Requirement = policy.Opportunistic // what DANE builds on (RFC 7672 §2.2)
	}
	var err error
	if route == nil {
		domain.Words, err = domain.In(v.Known, v.MTA)
	} else {
		domain.Words, err = v.Routed(domain)
	}
	if err == nil && v.DANE != nil && domain.DANE != "" && domain.Setting != policy.Unset && !route.Discards() {
		domain.Words, err = v.DANE(domain)
	}
	return domain, err
}

// In are the words that an MTA has for the setting of a domain; none for one of which only a route is stated.
func (d Domain[T]) In(known map[policy.Requirement]T, mta string) (words T, err error) {
	if d.Setting == policy.Unset {
		return words, nil
	}
	words, ok := known[d.Setting.Requirement]
	switch {
	case ok:
		return words, nil
	case d.Route != nil:
		return words, d.Unlike(mta)
	}
	return words, fmt.Errorf("%w: %s has no setting that means %q", sim.ErrNotSupported, mta, d.Setting)
}

// domainsOf are the domains of which a policy says something, the more specific before those that cover them.
func domainsOf(asked policy.Policy) []string {
	var domains []string
	add := func(name string) {
		if !slices.ContainsFunc(domains, func(known string) bool { return ASCII(known) == ASCII(name) }) {
			domains = append(domains, name)
		}
	}
	for _, entry := range asked.Destinations {
		if entry.Setting != policy.Unset || entry.DANE != "" { // else it leaves all to the default entry
			add(entry.Domain)
		}
	}
	for _, route := range asked.Routes {
		if !strings.EqualFold(route.Domain, "ALL") {
			add(route.Domain)
		}
	}
	slices.SortStableFunc(domains, func(a, b string) int { return cmp.Compare(breadth(a), breadth(b)) })
	return domains
}

// breadth is how much an entry covers: a domain alone, or the subdomains of one, the more the shorter it is.
func breadth(name string) int {
	if !strings.HasPrefix(name, ".") {
		return 0
	}
	return math.MaxInt - len(name)
}

// isDomain says whether an entry is for what stands behind a recipient's @, a domain or an address literal, and not for the
// address of a host.
func isDomain(name string) bool {
	if strings.HasPrefix(name, "[") {
		return true
	}
	_, err := netip.ParseAddr(policy.CanonicalName(name))
	return err != nil
}

// All are the entries, that of the default, which has no name, at the end.
func (w Words[T]) All() []Domain[T] {
	if w.Default == nil {
		return w.Domains
	}
	return append(slices.Clone(w.Domains), *w.Default)
}

// For is the entry that governs a recipient domain, in ASCII.
func (w Words[T]) For(domain string) (Domain[T], bool) {
	all := w.All()
	i := slices.IndexFunc(all, func(entry Domain[T]) bool { return entry.covers(domain) })
	if i < 0 {
		return Domain[T]{}, false
	}
	return all[i], true
}

func (d Domain[T]) covers(domain string) bool {
	domain = ASCII(domain)
	return d.Name == "" || d.Name == domain || strings.HasPrefix(d.Name, ".") && strings.HasSuffix(domain, d.Name)
}

// verifies says whether the entry of a recipient's domain asks for what the certificate was verified by.
func (w Words[T]) verifies(recipient string, verdict Verdict) bool {
	_, domain, _ := strings.Cut(ASCII(recipient), "@")
	entry, _ := w.For(domain)
	return entry.Setting.Chain == policy.Trusted || entry.WantsDANE() && verdict.ByDANE
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
