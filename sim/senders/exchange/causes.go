package exchange

import "mtalab/sim/evidence"

// The causes of what a setting makes of a host. Where Domain Security does without it, what it lacks is the cause.
var (
	ignoresSTARTTLS   = evidence.Cause{Name: "a connector that ignores STARTTLS", Rule: "EXCH-34"}
	opportunistically = evidence.Cause{Name: "TLS, and the certificate is not checked", Rule: "EXCH-20"}
	offered           = evidence.Cause{Name: "TLS where it is offered, and else in the clear", Rule: "EXCH-21"}
	configured        = evidence.Cause{Name: "before 2007: TLS where it is configured, and then nothing else", Rule: "EXCH-23"}
	requiresTLS       = evidence.Cause{Name: "a connector that requires TLS", Rule: "R3207-15"}
	partnerNamed      = evidence.Cause{Name: "under Domain Security the certificate names the partner or its host", Rule: "EXCH-35"}
	partnerTrusted    = evidence.Cause{Name: "under Domain Security both certificates are trusted", Rule: "EXCH-31"}
	bothSides         = evidence.Cause{Name: "mutual TLS needs both sides: by option it goes without", Rule: "EXCH-30"}
	noMutualTLS       = evidence.Cause{Name: "mutual TLS is not possible, so the message waits", Rule: "EXCH-36"}
	failedHandshake   = evidence.Cause{Name: "no TLS session after the 220", Rule: "EXCH-24"}
	noAnswerToTLS     = evidence.Cause{Name: "no answer to STARTTLS", Rule: "R3207-1"}
)
