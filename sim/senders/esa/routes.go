package esa

import (
	"fmt"
	"iter"
	"net/netip"
	"strconv"
	"strings"

	"mtalab/sim/policy"
)

// ParseRoutes reads a table of SMTP routes: in each line a receiving domain, blanks, and its
// destination hosts, separated by commas. Blank lines and lines that begin with # say nothing.
//
//	example.com   relay.partner.not
//	.example.com  192.0.2.1, [backup.partner.not]:2525/pri=10
//	lab.not       USEDNS
//	ALL           /dev/null
//
// The receiving domain is a domain, ".domain" for all its subdomains, or ALL (ESA-66, AMB-9). A host
// is a name, which has its MX looked up; a name in brackets, which has not; or an IP address. A port
// (:2525) and a priority (/pri=10) may follow; an IPv6 address with a port stands in brackets.
// USEDNS and /dev/null stand by themselves (ESA-64, ESA-67, ESA-68).
//
// The forms of domains and hosts are those of AsyncOS 8.0.1, p. 21-3, and of the smtproutes dialogue.
// How an exported file parts the domain from its hosts is told in no source at hand: here it is as in
// sendmail's mailertable, to which the guide of AsyncOS 14.0 likens the table, and as in the two columns
// of the page Network > SMTP Routes. A domain that has two lines is refused: a route has all its hosts in one
// entry, and of two entries none would be the more specific one.
//
// The error is an ErrPolicy and names the line and what was expected there.
func ParseRoutes(text string) ([]policy.Route, error) {
	var routes []policy.Route
	entered := map[string]int{} // domain → line
	for number, line := range statements(text) {
		route, err := parseRoute(line)
		name := strings.ToLower(route.Domain)
		if first := entered[name]; err == nil && first > 0 {
			err = fmt.Errorf("%s was given in line %d: want all its hosts in one line", route.Domain, first)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: SMTP routes, line %d: %w", policy.ErrPolicy, number, err)
		}
		entered[name] = number
		route.Line = number
		routes = append(routes, route)
	}
	return routes, nil
}

// statements yields the lines of a text that say something, without the blanks around them, and
// their numbers from 1.
func statements(text string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		number := 0
		for line := range strings.Lines(text) {
			number++
			line = strings.TrimSpace(line)
			if line != "" && line[0] != '#' && !yield(number, line) {
				return
			}
		}
	}
}

func parseRoute(line string) (policy.Route, error) {
	blank := strings.IndexAny(line, " \t")
	if blank < 0 {
		return policy.Route{}, fmt.Errorf("%q: want a receiving domain, blanks, and its destination hosts", line)
	}
	route := policy.Route{Domain: line[:blank]}
	if route.Domain != allDomains && !isDomainName(route.Domain) && !isPartialDomain(route.Domain) {
		return policy.Route{}, fmt.Errorf("%q: want a receiving domain such as example.com, .example.com for its subdomains, or ALL", route.Domain)
	}
	for text := range strings.SplitSeq(line[blank:], ",") {
		host, err := parseRouteHost(strings.TrimSpace(text))
		if err != nil {
			return policy.Route{}, err
		}
		if host.UseDNS && route.Domain == allDomains {
			return policy.Route{}, fmt.Errorf("%s %s: want hosts or %s, as without a route it is so anyway", allDomains, useDNS, discard) // ESA-67
		}
		route.Hosts = append(route.Hosts, host)
	}
	for _, host := range route.Hosts {
		if (host.UseDNS || host.Discard) && len(route.Hosts) > 1 {
			return policy.Route{}, fmt.Errorf("%s: %s among other hosts: want it by itself", route.Domain, formatHost(host))
		}
	}
	return route, nil
}

// The words of the table that are no names.
const (
	allDomains = "ALL"
	useDNS     = "USEDNS"
	discard    = "/dev/null"
)

