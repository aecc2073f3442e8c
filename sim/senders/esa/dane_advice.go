package esa

import (
	"fmt"
	"strings"

	"mtalab/sim/evidence"
	"mtalab/sim/explain"
)

// obstacleOfDANE is what DANE put in the way, whatever the setting makes of the host.
func obstacleOfDANE(try explain.HostAttempt) (neededChange, bool) {
	text := ""
	switch try.Cause {
	case failedLookup:
		text = "let the questions that DANE asks be answered, with signatures that are valid"
	case mandatoryDANE:
		text = "publish a usable TLSA record for its certificate, where MX records, addresses and TLSA records are all secure by DNSSEC"
	case unusableRecords:
		text = "publish a TLSA record for its certificate that is usable, such as 3 1 1"
	case noRecordMatches:
		text = "let it show a certificate that a TLSA record designates, or publish a record for the one that it shows"
		if why := lastMismatch(try); why != "" {
			text += " (" + why + ")"
		}
	default:
		return neededChange{}, false
	}
	return neededChange{kind: certify, at: try.NextHop, text: text}, true
}

// lastMismatch is why the last TLSA record that was compared does not match.
func lastMismatch(try explain.HostAttempt) string {
	why := ""
	for _, what := range try.Evidence {
		if made, ok := what.(evidence.Comparison); ok && made.Kind == evidence.TLSA && !made.Match {
			why = strings.TrimSpace(fmt.Sprintf("%s: %s", made.Reference, made.Why.Name))
		}
	}
	return why
}
