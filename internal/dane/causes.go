package dane

import "mtalab/sim/evidence"

// The causes of a comparison with a record, and of what it finds.
var (
	endEntity     = evidence.Cause{Name: "DANE-EE: the certificate or its key, whatever it says", Rule: "RDANE-13"}
	trustAnchor   = evidence.Cause{Name: "DANE-TA: an issuer, and a name", Rule: "RDANE-14"}
	otherKey      = evidence.Cause{Name: "it is not the certificate of the record", Rule: "RDANE-1"}
	anchorNotSent = evidence.Cause{Name: "the server sends no certificate that the record designates", Rule: "RDANE-15"}
	noChain       = evidence.Cause{Name: "no valid chain leads to the trust anchor", Rule: "R5280-3"}
	otherName     = evidence.Cause{Name: "none of its names counts", Rule: "RDANE-17"}
)
