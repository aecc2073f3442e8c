package policy

import "strings"

// Settings that no product has by these names and that many can be told, each in its own words. A
// sender that cannot promise exactly this says ErrNotSupported; "No", "Preferred" and "Required"
// mean the same of every sender.
const (
	// Encrypted delivers inside TLS or not at all, whatever the certificate.
	Encrypted Setting = 100 + iota
	// VerifiedDomain wants a chain to a trust anchor and a certificate for the recipient domain.
	VerifiedDomain
	// VerifiedHost wants a chain to a trust anchor and a certificate for the MX host name.
	VerifiedHost
	// TrustedChain wants a chain to a trust anchor, and looks at no name.
	TrustedChain
)

var neutralNames = map[Setting]string{
	Encrypted:      "encrypted",
	VerifiedDomain: "verified against the recipient domain",
	VerifiedHost:   "verified against the MX host name",
	TrustedChain:   "trusted chain only",
}

// NeutralSettings lists the settings that are nobody's own.
func NeutralSettings() []Setting {
	return []Setting{Encrypted, VerifiedDomain, VerifiedHost, TrustedChain}
}

func parseNeutral(text string) (Setting, bool) {
	for setting, name := range neutralNames {
		if strings.EqualFold(text, name) {
			return setting, true
		}
	}
	return Unset, false
}
