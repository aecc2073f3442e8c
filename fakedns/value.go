package fakedns

import (
	"errors"
	"fmt"
	"math"
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

// ErrNotServed is a type of record that exists and that the server does not serve: nobody asks for it to send mail.
var ErrNotServed = errors.New("a type that is not served")

// parse makes the record that goes over the wire.
func (r Record) parse() (dns.RR, error) { return r.parseAt(".") }

// parseAt makes the record of an absolute name; names in its value are relative to an origin.
func (r Record) parseAt(origin string) (dns.RR, error) {
	rtype := strings.ToUpper(r.Type)
	i := slices.IndexFunc(forms, func(f struct{ rtype, form string }) bool { return f.rtype == rtype })
	if i < 0 {
		return nil, fmt.Errorf("record of %s: %w", r.Name, unserved(r.Type))
	}
	owner, err := ownerName(r.Name, rtype)
	if err != nil {
		return nil, err
	}
	rr, err := parseValue(rtype, strings.TrimSpace(r.Value), origin)
	if err == nil {
		rr.Header().Name, rr.Header().Ttl = owner, r.TTL
		rr, err = overTheWire(rr)
	}
	if errors.Is(err, errForm) {
		return nil, fmt.Errorf("%s of %s: value %q: want %s", rtype, shortened(r.Name), shortened(r.Value), forms[i].form)
	}
	if err != nil {
		return nil, fmt.Errorf("%s of %s: value %q: %w", rtype, shortened(r.Name), shortened(r.Value), err)
	}
	return rr, nil
}

// unserved says why there is no record of a type: nobody knows it, or it is not served.
func unserved(rtype string) error {
	var known []string
	for _, f := range forms {
		known = append(known, f.rtype)
	}
	served := "want one of " + strings.Join(known, ", ")
	if isData(strings.ToUpper(rtype)) {
		return fmt.Errorf("%s is %w: %s", rtype, ErrNotServed, served)
	}
	return fmt.Errorf("unknown type %q: %s", rtype, served)
}

// isData says whether a type is one of records that zones hold, known by its name or number (RFC 3597 §5).
func isData(rtype string) bool {
	number, known := dns.StringToType[rtype]
	if digits, ok := strings.CutPrefix(rtype, "TYPE"); ok && !known {
		parsed, err := strconv.ParseUint(digits, 10, 16)
		number, known = uint16(parsed), err == nil
	}
	return known && number != dns.TypeNone && number != dns.TypeOPT && !isMeta(number)
}

// shortened is a text for an error.
func shortened(text string) string {
	const enough = 120
	if len(text) <= enough {
		return text
	}
	return strings.ToValidUTF8(text[:enough], "") + "…"
}

// errForm is a value that does not look as its type demands.
var errForm = errors.New("wrong form")

// longestValue is how long the text of the largest value can be, each octet written as \DDD.
const longestValue = 4 * math.MaxUint16

func parseValue(rtype, value, origin string) (dns.RR, error) {
	if len(value) > longestValue {
		return nil, errors.New("it is longer than any value can be")
	}
	if rtype == "TXT" {
		return parseTexts(value)
	}
	if strings.HasPrefix(rtype, "A") { // first, as most are plain addresses
		if rr, err := parseAddress(rtype, value); err == nil {
			return rr, nil
		}
	}
	if err := refuse(value, ""); err != nil {
		return nil, err
	}
	fields, err := words(value)
	if err != nil || len(fields) == 0 {
		return nil, errForm
	}
	value = strings.Join(fields, " ")
	switch {
	case strings.HasPrefix(rtype, "A"):
		return parseAddress(rtype, value)
	case rtype == "MX" && value == ".":
		value = "0 ." // RFC 7505 §3
	case rtype == "MX" && len(fields) == 1:
		if _, err := strconv.Atoi(value); err != nil {
			return nil, fmt.Errorf("the preference is missing: want %q", "10 "+value)
		}
	}
	return parseFields(rtype, fields, value, origin)
}

func parseAddress(rtype, value string) (dns.RR, error) {
	address, err := netip.ParseAddr(value)
	switch {
	case err == nil && rtype == "A" && address.Is4():
		return &dns.A{Hdr: header(dns.TypeA), A: address.AsSlice()}, nil
	case err == nil && rtype == "AAAA" && address.Is6() && address.Zone() == "":
		return &dns.AAAA{Hdr: header(dns.TypeAAAA), AAAA: address.AsSlice()}, nil
	}
	return nil, errForm
}

// parseFields reads a value that consists of numbers, names and hexadecimal data.
func parseFields(rtype string, fields []string, value, origin string) (dns.RR, error) {
	for _, field := range fields {
		if err := refuse(field, `"`); err != nil {
			return nil, err
		}
	}
	if fields[0] == `\#` {
		return nil, errForm // raw data (RFC 3597 §5) is not offered
	}
	if origin == "." && slices.Contains(fields, "@") {
		return nil, errForm // there is no zone of which it would be the origin
	}
	return rrOf(rtype, value, origin)
}

// rrOf reads a value of one line by the rules of a zone file.
func rrOf(rtype, value, origin string) (dns.RR, error) {
	parser := dns.NewZoneParser(strings.NewReader(". 0 IN "+rtype+" "+value+"\n"), origin, "")
	rr, ok := parser.Next()
	if !ok || parser.Err() != nil {
		return nil, errForm
	}
	return rr, nil
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
