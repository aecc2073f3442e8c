package esa

import (
	"strings"

	"mtalab/internal/dane"
	"mtalab/internal/names"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// tellDANE puts into the story what DANE says of a host.
func (d *delivery) tellDANE(to candidate, asked string) {
	switch {
	case d.tlsa.Err != nil:
		d.note(unknownRecords, "DANE: what cannot be looked up is not taken for absent")
	case d.tlsa.Usable:
		d.note(whereRecordsAre(to), "DANE: %s has secure TLSA records for port %d", d.tlsa.Base, to.address.Port())
	case d.tlsa.Base != "":
		d.note(whyUnusable(d.tlsa.Records), "DANE: no TLSA record of %s is usable: %s", d.tlsa.Base, d.tlsa.Records[0].Unusable())
	default:
		d.note(d.whyWithoutRecords(to, asked), "DANE: %s", d.tlsa.Why)
	}
}

// whereRecordsAre is the cause for which the TLSA records of a host are those.
func whereRecordsAre(to candidate) evidence.Cause {
	via := to.hops[0]
	switch {
	case !strings.EqualFold(via.Expanded, via.host):
		return recordsOfAlias
	case via.source == fromRoute:
		return recordsOfRoute
	}
	return secureRecords
}

// whyUnusable is the cause for which no record can be used.
func whyUnusable(records []dane.Record) evidence.Cause {
	if records[0].Usage < dane.TrustAnchor {
		return usageWithoutMeaning
	}
	return noUsableRecord
}

// whyWithoutRecords is the cause for which a host has no secure TLSA records.
func (d *delivery) whyWithoutRecords(to candidate, asked string) evidence.Cause {
	via := to.hops[0]
	_, literal := names.AddressLiteral(d.domain)
	alias := !strings.EqualFold(via.Expanded, via.host)
	switch {
	case via.host == "" && literal && via.source == "":
		return addressWithoutDANE
	case via.host == "":
		return recordsOfRoute
	case !via.Named && asked == policy.MandatoryDANE:
		return insecureMX
	case !via.Named:
		return unverifiedByMX
	case alias:
		return recordsOfAlias
	case !via.Secure:
		return insecureAddresses
	case asked == policy.MandatoryDANE:
		return recordsDemanded
	case to.address.Port() != smtpPort:
		return recordsAtPort
	case d.left > 0:
		return keepsItsPlace
	}
	return withoutRecords
}
