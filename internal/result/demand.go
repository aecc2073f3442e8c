package result

import "slices"

// Demand is who asks for what a scenario states; the scenario's tag says it.
type Demand string

// The demands. A scenario of nobody's, such as a user's own, has the empty one.
const (
	Must       Demand = "@must"     // a MUST of an RFC, or the promise of the policy that was asked for
	Should     Demand = "@should"   // a SHOULD of an RFC
	Free       Demand = "@choice"   // the standards leave it open; several outcomes are sound
	OfESA      Demand = "@esa"      // the ESA's own behaviour, by its documentation
	OfExchange Demand = "@exchange" // Exchange's own
)

// Demands lists all that there are.
func Demands() []Demand { return []Demand{Must, Should, Free, OfESA, OfExchange} }

// DemandOf is what tags say; empty if none does.
func DemandOf(tags []string) Demand {
	for _, demand := range Demands() {
		if slices.Contains(tags, string(demand)) {
			return demand
		}
	}
	return ""
}

// Demand is who asks for what the scenario states.
func (s Scenario) Demand() Demand { return DemandOf(s.Tags) }

// IsProducts says whether it is one product's own behaviour, which no other make owes.
func (d Demand) IsProducts() bool { return d == OfESA || d == OfExchange }

// LeftOut counts scenarios that were selected and not run, of which nothing else is told.
type LeftOut struct {
	Products int `json:"products,omitempty" least:"0"` // they state what the ESA or Exchange does, and another make is under test
	Withheld int `json:"withheld,omitempty" least:"0"` // what comes of them is told to the sender's makers first
}
