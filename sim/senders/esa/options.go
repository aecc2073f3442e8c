package esa

import "mtalab/internal/outbound"

// readings are what rules.md chose where its sources conflict or are silent, one field
// each; the table below names the rule that each belongs to, and README.md tells its users. The zero
// value is not useful: start from defaultReadings or parseReadings.
type readings struct {
	// wildcardReading is how a star is read. "wildcard": rfc2818 (default), rfc9525.
	wildcard wildcardReading
	// commonName is when the Common Name counts. "common_name": esa (default: as the two flows
	// say), rfc6125 (only without a DNS name, SRV name or URI), rfc9525 (never).
	commonName commonNameReading
	// hostedMX is which MX names count without a route. "hosted_mx": connected (default: the one
	// connected to, and those of the same address), all.
	hostedMX string
	// revocation is what an unknown revocation status does, where a certificate says how to find it
	// out. "revocation": soft (default: nothing), hard (the certificate is rejected).
	revocation string
	// ptr is which PTR names count. "ptr": any (default: every consistent one), first.
	ptr string
	// routeTie is the order of routes of equal priority. "route_tie": order (default: as entered),
	// round_robin.
	routeTie string
	// mixedRoutes is what an IP route counts for beside an FQDN route of the same domain.
	// "mixed_routes": connection (default: each for its own connection), strict (no MX name).
	mixedRoutes string
	// preferredVerifyPost220 is what "Preferred - Verify" does after a failed handshake.
	// "pref_verify_post220": next (default), plaintext_reconnect.
	preferredVerifyPost220 string
	// sni is the server name sent. "sni": host (default: the connected host name), none.
	sni string
	// bannerAfterTLS is what a second greeting inside TLS does. "banner_after_tls": strict
	// (default: give the host up), lenient.
	bannerAfterTLS string
	// unaskedReplies is what replies inside TLS mean that nobody asked for. "unasked_replies": refused (default: the host is
	// given up), believed (they are those to the commands that follow).
	unaskedReplies string
	// loopbackMX is what an MX at a loopback address does. "loopback_mx": bounce (default), defer.
	loopbackMX string
	// addressFamily is which addresses are used. "address_family": both (default: IPv4 first),
	// ipv4, ipv6.
	addressFamily string
	// alerts says whether administrators are told of a delivery in which TLS failed though it is required.
	// "alerts": off (default), on.
	alerts string
	// alertOn is what counts as such a failure. "alert_on": verification (default: no TLS session, or a certificate that is
	// not verified), negotiation (no TLS session).
	alertOn string
	// retry is how the wait grows from the first retry of a bounce profile to the longest wait. "retry": double (default),
	// linear (by the first wait each time).
	retry string
	// bounceAt is when mail bounces that no further attempt can save. "bounce_at": end (default: of the time that the bounce
	// profile allows in the queue), last_attempt.
	bounceAt string
	// daneUnusable is what secure TLSA records mean of which none is usable. "dane_unusable": rfc (default: TLS, and nothing is
	// authenticated), setting (the TLS setting decides).
	daneUnusable string
	// daneBeforeSetting says whether a TLSA record that matches is enough under a setting that verifies.
	// "dane_before_setting": yes (default), no (the certificate is verified too).
	daneBeforeSetting string
}

// commonName is when the Common Name counts.
type commonNameReading string

// The readings of the Common Name.
const (
	commonNameESA     commonNameReading = "esa"
	commonNameRFC6125 commonNameReading = "rfc6125"
	commonNameRFC9525 commonNameReading = "rfc9525"
)

// options is the table; README.md has it too.
var options = outbound.OptionTable[readings]{
	outbound.Choice("wildcard", "AMB-30", func(o *readings) *wildcardReading { return &o.wildcard }, wildcardRFC2818, wildcardRFC9525),
	outbound.Choice("common_name", "RNAME-8, RNAME-10", func(o *readings) *commonNameReading { return &o.commonName }, commonNameESA, commonNameRFC6125, commonNameRFC9525),
	outbound.Choice("hosted_mx", "AMB-17", func(o *readings) *string { return &o.hostedMX }, "connected", "all"),
	outbound.Choice("revocation", "AMB-45", func(o *readings) *string { return &o.revocation }, "soft", "hard"),
	outbound.Choice("ptr", "AMB-36", func(o *readings) *string { return &o.ptr }, "any", "first"),
	outbound.Choice("route_tie", "AMB-4", func(o *readings) *string { return &o.routeTie }, "order", "round_robin"),
	outbound.Choice("mixed_routes", "AMB-19", func(o *readings) *string { return &o.mixedRoutes }, "connection", "strict"),
	outbound.Choice("pref_verify_post220", "AMB-12", func(o *readings) *string { return &o.preferredVerifyPost220 }, "next", "plaintext_reconnect"),
	outbound.Choice("sni", "AMB-44", func(o *readings) *string { return &o.sni }, "host", "none"),
	outbound.Choice("banner_after_tls", "EXCH-11", func(o *readings) *string { return &o.bannerAfterTLS }, "strict", "lenient"),
	outbound.Choice("unasked_replies", "R5321-24", func(o *readings) *string { return &o.unaskedReplies }, "refused", "believed"),
	outbound.Choice("loopback_mx", "DN-29", func(o *readings) *string { return &o.loopbackMX }, "bounce", "defer"),
	outbound.Choice("address_family", "R5321-11", func(o *readings) *string { return &o.addressFamily }, "both", "ipv4", "ipv6"),
	outbound.Choice("alerts", "ESA-16", func(o *readings) *string { return &o.alerts }, "off", "on"),
	outbound.Choice("alert_on", "ESA-16", func(o *readings) *string { return &o.alertOn }, "verification", "negotiation"),
	outbound.Choice("retry", "ESA-16", func(o *readings) *string { return &o.retry }, "double", "linear"),
	outbound.Choice("bounce_at", "ESA-16", func(o *readings) *string { return &o.bounceAt }, "end", "last_attempt"),
	outbound.Choice("dane_unusable", "ESA-81", func(o *readings) *string { return &o.daneUnusable }, "rfc", "setting"),
	outbound.Choice("dane_before_setting", "ESA-83", func(o *readings) *string { return &o.daneBeforeSetting }, "yes", "no"),
}

// defaultReadings are the readings of rules.md.
func defaultReadings() readings { return options.Defaults() }

// parseReadings reads options by name; what is not named keeps its default.
func parseReadings(named map[string]string) (readings, error) { return options.Parse(named) }
