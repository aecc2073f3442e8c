package esa

import "mtalab/sim/evidence"

// Whose setting it is.
var (
	ofRecipientDomain = evidence.Cause{Name: "the setting is that of the recipient domain", Rule: "ESA-3"}
	ofDefaultEntry    = evidence.Cause{Name: "a domain without a setting has that of the default entry", Rule: "ESA-2"}
)

// The causes of where a message may go, and in which order.
var (
	routeForAll       = evidence.Cause{Name: "the route for ALL catches what has none of its own", Rule: "AMB-20"}
	routeOfParent     = evidence.Cause{Name: "a route with a leading dot is for the subdomains", Rule: "AMB-9"}
	oneDestination    = evidence.Cause{Name: "the destination of the route", Rule: "ESA-64"}
	byPriority        = evidence.Cause{Name: "the destinations of the route by priority, equal ones as entered", Rule: "ESA-60"}
	inTurns           = evidence.Cause{Name: "the destinations of the route by priority, equal ones in turns", Rule: "AMB-4"}
	asWithoutRoute    = evidence.Cause{Name: "USEDNS: as if there were no route", Rule: "ESA-67"}
	behindRoute       = evidence.Cause{Name: "the host of a route is looked up as mail is, and its own name stays what is compared", Rule: "ESA-65"}
	addressLiteral    = evidence.Cause{Name: "an address literal names no domain", Rule: "AMB-35"}
	addressesAsTold   = evidence.Cause{Name: "the addresses of a host by its destination controls", Rule: "R5321-11"}
	sharedByRoutes    = evidence.Cause{Name: "routes to one address: one connection", Rule: "ESA-63"}
	sharedByMX        = evidence.Cause{Name: "MX hosts at one address: one connection", Rule: "ESA-56"}
	recipientAlias    = evidence.Cause{Name: "an alias is followed, and the recipient domain stays the name that counts", Rule: "ESA-57"}
	hostAlias         = evidence.Cause{Name: "a host that is an alias is followed", Rule: "R5321-6"}
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

// The causes of what is done about STARTTLS.
var (
	refusedForNow   = evidence.Cause{Name: "STARTTLS is refused for now: the setting decides", Rule: "R3207-2"}
	refusedForGood  = evidence.Cause{Name: "STARTTLS is refused for good", Rule: "ESA-15"}
	notTwoHundred   = evidence.Cause{Name: "a 250 to STARTTLS begins no TLS", Rule: "AMB-14"}
	injectedReply   = evidence.Cause{Name: "somebody put data behind the reply to STARTTLS", Rule: "RATK-5"}
	unknownName     = evidence.Cause{Name: "the server does not know the server name", Rule: "RTLS-2"}
	noServerName    = evidence.Cause{Name: "no server name for a route by address", Rule: "AMB-44"}
	noLiteralName   = evidence.Cause{Name: "no server name for an address literal", Rule: "RTLS-1"}
	takenUnverified = evidence.Cause{Name: `"Preferred - Verify" delivers unverified, though another host is left`, Rule: "AMB-16"}
	asciiServerName = evidence.Cause{Name: "the server name is sent in A-labels", Rule: "RTLS-1"}
	forgottenAUTH   = evidence.Cause{Name: "AUTH that was offered before TLS alone is not believed", Rule: "RATK-7"}
	forgotten       = evidence.Cause{Name: "what was offered before TLS alone is forgotten", Rule: "R3207-11"}
	newlyOffered    = evidence.Cause{Name: "what is offered inside TLS alone counts", Rule: "R3207-14"}
)

// The causes of what is no presented identifier.
var (
	addressName     = evidence.Cause{Name: "an IP address in a certificate is no name", Rule: "AMB-23"}
	uriName         = evidence.Cause{Name: "a URI in a certificate is no name", Rule: "RNAME-13"}
	otherName       = evidence.Cause{Name: "a name of another kind is none", Rule: "ESA-30"}
	severalCommon   = evidence.Cause{Name: "of several Common Names the last counts", Rule: "AMB-24"}
	emptySubject    = evidence.Cause{Name: "without a subject the DNS names are enough", Rule: "ESA-32"}
	noDNSNameBeside = evidence.Cause{Name: "names of other kinds do not keep the Common Name out", Rule: "AMB-21"}
)

// The causes of what is no reference identifier.
var (
	noMXInVerify      = evidence.Cause{Name: "no MX name counts", Rule: "ESA-46"}
	noMXByWildcard    = evidence.Cause{Name: "no MX name counts, not even for a Common Name with a star", Rule: "AMB-2"}
	noRouteInVerify   = evidence.Cause{Name: "no name of a route counts", Rule: "ESA-47"}
	noAddressInVerify = evidence.Cause{Name: "a route by address changes the address alone", Rule: "AMB-10"}
	noMXBesideRoute   = evidence.Cause{Name: "no MX name counts beside a route by name", Rule: "ESA-53"}
	noMXBesideMixed   = evidence.Cause{Name: "no MX name counts where one of the routes is by name", Rule: "AMB-19"}
	noReverseInHosted = evidence.Cause{Name: "no reverse name counts", Rule: "ESA-54"}
	itsOwnExchanger   = evidence.Cause{Name: "without MX records there is no other name", Rule: "AMB-41"}
)

// The causes of a comparison: the step of the flow, or how the reference was come upon.
var (
	commonNameNext      = evidence.Cause{Name: "no DNS name matches, so the Common Name beside the recipient domain", Rule: "ESA-42"}
	commonNameFirst     = evidence.Cause{Name: "no DNS name, so the Common Name beside the recipient domain", Rule: "ESA-40"}
	starInCommonName    = evidence.Cause{Name: "a star in the Common Name covers the label of the reverse name", Rule: "AMB-1"}
	reverseOfIPv6       = evidence.Cause{Name: "the reverse name of an IPv6 address", Rule: "ESA-48"}
	oneOfReverseNames   = evidence.Cause{Name: "one of several reverse names", Rule: "AMB-36"}
	oneOfAddresses      = evidence.Cause{Name: "one of the addresses of a reverse name is enough", Rule: "AMB-39"}
	reverseUnknown      = evidence.Cause{Name: "a lookup of the reverse name fails", Rule: "AMB-38"}
	reverseDelegated    = evidence.Cause{Name: "a delegation of the reverse name is followed", Rule: "AMB-37"}
	reverseAlias        = evidence.Cause{Name: "a reverse name that is an alias is followed", Rule: "AMB-40"}
	routeOfConnection   = evidence.Cause{Name: "the name of the route over which the connection was made", Rule: "ESA-62"}
	anotherRoute        = evidence.Cause{Name: "the name of another route to the same address", Rule: "ESA-63"}
	anotherMX           = evidence.Cause{Name: "the name of another MX host", Rule: "AMB-17"}
	mxOfAddressRoute    = evidence.Cause{Name: "with a route by address the MX names", Rule: "ESA-55"}
	furtherMX           = evidence.Cause{Name: "with a route by address all MX names", Rule: "AMB-18"}
	mixedRoutes         = evidence.Cause{Name: "connected by address, whatever other routes there are", Rule: "AMB-19"}
	dnsNameRecipient    = evidence.Cause{Name: "a DNS name beside the recipient domain alone", Rule: "ESA-41"}
	commonName          = evidence.Cause{Name: "the Common Name beside the reverse name", Rule: "ESA-43"}
	hostedDNSName       = evidence.Cause{Name: "a DNS name beside the recipient domain, then the next hop", Rule: "ESA-52"}
	noRouteName         = evidence.Cause{Name: "no SMTP route names a host", Rule: "ESA-52"}
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
	equalALabels     = evidence.Cause{Name: "internationalised labels are compared in ASCII", Rule: "AMB-28"}
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

// What the listener is told, and does about it.
var (
	listenerPolicy     = evidence.Cause{Name: "TLS is off, or offered", Rule: "B3-1"}
	listenerDemands    = evidence.Cause{Name: "without TLS only NOOP, EHLO, STARTTLS and QUIT", Rule: "B3-2"}
	listedSenders      = evidence.Cause{Name: "TLS is demanded of some senders", Rule: "B3-3"}
	clientCertificates = evidence.Cause{Name: "certificates of clients are verified", Rule: "B3-4"}
	passwordsInTLS     = evidence.Cause{Name: "passwords inside TLS alone", Rule: "B3-5"}
	keyUnavailable     = evidence.Cause{Name: "without a key STARTTLS is answered 454", Rule: "R3207-1"}
	withoutParameter   = evidence.Cause{Name: "STARTTLS takes no parameter", Rule: "R3207-1"}
	noSecondTLS        = evidence.Cause{Name: "TLS is active already", Rule: "R3207-13"}
	prematureDropped   = evidence.Cause{Name: "what came behind STARTTLS in the clear is dropped", Rule: "RATK-4"}
	anew               = evidence.Cause{Name: "what was said before TLS counts for nothing inside it", Rule: "RATK-6"}
	anyServerName      = evidence.Cause{Name: "a server name that is another's is no obstacle", Rule: "RTLS-4"}
)
