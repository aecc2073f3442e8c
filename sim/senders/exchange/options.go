package exchange

import (
	"time"

	"mtalab/internal/outbound"
)

// readings are what rules.md chose where its source is silent, and what an administrator may
// choose, one field each; README.md tells its users. The zero value is not useful: start from
// defaultReadings or parseReadings.
type readings struct {
	// version is which Exchange it is. "version": 2010 (default, and 2007), 2003 (and 2000): TLS only
	// where it is configured, and then nothing else.
	version string
	// smartHost takes all mail in place of the MX hosts (DNSRoutingEnabled=false). "smart_host": none
	// (default), or its name.
	smartHost string
	// retryClear is what follows a failed handshake where nothing is promised.
	// "opportunistic_retry_clear": no (default: the host is given up), yes.
	retryClear string
	// validation is whether an opportunistic sender looks at the chain. "opportunistic_validation": none (default), clear (what is
	// not trusted is not used: the message goes in the clear, as EXCH-25 has it of other makes).
	validation string
	// names are what the server's certificate must name under Domain Security.
	// "domain_security_names": either (default: the recipient domain or the MX host), domain, host.
	names string
	// unasked is what Domain Security does where the sender's own certificate is not asked for, or there
	// is none. "domain_security_unasked": defer (default), opportunistic.
	unasked string
	// revocation is what a list that cannot be had does under Domain Security. "domain_security_revocation":
	// hard (default: it counts against the certificate), soft.
	revocation string
	// starttlsReply is what a 250 to STARTTLS means. "starttls_reply": strict (default: no TLS), lenient.
	starttlsReply string
	// bannerAfterTLS is what a second greeting inside TLS does. "banner_after_tls": strict (default:
	// the host is given up), lenient.
	bannerAfterTLS string
	// unaskedReplies is what replies inside TLS mean that nobody asked for. "unasked_replies": refused (default: the host is
	// given up), believed (they are those to the commands that follow).
	unaskedReplies string
	// legacyTLS says whether TLS 1.0 and 1.1 and the old cipher suites are spoken. "legacy_tls": off
	// (default), on, 2003 (TLS 1.0 and the suites of Windows Server 2003 alone).
	legacyTLS string
	// retryInterval and queueLifetime are durations. "retry_interval": 30m; "queue_lifetime": 48h.
	retryInterval time.Duration
	queueLifetime time.Duration
}

// options is the table; README.md has it too.
var options = outbound.OptionTable[readings]{
	outbound.Choice("version", "EXCH-21, EXCH-23", func(o *readings) *string { return &o.version }, "2010", "2003"),
	outbound.HostName("smart_host", "EXCH-34", func(o *readings) *string { return &o.smartHost }),
	outbound.Choice("opportunistic_retry_clear", "EXCH-24", func(o *readings) *string { return &o.retryClear }, "no", "yes"),
	outbound.Choice("opportunistic_validation", "EXCH-20, EXCH-25", func(o *readings) *string { return &o.validation }, "none", "clear"),
	outbound.Choice("domain_security_names", "EXCH-35", func(o *readings) *string { return &o.names }, "either", "domain", "host"),
	outbound.Choice("domain_security_unasked", "EXCH-30, EXCH-36", func(o *readings) *string { return &o.unasked }, "defer", "opportunistic"),
	outbound.Choice("domain_security_revocation", "EXCH-39", func(o *readings) *string { return &o.revocation }, "hard", "soft"),
	outbound.Choice("starttls_reply", "EXCH-10", func(o *readings) *string { return &o.starttlsReply }, "strict", "lenient"),
	outbound.Choice("banner_after_tls", "EXCH-11", func(o *readings) *string { return &o.bannerAfterTLS }, "strict", "lenient"),
	outbound.Choice("unasked_replies", "R5321-24", func(o *readings) *string { return &o.unaskedReplies }, "refused", "believed"),
	outbound.Choice("legacy_tls", "RTLS-5, RTLS-7", func(o *readings) *string { return &o.legacyTLS }, "off", "on", "2003"),
	outbound.Period("retry_interval", "R5321-12", func(o *readings) *time.Duration { return &o.retryInterval }, "30m"),
	outbound.Period("queue_lifetime", "R5321-12", func(o *readings) *time.Duration { return &o.queueLifetime }, "48h"),
}

// defaultReadings are the readings of rules.md.
func defaultReadings() readings { return options.Defaults() }

// schedule is when mail that waits is tried again.
func (o readings) schedule() outbound.Schedule {
	return outbound.Every(o.retryInterval, o.queueLifetime)
}

// parseReadings reads options by name; what is not named keeps its default.
func parseReadings(named map[string]string) (readings, error) { return options.Parse(named) }
