package fakedns

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/miekg/dns"
)

// forms are the types that a zone can hold, each with what a value looks like.
var forms = []struct{ rtype, form string }{
	{"A", `an IPv4 address, such as "192.0.2.1"`},
	{"AAAA", `an IPv6 address, such as "2001:db8::1"`},
	{"CNAME", `a name, such as "real.example.com"`},
	{"DNAME", `a name, such as "example.net"`},
	{"MX", `a preference and a host name, such as "10 mx1.example.com", or "." for a null MX`},
	{"NS", `a host name, such as "ns1.example.com"`},
	{"PTR", `a host name, such as "mx1.example.com"`},
	{"SOA", `a server, a mailbox and five numbers, such as "ns1.example.com admin.example.com 1 7200 3600 1209600 300"`},
	{"SRV", `priority, weight, port and a host name, such as "0 1 443 www.example.com"`},
	{"TLSA", `usage, selector, matching type and hexadecimal data, such as "3 1 1 0A1B…"`},
	{"TXT", `text, or several texts in quotes, such as "v=STSv1; id=1"`},
}

// parse makes the record that goes over the wire.
func (r Record) parse() (dns.RR, error) {
	rtype := strings.ToUpper(r.Type)
	i := slices.IndexFunc(forms, func(f struct{ rtype, form string }) bool { return f.rtype == rtype })
	if i < 0 {
		var known []string
		for _, f := range forms {
			known = append(known, f.rtype)
		}
		return nil, fmt.Errorf("record of %s: unknown type %q: want one of %s", r.Name, r.Type, strings.Join(known, ", "))
	}
	owner, err := ownerName(r.Name, rtype)
	if err != nil {
		return nil, err
	}
	rr, err := parseValue(rtype, strings.TrimSpace(r.Value))
	if err == nil {
		rr.Header().Name, rr.Header().Ttl = owner, r.TTL
		rr, err = overTheWire(rr)
	}
	if errors.Is(err, errForm) {
		return nil, fmt.Errorf("%s of %s: value %q: want %s", rtype, r.Name, r.Value, forms[i].form)
	}
	if err != nil {
		return nil, fmt.Errorf("%s of %s: value %q: %w", rtype, r.Name, r.Value, err)
	}
	return rr, nil
}

// errForm is a value that does not look as its type demands.
var errForm = errors.New("wrong form")

func parseValue(rtype, value string) (dns.RR, error) {
	switch rtype {
	case "A":
		address, err := netip.ParseAddr(value)
		if err != nil || !address.Is4() {
			return nil, errForm
		}
		return &dns.A{Hdr: header(dns.TypeA), A: address.AsSlice()}, nil
	case "AAAA":
		address, err := netip.ParseAddr(value)
		if err != nil || !address.Is6() || address.Zone() != "" {
			return nil, errForm
		}
		return &dns.AAAA{Hdr: header(dns.TypeAAAA), AAAA: address.AsSlice()}, nil
	case "TXT":
		texts, err := parseTexts(value)
		return &dns.TXT{Hdr: header(dns.TypeTXT), Txt: texts}, err
	case "MX":
		if value == "." {
			value = "0 ." // RFC 7505 §3
		} else if _, err := strconv.Atoi(value); err != nil && len(strings.Fields(value)) == 1 {
			return nil, fmt.Errorf("the preference is missing: want %q", "10 "+value)
		}
	}
	return parseFields(rtype, value)
}

// parseFields reads a value that consists of numbers, names and hexadecimal data.
func parseFields(rtype, value string) (dns.RR, error) {
	words := strings.Fields(value)
	if len(words) == 0 || words[0] == `\#` || slices.Contains(words, "@") {
		return nil, errForm // raw data (RFC 3597 §5) and the origin of a zone file are not offered
	}
	if err := refuse(value, `"();`); err != nil { // they mean something to the reader of a zone file
		return nil, err
	}
	rr, err := dns.NewRR(". IN " + rtype + " " + value)
	if err != nil || rr == nil {
		return nil, errForm
	}
	return rr, nil
}

// longestText is the longest string inside a TXT record, in octets (RFC 1035 §3.3).
const longestText = 255

// parseTexts returns the strings of a TXT record, in the escaped form of package dns.
func parseTexts(value string) ([]string, error) {
	if value == "" {
		return nil, errForm
	}
	var texts []string
	if value[0] != '"' {
		for part := range slices.Chunk([]byte(value), longestText) {
			texts = append(texts, strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(string(part)))
		}
		return texts, nil
	}
	for value != "" {
		end := 1
		for ; end < len(value) && value[end] != '"'; end++ {
			if value[end] == '\\' {
				end++
			}
		}
		if value[0] != '"' || end >= len(value) {
			return nil, errForm
		}
		texts = append(texts, value[1:end])
		value = strings.TrimLeft(value[end+1:], " \t")
	}
	return texts, nil
}

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
		return "", fmt.Errorf("%q is not a domain name", name)
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
			return fmt.Errorf("%q is not ASCII: write a name as its A-label (xn--…)", text)
		case c < ' ' && c != '\t', c == 0x7f, !escaped && strings.IndexByte(special, c) >= 0:
			return fmt.Errorf("%q cannot have the character %q", text, c)
		}
		escaped = !escaped && c == '\\'
	}
	return nil
}

func header(rtype uint16) dns.RR_Header {
	return dns.RR_Header{Name: ".", Rrtype: rtype, Class: dns.ClassINET}
}

// overTheWire returns the record as a client will read it: escapes in their one form, every length checked.
func overTheWire(rr dns.RR) (dns.RR, error) {
	message := &dns.Msg{Answer: []dns.RR{rr}}
	wire, err := message.Pack()
	if err != nil {
		return nil, fmt.Errorf("does not fit into a DNS message: %w", err)
	}
	if err := message.Unpack(wire); err != nil {
		return nil, fmt.Errorf("cannot be read from a DNS message: %w", err)
	}
	return message.Answer[0], nil
}
