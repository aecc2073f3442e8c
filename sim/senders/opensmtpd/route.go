package opensmtpd

import (
	"fmt"
	"strings"

	"mtalab/internal/driver"
	"mtalab/sim"
	"mtalab/sim/policy"
)

// vocabulary is what OpenSMTPD can be told.
var vocabulary = driver.Vocabulary[string]{MTA: "OpenSMTPD", Known: known, Routed: routed}

// relays are the URLs of a smart host that promise what a setting does, with what follows it (smtpd.conf(5), "relay
// host"). With one it can be told never to use TLS.
var relays = map[policy.Requirement]struct{ scheme, options string }{
	{}:                   {"smtp", ""},
	policy.WithoutTLS:    {"smtp+notls", ""},
	policy.Opportunistic: {"smtp", ""},
	policy.WithTLS:       {"smtp+tls", " tls no-verify"},
	policy.ByMXHost:      {"smtp+tls", " tls"},
}

// routed are the words where a route leads the mail: to one host, of which it looks up the addresses alone.
func routed(d driver.Domain[string]) (string, error) {
	if d.Route.Discards() {
		return "", fmt.Errorf("%w: OpenSMTPD drops no mail", sim.ErrNotSupported)
	}
	if len(d.Route) > 1 {
		return "", fmt.Errorf("%w: OpenSMTPD takes several hosts of a route for one, and their order is its own", sim.ErrNotSupported)
	}
	host := d.Route[0]
	if !host.Bracket && !host.Address.IsValid() {
		return "", fmt.Errorf("%w: OpenSMTPD follows no MX records of a smart host, which %s not in brackets asks for", sim.ErrNotSupported, host.Name)
	}
	relay, known := relays[d.Setting.Requirement]
	if !known {
		return "", d.Unlike("OpenSMTPD")
	}
	return "relay host " + relay.scheme + "://" + hostname(host) + port(host) + relay.options, nil
}

// hostname is a host as a URL has it.
func hostname(host policy.RouteHost) string {
	switch {
	case host.Address.Is6():
		return "[" + host.Address.String() + "]"
	case host.Address.IsValid():
		return host.Address.String()
	}
	return host.Name
}

func port(host policy.RouteHost) string {
	if host.Port == 0 {
		return ""
	}
	return fmt.Sprintf(":%d", host.Port)
}

// leadsTo is by what the log calls the hosts of a recipient's domain: the domain, or the smart host.
func leadsTo(words driver.Words[string], recipient string) string {
	_, domain, _ := strings.Cut(recipient, "@")
	if entry, _ := words.For(domain); entry.Route != nil {
		return driver.ASCII(hostname(entry.Route[0]))
	}
	return domain
}
