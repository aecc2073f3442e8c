// Package explain says why a message had its fate and what would have to change, from what its sender recorded. It
// decides nothing again, and knows no sender.
package explain

import (
	"time"

	"mtalab/report"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// Adviser is a sender that can say what would have to change.
type Adviser interface {
	// Advise lists changes of which any one gives a delivery under a policy the next better fate; none for the best.
	Advise(policy.Policy, Delivery) []Change
}

// Change is one thing that would give a message a better fate, done by itself and at one host.
type Change struct {
	At     evidence.NextHop // the host; its Address is invalid for what is no matter of a host
	Text   string           // what to do, for a person
	Proven bool             // the change alone makes the message delivered verified
}

// Explanation is why a delivery ended as it did.
type Explanation struct {
	Domain         string
	Recipients     []string
	After          time.Duration // what passed since the delivery before it
	Setting, SetBy string        // see evidence.Plan
	Route          string        // see evidence.Plan
	Hosts          []Host        // in the order in which the sender would try them
	Outcomes       []evidence.Outcome
	Advice         []Change
	Rules          []report.Rule // those that decided, in the order in which they did
}

// Of explains a delivery under a policy. Without an adviser there is no advice.
func Of(adviser Adviser, policy policy.Policy, delivery Delivery) Explanation {
	explained := Explanation{
		Domain: delivery.Domain, Recipients: delivery.Recipients, After: delivery.After,
		Setting: delivery.Setting, SetBy: delivery.SetBy, Route: delivery.Route,
		Hosts: hostsOf(delivery), Outcomes: delivery.Outcomes,
	}
	if adviser != nil {
		explained.Advice = adviser.Advise(policy, delivery)
	}
	explained.Rules = rulesOf(explained)
	return explained
}

// rulesOf are the rules that an explanation cites as grounds, each once.
func rulesOf(explained Explanation) []report.Rule {
	var rules []report.Rule
	seen := map[string]bool{}
	cite := func(id string) {
		if rule, known := report.RuleOf(id); known && !seen[id] {
			rules = append(rules, rule)
		}
		seen[id] = true
	}
	for _, host := range explained.Hosts {
		for _, attempt := range host.Attempts {
			for _, found := range attempt.Chain {
				if found.Decides {
					cite(found.Cause.Rule)
				}
			}
			for _, found := range attempt.Names {
				cite(found.Cause.Rule)
				if found.Comparison != nil {
					cite(found.Comparison.Why.Rule)
				}
			}
			cite(attempt.Cause.Rule)
		}
	}
	for _, outcome := range explained.Outcomes {
		cite(outcome.Cause.Rule)
	}
	return rules
}
