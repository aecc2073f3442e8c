package esa

import (
	"cmp"
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"mtalab/sim/policy"
)

// parseRoutes reads a table of SMTP routes: in each line a receiving domain, blanks, and its
// destination hosts, separated by commas. A # begins a comment, and so does a ; at the beginning of a line.
//
//	example.com   relay.partner.not
//	.example.com  192.0.2.1, [backup.partner.not]:2525/pri=10   # a comment
//	lab.not       USEDNS
//	ALL           /dev/null
//
// The receiving domain is a domain, ".domain" for all its subdomains, or ALL (ESA-66, AMB-9). A host
// is a name, which has its MX looked up; a name in brackets, which has not; or an IP address. A port
// (:2525) and a priority (/pri=10) may follow; an IPv6 address with a port stands in brackets.
// USEDNS and /dev/null stand by themselves (ESA-64, ESA-67, ESA-68). Letter case means nothing, nor do the final
// dot of a name, a comma behind the last host and blanks around /pri=.
//
// The forms of domains and hosts are those of AsyncOS 8.0.1, p. 21-3, and of the smtproutes dialogue.
// How an exported file parts the domain from its hosts is told in no source at hand: here it is as in
// sendmail's mailertable, to which the guide of AsyncOS 14.0 likens the table, and as in the two columns
// of the page Network > SMTP Routes. A domain that has two lines is refused: a route has all its hosts in one
// entry, and of two entries none would be the more specific one. So is a route that has one host, with or
// without brackets, on two ports, as the product refuses it, and a table of more than maxRoutes.
//
// The error is an ErrPolicy and names the line and what was expected there.
func parseRoutes(text string) ([]policy.Route, error) {
	var routes []policy.Route
	entered := map[string]int{} // domain → line
	for number, line := range statements(text) {
		route, err := parseRoute(line)
		name := policy.CanonicalName(route.Domain)
		switch first := entered[name]; {
		case err != nil:
		case first > 0:
			err = fmt.Errorf("%s was given in line %d: want all its hosts in one line", route.Domain, first)
		case len(routes) == maxRoutes:
			err = fmt.Errorf("want at most %d routes, as many as the product has", maxRoutes)
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

// maxRoutes is how many routes a table has at most, ALL among them (AsyncOS 8.0.1, p. 21-3).
const maxRoutes = 40_000

func parseRoute(line string) (policy.Route, error) {
	blank := strings.IndexFunc(line, isBlank)
	if blank < 0 {
		return policy.Route{}, fmt.Errorf("%q: want a receiving domain, blanks, and its destination hosts", excerpt(line))
	}
	route := policy.Route{Domain: strings.TrimSuffix(line[:blank], ".")}
	if strings.EqualFold(route.Domain, allDomains) {
		route.Domain = allDomains
	}
	if route.Domain != allDomains && !isDomainName(route.Domain) && !isPartialDomain(route.Domain) {
		return policy.Route{}, fmt.Errorf("%q: want a receiving domain such as example.com, .example.com for its subdomains, or ALL", excerpt(line[:blank]))
	}
	hosts := strings.TrimSuffix(line[blank:], ",")
	for text := range strings.SplitSeq(hosts, ",") {
		host, err := parseRouteHost(strings.TrimFunc(text, isBlank))
		if err != nil {
			return policy.Route{}, err
		}
		route.Hosts = append(route.Hosts, host)
	}
	return route, checkHosts(route)
}

// checkHosts says what is wrong with the hosts of a route taken together.
func checkHosts(r policy.Route) error {
	ports := map[string]uint16{}
	for _, host := range r.Hosts {
		switch {
		case host.UseDNS && r.Domain == allDomains:
			return fmt.Errorf("%s %s: want hosts or %s, as without a route it is so anyway", allDomains, useDNS, discard) // ESA-67
		case (host.UseDNS || host.Discard) && len(r.Hosts) > 1:
			return fmt.Errorf("%s: %s among other hosts: want it by itself", r.Domain, formatHost(host))
		}
		name, port := strings.ToLower(host.Name), cmp.Or(host.Port, smtpPort)
		if host.Address.IsValid() {
			name = host.Address.String()
		}
		if other, known := ports[name]; known && other != port {
			return fmt.Errorf("%s: %s on the ports %d and %d: want one port of a host, as the product refuses two", r.Domain, name, other, port)
		}
		ports[name] = port
	}
	return nil
}

// The words of the table that are no names.
const (
	allDomains = "ALL"
	useDNS     = "USEDNS"
	discard    = "/dev/null"
)

func parseRouteHost(text string) (policy.RouteHost, error) {
	switch {
	case strings.EqualFold(text, useDNS):
		return policy.RouteHost{UseDNS: true}, nil
	case strings.EqualFold(text, discard):
		return policy.RouteHost{Discard: true}, nil
	}
	target, priority, prioritised := cutPriority(text)
	host, ok := parseTarget(target)
	if !ok {
		return policy.RouteHost{}, fmt.Errorf("%q: want a host name, [host name] or IP address, with or without :port and /pri=number, or %s or %s by itself", excerpt(text), useDNS, discard)
	}
	if prioritised {
		number, err := strconv.ParseUint(priority, 10, 16)
		if err != nil {
			return policy.RouteHost{}, fmt.Errorf("%q: priority %q: want a number from 0 to 65535", excerpt(text), excerpt(priority))
		}
		host.Priority = int(number)
	}
	return host, nil
}

var priorityOption = regexp.MustCompile(`(?i)\s*/pri\s*=\s*`)

// cutPriority parts a host from its priority.
func cutPriority(text string) (target, priority string, found bool) {
	at := priorityOption.FindStringIndex(text)
	if at == nil {
		return text, "", false
	}
	return text[:at[0]], text[at[1]:], true
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
		if name, ok = strings.CutSuffix(strings.TrimSuffix(name, "."), "]"); !ok {
			return policy.RouteHost{}, false
		}
	}
	if address, ok := parseAddress(name); ok {
		return policy.RouteHost{Address: address, Port: port}, bracket || address.Is4()
	}
	name = strings.TrimSuffix(name, ".")
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

// formatRoute is the route as parseRoutes reads it.
func formatRoute(r policy.Route) string {
	hosts := make([]string, len(r.Hosts))
	for i, host := range r.Hosts {
		hosts[i] = formatHost(host)
	}
	return r.Domain + " " + strings.Join(hosts, ", ")
}

// formatHost is the destination host as parseRoutes reads it.
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
