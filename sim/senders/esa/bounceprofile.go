package esa

import (
	"cmp"
	"fmt"
	"time"

	"mtalab/internal/outbound"
	"mtalab/sim"
	"mtalab/sim/policy"
)

// defaultProfile is the bounce profile of mail for which the destination controls name none, as the appliance comes with it
// (ESA-16).
var defaultProfile = policy.BounceProfile{Name: "Default", Retries: 100, QueueSeconds: 259_200, FirstSeconds: 60, LongestSeconds: 3600}

// schedule is when mail for a domain is tried again (ESA-16). A profile that nobody describes is sim.ErrNotSupported.
func (o *outbox) schedule(domain string) (outbound.Schedule, error) {
	name := cmp.Or(o.env.Policy.ControlsFor(domain).BounceProfile, defaultProfile.Name)
	profile, described := o.env.Policy.BounceProfile(name)
	if !described && name != defaultProfile.Name {
		return outbound.Schedule{}, fmt.Errorf("%w: mail for %s waits by the bounce profile %q, and the scenario does not say what that is", sim.ErrNotSupported, domain, name)
	}
	first := seconds(cmp.Or(profile.FirstSeconds, defaultProfile.FirstSeconds))
	return outbound.Schedule{
		First:               first,
		Longest:             max(first, seconds(cmp.Or(profile.LongestSeconds, defaultProfile.LongestSeconds))),
		Linear:              o.options.retry == "linear",
		Retries:             cmp.Or(profile.Retries, defaultProfile.Retries),
		Lifetime:            seconds(cmp.Or(profile.QueueSeconds, defaultProfile.QueueSeconds)),
		EndsWithLastAttempt: o.options.bounceAt == "last_attempt",
		Ended:               lifetimeEnded,
	}, nil
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

// checkProfiles refuses bounce profiles that are none.
func checkProfiles(asked policy.Policy) error {
	for _, profile := range asked.BounceProfiles {
		if err := profile.Check(); err != nil {
			return err
		}
		if longest := profile.LongestSeconds; longest > 0 && longest < cmp.Or(profile.FirstSeconds, defaultProfile.FirstSeconds) {
			return fmt.Errorf("%w: bounce profile %q: the longest wait, %d seconds, is shorter than the first", policy.ErrPolicy, profile.Name, longest)
		}
	}
	return nil
}
