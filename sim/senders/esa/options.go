package esa

import (
	"time"

	"mtalab/internal/outbound"
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

// options is the table; README.md has it too.
var options = outbound.OptionTable[Options]{
	outbound.Choice("wildcard", "AMB-30", func(o *Options) *Wildcard { return &o.Wildcard }, WildcardRFC2818, WildcardRFC9525),
	outbound.Choice("common_name", "RNAME-8, RNAME-10", func(o *Options) *CommonName { return &o.CommonName }, CommonNameESA, CommonNameWithoutDNSName, CommonNameNever),
	outbound.Choice("hosted_mx", "AMB-17", func(o *Options) *string { return &o.HostedMX }, "connected", "all"),
	outbound.Choice("revocation", "AMB-45", func(o *Options) *string { return &o.Revocation }, "soft", "hard"),
	outbound.Choice("ptr", "AMB-36", func(o *Options) *string { return &o.PTR }, "any", "first"),
	outbound.Choice("route_tie", "AMB-4", func(o *Options) *string { return &o.RouteTie }, "order", "round_robin"),
	outbound.Choice("mixed_routes", "AMB-19", func(o *Options) *string { return &o.MixedRoutes }, "connection", "strict"),
	outbound.Choice("pref_verify_post220", "AMB-12", func(o *Options) *string { return &o.PreferredVerifyPost220 }, "next", "plaintext_reconnect"),
	outbound.Choice("sni", "AMB-44", func(o *Options) *string { return &o.SNI }, "host", "none"),
	outbound.Choice("banner_after_tls", "EXCH-11", func(o *Options) *string { return &o.BannerAfterTLS }, "strict", "lenient"),
	outbound.Choice("loopback_mx", "DN-29", func(o *Options) *string { return &o.LoopbackMX }, "bounce", "defer"),
	outbound.Choice("address_family", "R5321-11", func(o *Options) *string { return &o.AddressFamily }, "both", "ipv4", "ipv6"),
	outbound.Choice("alerts", "ESA-16", func(o *Options) *string { return &o.Alerts }, "off", "on"),
	outbound.Period("retry_interval", "ESA-16, R5321-12", func(o *Options) *time.Duration { return &o.RetryInterval }, "30m"),
	outbound.Period("queue_lifetime", "ESA-16, R5321-12", func(o *Options) *time.Duration { return &o.QueueLifetime }, "72h"),
}

// DefaultOptions are the readings of rules.md.
func DefaultOptions() Options { return options.Defaults() }

// ParseOptions reads options by name; what is not named keeps its default.
func ParseOptions(named map[string]string) (Options, error) { return options.Parse(named) }
