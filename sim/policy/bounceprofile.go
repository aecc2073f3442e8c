package policy

import (
	"fmt"
	"strings"
)

// BounceProfile says how often and how long mail that cannot be delivered for now is tried again. What is 0 is as in the
// default profile of the product.
type BounceProfile struct {
	Name string `json:"name"`
	// Retries is how often at most.
	Retries int `json:"retries,omitzero"`
	// QueueSeconds is how long a message is kept.
	QueueSeconds int `json:"queueSeconds,omitzero"`
	// FirstSeconds is the wait before the first retry, and LongestSeconds the longest before any.
	FirstSeconds   int `json:"firstSeconds,omitzero"`
	LongestSeconds int `json:"longestSeconds,omitzero"`
}

// Check says what no profile can be.
func (p BounceProfile) Check() error {
	switch {
	case strings.TrimSpace(p.Name) == "":
		return fmt.Errorf("%w: a bounce profile without a name", ErrPolicy)
	case min(p.Retries, p.QueueSeconds, p.FirstSeconds, p.LongestSeconds) < 0:
		return fmt.Errorf("%w: bounce profile %q: want numbers from 1", ErrPolicy, p.Name)
	}
	return nil
}

// BounceProfile finds a profile by its name, whatever its letter case.
func (p Policy) BounceProfile(name string) (BounceProfile, bool) {
	for _, profile := range p.BounceProfiles {
		if strings.EqualFold(profile.Name, name) {
			return profile, true
		}
	}
	return BounceProfile{}, false
}
