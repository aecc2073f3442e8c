package postfix

import (
	"mtalab/internal/driver"
	"mtalab/sim/policy"
)

// byDANE are the levels with DANE, whatever leads the mail (TLS_README, "DANE TLS authentication"). Without records "dane" is
// "may", so that it is the promise of no other setting; "dane-only" never goes without TLS.
func byDANE(d driver.Domain[string]) (string, error) {
	required := d.Setting.Requirement
	switch {
	case d.DANE == policy.NoDANE:
		return d.Words, nil
	case d.DANE == policy.OpportunisticDANE && required == policy.Opportunistic:
		return "dane", nil
	case d.DANE == policy.MandatoryDANE && (required == policy.Opportunistic || required == policy.WithTLS):
		return "dane-only", nil
	}
	return "", d.WithoutDANE("Postfix")
}
