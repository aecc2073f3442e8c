package esa

import (
	"slices"
	"strings"

	"mtalab/internal/names"
	"mtalab/sim/evidence"
)

// settingOf is the cause of the setting: an entry of the recipient domain (ESA-3), or the default one (ESA-2).
func (d *delivery) settingOf() evidence.Cause {
	if entry, err := d.env.Policy.EntryFor(d.domain); err == nil && entry.Domain != "" {
		return ofRecipientDomain
	}
	return ofDefaultEntry
}

// noteServerName tells where the server name is not simply that of the host.
func (d *delivery) noteServerName(to candidate) {
	name := names.Wire(to.serverName())
	address, literal := names.AddressLiteral(d.domain)
	cause := noServerName
	switch {
	case strings.Contains(name, "xn--"):
		d.note(asciiServerName, "the server name is sent as %s", name)
		return
	case name != "":
		return
	case literal && to.address.Addr() == address:
		cause = noLiteralName
	}
	d.note(cause, "no server name is sent: there is none for an address")
}

// noteOffers tells how the offers inside TLS differ from those before it, which are forgotten (RFC 3207 §4.2).
func (d *delivery) noteOffers() {
	offers := d.session.Extensions
	if gone := without(d.before, offers); gone != "" {
		cause := forgotten
		if _, auth := d.before["AUTH"]; auth && !d.session.Offers("AUTH") {
			cause = forgottenAUTH
		}
		d.note(cause, "not offered inside TLS, and forgotten: %s", gone)
	}
	if added := without(offers, d.before); added != "" {
		d.note(newlyOffered, "offered inside TLS alone: %s", added)
	}
}

// without lists what is offered and not among others, but for STARTTLS.
func without(offers, others map[string]string) string {
	var names []string
	for name := range offers {
		if _, too := others[name]; !too && name != "STARTTLS" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
