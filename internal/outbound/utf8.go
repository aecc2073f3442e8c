package outbound

import (
	"fmt"

	"mtalab/internal/names"
	"mtalab/sim/evidence"
)

// needsUTF8 says whether a message goes only to a server that offers SMTPUTF8, and for which of its addresses.
// All of them count, as all stand in its header. One of which the domain alone is internationalised does not: it
// goes in A-labels (RFC 6531 §3.2).
func needsUTF8(message evidence.Message) (address string, needed bool) {
	for _, address := range append([]string{message.From}, message.To...) {
		if names.IsInternational(address) {
			return address, true
		}
	}
	return "", false
}

// withoutUTF8 returns the message to its sender, as RFC 6531 §3.2 advises. To try another host is for those who
// know of one: "all or none" of the hosts of a domain are to support the extension (§3.7.2).
func withoutUTF8(address string) Verdict {
	return Verdict{Fate: evidence.Bounced, Cause: NoSMTPUTF8, Reason: fmt.Sprintf("5.6.7 SMTPUTF8 is not offered, and %s needs it", address)}
}
