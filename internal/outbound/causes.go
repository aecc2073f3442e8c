package outbound

import "mtalab/sim/evidence"

// The causes of what becomes of a message before anybody is connected to.
var (
	NoSuchDomain  = evidence.Cause{Name: "the recipient domain does not exist", Rule: "R5321-2"}
	NoAnswerYet   = evidence.Cause{Name: "the DNS does not tell where the mail goes for now", Rule: "R5321-2"}
	NullMX        = evidence.Cause{Name: "the domain accepts no mail: it has a null MX", Rule: "R7505-3"}
	OnlyToMyself  = evidence.Cause{Name: "no host of a better preference than the sender's own", Rule: "R5321-10"}
	NoUsableHost  = evidence.Cause{Name: "no host that can be used", Rule: "R5321-4"}
	LifetimeEnded = evidence.Cause{Name: "the queue lifetime has ended", Rule: "R5321-12"}
)

// The causes of where a message may go, and of the order.
var (
	OneExchanger      = evidence.Cause{Name: "the domain has one MX host", Rule: "R5321-1"}
	ByPreference      = evidence.Cause{Name: "the MX hosts by preference, equals in random order", Rule: "R5321-8"}
	ImplicitMX        = evidence.Cause{Name: "without MX records the domain itself", Rule: "R5321-3"}
	RootDropped       = evidence.Cause{Name: "a null MX beside others is none", Rule: "R7505-2"}
	OwnHost           = evidence.Cause{Name: "the sender itself, and what is no better, is left out", Rule: "R5321-10"}
	BothFamilies      = evidence.Cause{Name: "IPv4 addresses before IPv6 addresses", Rule: "R5321-11"}
	InOrderOfAnswer   = evidence.Cause{Name: "the addresses of a host in the order of the answer", Rule: "R5321-9"}
	NullMXRecord      = evidence.Cause{Name: "one MX record, whose target is the root", Rule: "R7505-1"}
	WithoutConnection = evidence.Cause{Name: "the DNS decides before anybody is connected to", Rule: "AMB-42"}
	UnusableMX        = evidence.Cause{Name: "an MX record that names no host with an address", Rule: "R5321-6"}
	StarMX            = evidence.Cause{Name: "an MX record with a star", Rule: "AMB-34"}
	NotTheDomain      = evidence.Cause{Name: "no MX host has an address, and the domain's own does not count", Rule: "R5321-5"}
	OtherFamily       = evidence.Cause{Name: "no address of a family that is used", Rule: "R5321-11"}
)

// The causes of what becomes of a message at a host, as far as they are the same under every setting.
var (
	Unreachable        = evidence.Cause{Name: "the host does not answer, or not as it should", Rule: "R5321-7"}
	SecondGreeting     = evidence.Cause{Name: "a second greeting inside TLS", Rule: "EXCH-11"}
	TLSDemanded        = evidence.Cause{Name: "mail is refused, because TLS is demanded", Rule: "R3207-4"}
	TLSInsufficient    = evidence.Cause{Name: "the server is not content with the TLS session", Rule: "R3207-10"}
	NoGoAhead          = evidence.Cause{Name: "the text of a message follows a 354 alone", Rule: "R5321-14"}
	OtherPositive      = evidence.Cause{Name: "a positive reply, and not the one that belongs there", Rule: "R5321-20"}
	NoHelloNow         = evidence.Cause{Name: "the server takes no EHLO for now", Rule: "R5321-21"}
	UnaskedReply       = evidence.Cause{Name: "a reply inside TLS that nobody asked for", Rule: "R5321-24"}
	NoSMTPUTF8         = evidence.Cause{Name: "an address beyond ASCII, and no SMTPUTF8", Rule: "R6531-1"}
	RecipientRefused   = evidence.Cause{Name: "the server refuses the recipient for good", Rule: "R5321-13"}
	MessageRefused     = evidence.Cause{Name: "the server refuses the message for good", Rule: "R5321-16"}
	PermanentlyRefused = evidence.Cause{Name: "the server refuses for good"}
)

// The causes for which a certificate is accepted or rejected.
var (
	Trusted         = evidence.Cause{Name: "a chain of issuers leads to a trust anchor", Rule: "ESA-21"}
	OutOfPeriod     = evidence.Cause{Name: "a certificate of the chain is not valid now", Rule: "R5280-1"}
	NoIssuer        = evidence.Cause{Name: "an issuer that may not issue, or not so deep a chain", Rule: "R5280-2"}
	NoTrustAnchor   = evidence.Cause{Name: "no chain of signatures leads to a trust anchor", Rule: "R5280-3"}
	NotForServers   = evidence.Cause{Name: "the certificate is not made for servers", Rule: "R5280-4"}
	Constrained     = evidence.Cause{Name: "a name outside the limits of an issuer", Rule: "R5280-5"}
	Malformed       = evidence.Cause{Name: "a certificate that says what none may say", Rule: "ESA-21"}
	stapledResponse = evidence.Cause{Name: "a stapled OCSP response", Rule: "RTLS-11"}
	listedInCRL     = evidence.Cause{Name: "a certificate revocation list", Rule: "R5280-9"}
	UnknownCritical = evidence.Cause{Name: "a critical extension that is unknown", Rule: "R5280-6"}
)
