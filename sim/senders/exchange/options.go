package exchange

import (
	"time"

	"mtalab/internal/outbound"
)

// Options are the readings that rules.md chose where its source is silent, and what an administrator may
// choose, one field each; README.md tells its users. The zero value is not useful: start from
// DefaultOptions or ParseOptions.
type Options struct {
	// Version is which Exchange it is. "version": 2010 (default, and 2007), 2003 (and 2000): TLS only
	// where it is configured, and then nothing else.
	Version string
	// SmartHost takes all mail in place of the MX hosts (DNSRoutingEnabled=false). "smart_host": none
	// (default), or its name.
	SmartHost string
	// RetryClear is what follows a failed handshake where nothing is promised.
	// "opportunistic_retry_clear": no (default: the host is given up), yes.
	RetryClear string
	// Names are what the server's certificate must name under Domain Security.
	// "domain_security_names": either (default: the recipient domain or the MX host), domain, host.
	Names string
	// Unasked is what Domain Security does where the sender's own certificate is not asked for, or there
	// is none. "domain_security_unasked": defer (default), opportunistic.
	Unasked string
	// STARTTLSReply is what a 250 to STARTTLS means. "starttls_reply": strict (default: no TLS), lenient.
	STARTTLSReply string
	// BannerAfterTLS is what a second greeting inside TLS does. "banner_after_tls": strict (default:
	// the host is given up), lenient.
	BannerAfterTLS string
	// LegacyTLS says whether TLS 1.0 and 1.1 and the old cipher suites are spoken. "legacy_tls": off
	// (default), on.
	LegacyTLS string
	// RetryInterval and QueueLifetime are durations. "retry_interval": 30m; "queue_lifetime": 48h.
	RetryInterval time.Duration
	QueueLifetime time.Duration
}

// options is the table; README.md has it too.
var options = outbound.OptionTable[Options]{
	outbound.Choice("version", "EXCH-21, EXCH-23", func(o *Options) *string { return &o.Version }, "2010", "2003"),
	outbound.HostName("smart_host", "EXCH-34", func(o *Options) *string { return &o.SmartHost }),
	outbound.Choice("opportunistic_retry_clear", "EXCH-24", func(o *Options) *string { return &o.RetryClear }, "no", "yes"),
	outbound.Choice("domain_security_names", "EXCH-35", func(o *Options) *string { return &o.Names }, "either", "domain", "host"),
	outbound.Choice("domain_security_unasked", "EXCH-30, EXCH-36", func(o *Options) *string { return &o.Unasked }, "defer", "opportunistic"),
	outbound.Choice("starttls_reply", "EXCH-10", func(o *Options) *string { return &o.STARTTLSReply }, "strict", "lenient"),
	outbound.Choice("banner_after_tls", "EXCH-11", func(o *Options) *string { return &o.BannerAfterTLS }, "strict", "lenient"),
	outbound.Choice("legacy_tls", "RTLS-5, RTLS-7", func(o *Options) *string { return &o.LegacyTLS }, "off", "on"),
	outbound.Period("retry_interval", "R5321-12", func(o *Options) *time.Duration { return &o.RetryInterval }, "30m"),
	outbound.Period("queue_lifetime", "R5321-12", func(o *Options) *time.Duration { return &o.QueueLifetime }, "48h"),
}

// DefaultOptions are the readings of rules.md.
func DefaultOptions() Options { return options.Defaults() }

// ParseOptions reads options by name; what is not named keeps its default.
func ParseOptions(named map[string]string) (Options, error) { return options.Parse(named) }
