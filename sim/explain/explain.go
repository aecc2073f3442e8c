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
	domain         string
	recipients     []string
	after          time.Duration // what passed since the delivery before it
	setting, setBy string        // see evidence.Plan
	route          string        // see evidence.Plan
	hosts          []host        // in the order in which the sender would try them
	outcomes       []evidence.Outcome
	advice         []Change
	rules          []report.Rule // those that decided, in the order in which they did
}

// Of explains a delivery under a policy. Without an adviser there is no advice.
func Of(adviser Adviser, policy policy.Policy, delivery Delivery) Explanation {
	explained := Explanation{
		domain: delivery.Domain, recipients: delivery.Recipients, after: delivery.After,
		setting: delivery.Setting, setBy: delivery.SetBy, route: delivery.Route,
		hosts: hostsOf(delivery), outcomes: delivery.Outcomes,
	}
	if adviser != nil {
		explained.advice = adviser.Advise(policy, delivery)
	}
	explained.rules = rulesOf(explained)
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
	for _, host := range explained.hosts {
		for _, attempt := range host.attempts {
			for _, found := range attempt.chain {
				if found.decides {
					cite(found.cause.Rule)
				}
			}
			for _, found := range attempt.names {
				cite(found.cause.Rule)
				if found.comparison != nil {
					cite(found.comparison.Why.Rule)
				}
			}
			cite(attempt.cause.Rule)
		}
	}
	for _, outcome := range explained.outcomes {
		cite(outcome.Cause.Rule)
	}
	return rules
}
