package exim

import (
	"slices"

	"mtalab/internal/driver"
	"mtalab/sim/policy"
)

// byDANE are the options with DANE, whatever leads the mail, beside those for the TLS setting (Exim specification, section
// 43.18 "DANE"). By itself Exim tries it. Records take the place of whatever else verifies, so that it can promise no both.
func byDANE(d driver.Domain[[]string]) ([]string, error) {
	words := slices.Clone(d.Words)
	switch {
	case d.DANE == policy.NoDANE:
		return append(words, "hosts_try_dane ="), nil
	case d.Setting.TLS == policy.Never || d.Setting.Chain == policy.Trusted:
	case d.DANE == policy.OpportunisticDANE:
		return append(words, "hosts_try_dane = *", "dnssec_request_domains = *"), nil
	case d.DANE == policy.MandatoryDANE:
		return append(words, "hosts_require_dane = *", "dnssec_request_domains = *"), nil
	}
	return nil, d.WithoutDANE("Exim")
}
