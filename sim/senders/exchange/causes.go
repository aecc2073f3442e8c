package exchange

import "mtalab/sim/evidence"

// throughSmartHost is the cause of where all mail goes.
var throughSmartHost = evidence.Cause{Name: "without DNS routing all mail goes through the smart host", Rule: "EXCH-34"}

// The causes of what a setting makes of a host. Where Domain Security does without it, what it lacks is the cause.
var (
	ignoresSTARTTLS       = evidence.Cause{Name: "a connector that ignores STARTTLS", Rule: "EXCH-34"}
	opportunistically     = evidence.Cause{Name: "TLS, and the certificate is not checked", Rule: "EXCH-20"}
	offered               = evidence.Cause{Name: "TLS where it is offered, and else in the clear", Rule: "EXCH-21"}
	configured            = evidence.Cause{Name: "before 2007: TLS where it is configured, and then nothing else", Rule: "EXCH-23"}
	requiresTLS           = evidence.Cause{Name: "a connector that requires TLS", Rule: "R3207-15"}
	validatesAndGoesClear = evidence.Cause{Name: "a certificate that is not trusted, so in the clear", Rule: "EXCH-25"}
	connectorName         = evidence.Cause{Name: "the certificate names what the connector is told", Rule: "EXCH-41"}
	partnerNamed          = evidence.Cause{Name: "under Domain Security the certificate names the partner or its host", Rule: "EXCH-35"}
	partnerTrusted        = evidence.Cause{Name: "under Domain Security both certificates are trusted", Rule: "EXCH-31"}
	partnerNotRevoked     = evidence.Cause{Name: "under Domain Security neither certificate was revoked", Rule: "EXCH-39"}
	bothSides             = evidence.Cause{Name: "mutual TLS needs both sides: by option it goes without", Rule: "EXCH-30"}
	noMutualTLS           = evidence.Cause{Name: "mutual TLS is not possible, so the message waits", Rule: "EXCH-36"}
	failedHandshake       = evidence.Cause{Name: "no TLS session after the 220", Rule: "EXCH-24"}
	unconfigured          = evidence.Cause{Name: "TLS where it is offered, unconfigured", Rule: "EXCH-8"}
	beginsNoTLS           = evidence.Cause{Name: "a 250 to STARTTLS begins no TLS", Rule: "EXCH-10"}
	otherConnection       = evidence.Cause{Name: "after a failed handshake nothing is said on the same connection", Rule: "EXCH-13"}
	tooOld                = evidence.Cause{Name: "no version of TLS in common, or an old one", Rule: "RTLS-5"}
	weakSuite             = evidence.Cause{Name: "a weak cipher suite", Rule: "RTLS-7"}
	noAnswerToTLS         = evidence.Cause{Name: "no answer to STARTTLS", Rule: "R3207-1"}
)

// What a server that listens does.
var (
	onePort     = evidence.Cause{Name: "one port for clients with TLS and without", Rule: "EXCH-1"}
	offersTLS   = evidence.Cause{Name: "STARTTLS is offered to everybody", Rule: "EXCH-2"}
	noPasswords = evidence.Cause{Name: "LOGIN and PLAIN inside TLS alone", Rule: "EXCH-3"}
	anew        = evidence.Cause{Name: "what was said before TLS counts for nothing inside it", Rule: "EXCH-4"}
	noSecondTLS = evidence.Cause{Name: "TLS is active already", Rule: "EXCH-6"}
)