func parseRouteHost(text string) (policy.RouteHost, error) {
	switch text {
	case useDNS:
		return policy.RouteHost{UseDNS: true}, nil
	case discard:
		return policy.RouteHost{Discard: true}, nil
	}
	target, priority, prioritised := strings.Cut(text, "/pri=")
	host, ok := parseTarget(target)
	if !ok {
		return policy.RouteHost{}, fmt.Errorf("%q: want a host name, [host name] or IP address, with or without :port and /pri=number, or %s or %s by itself", text, useDNS, discard)
	}
	if prioritised {
		number, err := strconv.ParseUint(priority, 10, 16)
		if err != nil {
			return policy.RouteHost{}, fmt.Errorf("%q: priority %q: want a number from 0 to 65535", text, priority)
		}
		host.Priority = int(number)
	}
	return host, nil
}

// parseTarget reads a host without its priority.
func parseTarget(text string) (policy.RouteHost, bool) {
	if address, ok := parseAddress(text); ok {
		return policy.RouteHost{Address: address}, true
	}
	name, port, ok := splitPort(text)
	if !ok {
		return policy.RouteHost{}, false
	}
	name, bracket := strings.CutPrefix(name, "[")
	if bracket {
		if name, ok = strings.CutSuffix(name, "]"); !ok {
			return policy.RouteHost{}, false
		}
	}
	if address, ok := parseAddress(name); ok {
		return policy.RouteHost{Address: address, Port: port}, bracket || address.Is4()
	}
	return policy.RouteHost{Name: name, Bracket: bracket, Port: port}, isDomainName(name)
}

// splitPort cuts the port off a host; 0 if there is none. A colon inside brackets is no port's.
func splitPort(text string) (host string, port uint16, ok bool) {
	colon := strings.LastIndexByte(text, ':')
	if colon <= strings.LastIndexByte(text, ']') {
		return text, 0, true
	}
	number, err := strconv.ParseUint(text[colon+1:], 10, 16)
	return text[:colon], uint16(number), err == nil && number > 0
}

// parseAddress reads an IP address as a route has one: without a zone, and IPv4 as such.
func parseAddress(text string) (netip.Addr, bool) {
	address, err := netip.ParseAddr(text)
	return address, err == nil && address.Zone() == "" && !address.Is4In6()
}

// isDomainName says whether a text has the form of a fully qualified domain name: two labels or more
// of letters, digits, hyphens and underscores, the last not of digits alone (RFC 1123 §2.1). A name
// in other letters is to be given in A-labels.
func isDomainName(text string) bool {
	labels := strings.Split(text, ".")
	for _, label := range labels {
		if !isLabel(label) {
			return false
		}
	}
	return len(labels) > 1 && len(text) <= 253 && strings.Trim(labels[len(labels)-1], "0123456789") != ""
}

// isPartialDomain says whether a text stands for the subdomains of a domain: ".example.com", ".not".
func isPartialDomain(text string) bool {
	parent, partial := strings.CutPrefix(text, ".")
	return partial && isDomainName("x."+parent)
}

func isLabel(text string) bool {
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
	return text != "" && len(text) <= 63 && strings.Trim(text, allowed) == ""
}

// FormatRoute is the route as ParseRoutes reads it.
func FormatRoute(r policy.Route) string {
	hosts := make([]string, len(r.Hosts))
	for i, host := range r.Hosts {
		hosts[i] = formatHost(host)
	}
	return r.Domain + " " + strings.Join(hosts, ", ")
}

// formatHost is the destination host as ParseRoutes reads it.
func formatHost(h policy.RouteHost) string {
	var text string
	switch {
	case h.UseDNS:
		return useDNS
	case h.Discard:
		return discard
	case h.Address.IsValid() && h.Port > 0:
		text = netip.AddrPortFrom(h.Address, h.Port).String()
	case h.Address.IsValid():
		text = h.Address.String()
	default:
		text = h.Name
		if h.Bracket {
			text = "[" + text + "]"
		}
		if h.Port > 0 {
			text += fmt.Sprintf(":%d", h.Port)
		}
	}
	if h.Priority > 0 {
		text += fmt.Sprintf("/pri=%d", h.Priority)
	}
	return text
}
