package sim

import "mtalab/sim/evidence"

// publicDemand is what the laboratory warns of.
var publicDemand = evidence.Cause{Name: "a listener to which MX records lead demands TLS of everybody", Rule: "R3207-3"}
