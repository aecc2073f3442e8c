package esa

import "mtalab/sim/evidence"

// The causes of where a message may go.
var (
	mostSpecificRoute = evidence.Cause{Name: "the most specific line of the route table", Rule: "ESA-66"}
	discarded         = evidence.Cause{Name: "the route is /dev/null", Rule: "ESA-68"}
	routesDown        = evidence.Cause{Name: "no host of the route can be used", Rule: "ESA-69"}
)

// The causes of what a setting makes of a host, with TLS or without.
var (
	hostDown          = evidence.Cause{Name: "the host does not answer as it should", Rule: "ESA-61"}
	never             = evidence.Cause{Name: "TLS is not negotiated", Rule: "ESA-10"}
	preferred         = evidence.Cause{Name: "TLS where it is offered, and the certificate is not checked", Rule: "ESA-11"}
	required          = evidence.Cause{Name: "TLS or nothing, and the certificate is not checked", Rule: "ESA-12"}
	preferredVerify   = evidence.Cause{Name: "the certificate is checked, and nothing depends on it", Rule: "ESA-13"}
	requiredVerify    = evidence.Cause{Name: "a verified certificate or nothing", Rule: "ESA-14"}
	brokenNegotiation = evidence.Cause{Name: "no answer to STARTTLS, or a farewell", Rule: "AMB-13"}
	noWayBack         = evidence.Cause{Name: "after the 220 nothing goes in the clear", Rule: "ESA-11"}
	noWayBackVerify   = evidence.Cause{Name: `after the 220 "Preferred - Verify" does not go on in the clear`, Rule: "AMB-12"}
	lifetimeEnded     = evidence.Cause{Name: "the queue lifetime has ended", Rule: "ESA-16"}
)

// The causes of a comparison: the step of the flow.
var (
	dnsNameRecipient    = evidence.Cause{Name: "a DNS name beside the recipient domain alone", Rule: "ESA-41"}
	commonName          = evidence.Cause{Name: "the Common Name beside the recipient domain, then the reverse name", Rule: "ESA-43"}
	hostedDNSName       = evidence.Cause{Name: "a DNS name beside the recipient domain, then the next hop", Rule: "ESA-52"}
	hostedCommonName    = evidence.Cause{Name: "the Common Name of a certificate without a DNS name", Rule: "ESA-51"}
	hostedDNSNameAlone  = evidence.Cause{Name: "no Common Name beside a DNS name", Rule: "ESA-50"}
	inconsistentReverse = evidence.Cause{Name: "a reverse name must lead back", Rule: "ESA-45"}
	noMXNames           = evidence.Cause{Name: "an IP route is compared by the MX names", Rule: "ESA-55"}
	commonNameLast      = evidence.Cause{Name: "the Common Name only without a DNS name, SRV name or URI", Rule: "RNAME-8"}
	commonNameNever     = evidence.Cause{Name: "the Common Name never", Rule: "RNAME-10"}
)

// The causes of what is known of a revocation.
var (
	noRevocationSource = evidence.Cause{Name: "no certificate says where to ask", Rule: "ESA-22"}
	revokedByIssuer    = evidence.Cause{Name: "the issuer has revoked a certificate", Rule: "ESA-21"}
	revocationUnknown  = evidence.Cause{Name: "nobody says whether a certificate was revoked", Rule: "AMB-45"}
	stapledResponse    = evidence.Cause{Name: "a stapled OCSP response", Rule: "RTLS-11"}
	listedInCRL        = evidence.Cause{Name: "a certificate revocation list", Rule: "R5280-9"}
)

// How two names are read where they alone do not tell. The words of several follow "no, ".
var (
	referenceNotFQDN = evidence.Cause{Name: "the reference is not a fully qualified name", Rule: "ESA-31"}
	starInReference  = evidence.Cause{Name: "the reference is not a fully qualified name", Rule: "AMB-34"}
	humanReadable    = evidence.Cause{Name: "it has not the form of a domain name", Rule: "ESA-33"}
	addressAsName    = evidence.Cause{Name: "it has not the form of a domain name", Rule: "AMB-25"}
	finalDot         = evidence.Cause{Name: "it has not the form of a domain name", Rule: "AMB-27"}
	rawInternational = evidence.Cause{Name: "it has not the form of a domain name", Rule: "AMB-28"}
	starAlone        = evidence.Cause{Name: "it has not the form of a domain name", Rule: "AMB-32"}
	caseIgnored      = evidence.Cause{Name: "letter case has no meaning", Rule: "AMB-26"}
	asALabels        = evidence.Cause{Name: "labels are compared as they stand, in ASCII", Rule: "RNAME-5"}
	starsElsewhere   = evidence.Cause{Name: "one star may stand in the left-most label", Rule: "AMB-31"}
	oneLabel         = evidence.Cause{Name: "the wildcard covers one label", Rule: "AMB-29"}
	wholeLabel       = evidence.Cause{Name: "the wildcard covers the label", Rule: "ESA-35"}
	publicSuffix     = evidence.Cause{Name: "the wildcard covers a name below a top-level domain", Rule: "AMB-33"}
	partOfLabel      = evidence.Cause{Name: "the star covers a part of the label", Rule: "AMB-30"}
	otherLabel       = evidence.Cause{Name: "the label does not begin and end so", Rule: "RNAME-3"}
	starMustBeLabel  = evidence.Cause{Name: "a star must be the whole label", Rule: "RNAME-9"}
	starInALabel     = evidence.Cause{Name: "no star inside an A-label", Rule: "RNAME-7"}
	oneOfSeveral     = evidence.Cause{Name: "any one of several DNS names is enough", Rule: "RNAME-2"}
)
