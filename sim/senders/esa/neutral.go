package esa

import (
	"fmt"
	"slices"

	"mtalab/sim"
	"mtalab/sim/policy"
)

// inOwnWords puts the settings that are nobody's own into the ESA's: "encrypted" is what it calls
// "Required" (ESA-12). It has no setting that looks at exactly one of the names, or at none.
func inOwnWords(policy policy.Policy) (policy.Policy, error) {
	var err error
	if policy.Default, err = inOwnWord(policy.Default); err != nil {
		return policy, err
	}
	policy.Destinations = slices.Clone(policy.Destinations)
	for i := range policy.Destinations {
		entry := &policy.Destinations[i]
		if entry.Setting, err = inOwnWord(entry.Setting); err != nil {
			return policy, err
		}
	}
	return policy, nil
}

func inOwnWord(setting policy.Setting) (policy.Setting, error) {
	switch {
	case setting == policy.Encrypted:
		return policy.Required, nil
	case setting != policy.Unset && !slices.Contains(policy.Settings(), setting):
		return setting, fmt.Errorf("%w: the ESA has no setting that means %q", sim.ErrNotSupported, setting)
	}
	return setting, nil
}
