package esa

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"mtalab/sim"
)

// Options are the readings that rules.md chose where its sources conflict or are silent, one field
// each; the table below names the rule that each belongs to, and README.md tells its users. The zero
// value is not useful: start from DefaultOptions or ParseOptions.
type Options struct {
	// Wildcard is how a star is read. "wildcard": rfc2818 (default), rfc9525.
	Wildcard Wildcard
	// CommonName is when the Common Name counts. "common_name": esa (default: as the two flows
	// say), rfc6125 (only without a DNS name, SRV name or URI), rfc9525 (never).
	CommonName CommonName
	// HostedMX is which MX names count without a route. "hosted_mx": connected (default: the one
	// connected to, and those of the same address), all.
	HostedMX string
	// Revocation is what an unknown revocation status does, where a certificate says how to find it
	// out. "revocation": soft (default: nothing), hard (the certificate is rejected).
	Revocation string
	// PTR is which PTR names count. "ptr": any (default: every consistent one), first.
	PTR string
	// RouteTie is the order of routes of equal priority. "route_tie": order (default: as entered),
	// round_robin.
	RouteTie string
	// MixedRoutes is what an IP route counts for beside an FQDN route of the same domain.
	// "mixed_routes": connection (default: each for its own connection), strict (no MX name).
	MixedRoutes string
	// PreferredVerifyPost220 is what "Preferred - Verify" does after a failed handshake.
	// "pref_verify_post220": next (default), plaintext_reconnect.
	PreferredVerifyPost220 string
	// SNI is the server name sent. "sni": host (default: the connected host name), none.
	SNI string
	// BannerAfterTLS is what a second greeting inside TLS does. "banner_after_tls": strict
	// (default: give the host up), lenient.
	BannerAfterTLS string
	// LoopbackMX is what an MX at a loopback address does. "loopback_mx": bounce (default), defer.
	LoopbackMX string
	// AddressFamily is which addresses are used. "address_family": both (default: IPv4 first),
	// ipv4, ipv6.
	AddressFamily string
	// RetryInterval and QueueLifetime are durations. "retry_interval": 30m; "queue_lifetime": 72h.
	// ESA-16 states neither; RFC 5321 §4.5.4.1 asks for at least 30 minutes and days.
	RetryInterval time.Duration
	QueueLifetime time.Duration
	// Alerts says whether administrators are told of a delivery that failed because TLS is required.
	// "alerts": off (default), on.
	Alerts string
}

// CommonName is when the Common Name counts.
type CommonName string

// The readings of the Common Name.
const (
	CommonNameESA            CommonName = "esa"
	CommonNameWithoutDNSName CommonName = "rfc6125"
	CommonNameNever          CommonName = "rfc9525"
)

// option is one line of the table of options.
type option struct {
	name   string
	rule   string   // where the sources leave it open
	values []string // the default first, and alone if it is a duration
	set    func(*Options, string) error
}

var options = []option{
	choice("wildcard", "AMB-30", func(o *Options) *Wildcard { return &o.Wildcard }, WildcardRFC2818, WildcardRFC9525),
	choice("common_name", "RNAME-8, RNAME-10", func(o *Options) *CommonName { return &o.CommonName }, CommonNameESA, CommonNameWithoutDNSName, CommonNameNever),
	choice("hosted_mx", "AMB-17", func(o *Options) *string { return &o.HostedMX }, "connected", "all"),
	choice("revocation", "AMB-45", func(o *Options) *string { return &o.Revocation }, "soft", "hard"),
	choice("ptr", "AMB-36", func(o *Options) *string { return &o.PTR }, "any", "first"),
	choice("route_tie", "AMB-4", func(o *Options) *string { return &o.RouteTie }, "order", "round_robin"),
	choice("mixed_routes", "AMB-19", func(o *Options) *string { return &o.MixedRoutes }, "connection", "strict"),
	choice("pref_verify_post220", "AMB-12", func(o *Options) *string { return &o.PreferredVerifyPost220 }, "next", "plaintext_reconnect"),
	choice("sni", "AMB-44", func(o *Options) *string { return &o.SNI }, "host", "none"),
	choice("banner_after_tls", "EXCH-11", func(o *Options) *string { return &o.BannerAfterTLS }, "strict", "lenient"),
	choice("loopback_mx", "DN-29", func(o *Options) *string { return &o.LoopbackMX }, "bounce", "defer"),
	choice("address_family", "R5321-11", func(o *Options) *string { return &o.AddressFamily }, "both", "ipv4", "ipv6"),
	choice("alerts", "ESA-16", func(o *Options) *string { return &o.Alerts }, "off", "on"),
	duration("retry_interval", "ESA-16, R5321-12", func(o *Options) *time.Duration { return &o.RetryInterval }, "30m"),
	duration("queue_lifetime", "ESA-16, R5321-12", func(o *Options) *time.Duration { return &o.QueueLifetime }, "72h"),
}

func choice[T ~string](name, rule string, field func(*Options) *T, values ...T) option {
	words := make([]string, len(values))
	for i, value := range values {
		words[i] = string(value)
	}
	return option{name, rule, words, func(o *Options, value string) error {
		if !slices.Contains(words, value) {
			return fmt.Errorf("%w: option %q is %q: want one of %s", sim.ErrPolicy, name, value, strings.Join(words, ", "))
		}
		*field(o) = T(value)
		return nil
	}}
}

func duration(name, rule string, field func(*Options) *time.Duration, byDefault string) option {
	return option{name, rule, []string{byDefault}, func(o *Options, value string) error {
		d, err := time.ParseDuration(value)
		if err != nil || d <= 0 {
			return fmt.Errorf("%w: option %q is %q: want a duration such as 30m or 72h", sim.ErrPolicy, name, value)
		}
		*field(o) = d
		return nil
	}}
}

// DefaultOptions are the readings of rules.md.
func DefaultOptions() Options {
	var o Options
	for _, option := range options {
		if err := option.set(&o, option.values[0]); err != nil {
			panic("esa: the default of an option is none of its values: " + strconv.Quote(option.name))
		}
	}
	return o
}

// ParseOptions reads options by name; what is not named keeps its default.
func ParseOptions(named map[string]string) (Options, error) {
	o := DefaultOptions()
	for _, name := range slices.Sorted(maps.Keys(named)) { // so that the first mistake is always the same one
		i := slices.IndexFunc(options, func(option option) bool { return option.name == name })
		if i < 0 {
			return o, fmt.Errorf("%w: unknown option %q: want one of %s", sim.ErrPolicy, name, strings.Join(optionNames(), ", "))
		}
		if err := options[i].set(&o, named[name]); err != nil {
			return o, err
		}
	}
	return o, nil
}

func optionNames() []string {
	names := make([]string, len(options))
	for i, option := range options {
		names[i] = option.name
	}
	slices.Sort(names)
	return names
}
