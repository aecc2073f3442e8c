package sim

import (
	"mtalab/fakemta"
	"mtalab/sim/evidence"
)

// publicDemand is what the laboratory warns of.
var publicDemand = evidence.Cause{Name: "a listener to which MX records lead demands TLS of everybody", Rule: "R3207-3"}

// mutualTLSDomains are the causes of what an MTA does that takes some domains' mail by mutual TLS only.
var mutualTLSDomains = map[fakemta.Decision]evidence.Cause{
	fakemta.TakesUnlisted:    {Name: "a domain that is not listed may send all the same", Rule: "EXCH-37"},
	fakemta.RefusesUntrusted: {Name: "a listed domain needs TLS and a trusted certificate of its own", Rule: "EXCH-36"},
	fakemta.MarksMutualTLS:   {Name: "the message is marked as from a trusted domain", Rule: "EXCH-33"},
}
