package explain

import (
	"slices"

	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// Alternative is what becomes of a message, for one recipient, under a setting.
type Alternative struct {
	setting policy.Setting
	asked   bool // it is the setting that a delivery to the recipient had
	evidence.Outcome
}

// Under is a policy with one setting for every domain; each entry keeps the rest of what it says.
func Under(setting policy.Setting, asked policy.Policy) policy.Policy {
	asked.Default = setting
	asked.Destinations = slices.Clone(asked.Destinations)
	for i := range asked.Destinations {
		asked.Destinations[i].Setting = policy.Unset
	}
	return asked
}

// Alternatives are the last outcomes of the same messages under a setting, where deliveries had what the policy says.
func Alternatives(setting policy.Setting, outcomes []evidence.Outcome, deliveries []Delivery) []Alternative {
	var all []Alternative
	for _, outcome := range outcomes[max(0, len(outcomes)-Most):] {
		asked := slices.ContainsFunc(deliveries, func(d Delivery) bool {
			return d.Setting == setting.Name && slices.Contains(d.Recipients, outcome.Recipient)
		})
		all = append(all, Alternative{setting, asked, outcome})
	}
	return all
}
