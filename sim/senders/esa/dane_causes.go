package esa

import "mtalab/sim/evidence"

// The causes of what DANE makes of a host.
var (
	withoutDANE       = evidence.Cause{Name: "where TLS is off nobody asks for DANE", Rule: "ESA-80"}
	unusableRecords   = evidence.Cause{Name: "TLSA records that are secure and unusable: TLS without authentication", Rule: "ESA-81"}
	noPlaintext       = evidence.Cause{Name: "with secure TLSA records nothing goes without STARTTLS", Rule: "RDANE-12"}
	mandatoryDANE     = evidence.Cause{Name: "DANE is mandatory, and there is no usable record", Rule: "ESA-82"}
	recordMatches     = evidence.Cause{Name: "a TLSA record that matches verifies", Rule: "ESA-83"}
	noRecordMatches   = evidence.Cause{Name: "a host that no TLSA record matches is given up under every setting", Rule: "ESA-83"}
	settingBesideDANE = evidence.Cause{Name: "the setting verifies beside DANE", Rule: "ESA-83"}
	failedLookup      = evidence.Cause{Name: "a lookup for DANE fails: the host is given up", Rule: "ESA-85"}
	delayedByMX       = evidence.Cause{Name: "MX records that cannot be looked up delay the message", Rule: "RDANE-5"}
	baseServerName    = evidence.Cause{Name: "the server name is the TLSA base domain", Rule: "RDANE-18"}
)

// The causes of where TLSA records are, and which count.
var (
	secureRecords       = evidence.Cause{Name: "a usable TLSA record that is secure: TLS, and authentication by it", Rule: "RDANE-1"}
	recordsAlias        = evidence.Cause{Name: "TLSA records behind an alias are those of the base domain", Rule: "RDANE-11"}
	recordsOfAlias      = evidence.Cause{Name: "of a host that is an alias the expanded name comes first, if it is secure", Rule: "RDANE-9"}
	recordsOfRoute      = evidence.Cause{Name: "where the route leads decides where TLSA records are", Rule: "ESA-84"}
	usageWithoutMeaning = evidence.Cause{Name: "usages 0 and 1 mean nothing in SMTP", Rule: "RDANE-16"}
	noUsableRecord      = evidence.Cause{Name: "TLSA records that are secure, and none is usable", Rule: "RDANE-2"}
	unknownRecords      = evidence.Cause{Name: "a lookup that fails finds no absence", Rule: "RDANE-4"}
	insecureMX          = evidence.Cause{Name: "MX records that are not secure: no DANE, and no delivery where it is mandatory", Rule: "RDANE-6"}
	unverifiedByMX      = evidence.Cause{Name: "a host that insecure MX records name is not verified by DANE", Rule: "RDANE-20"}
	insecureAddresses   = evidence.Cause{Name: "addresses that are not secure: nobody asks for TLSA records", Rule: "RDANE-8"}
	recordsDemanded     = evidence.Cause{Name: "DANE is mandatory, and records are missing", Rule: "RDANE-19"}
	recordsAtPort       = evidence.Cause{Name: "TLSA records are those of the port", Rule: "RDANE-10"}
	keepsItsPlace       = evidence.Cause{Name: "a host without TLSA records keeps its place", Rule: "RDANE-7"}
	withoutRecords      = evidence.Cause{Name: "without secure TLSA records the setting decides", Rule: "RDANE-3"}
	addressWithoutDANE  = evidence.Cause{Name: "DANE does not apply to an address literal", Rule: "RDANE-21"}
)
