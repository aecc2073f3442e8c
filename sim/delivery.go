package sim

import (
	"slices"
	"strings"
	"time"

	"mtalab/fakedns"
)

// Delivery is one attempt to deliver a message to the recipients of one domain.
type Delivery struct {
	Plan
	After    time.Duration // what passed since the delivery before it
	Tries    []Try         // one candidate after the other
	Outcomes []Outcome     // one for each recipient
}

// Try is the attempt at one candidate.
type Try struct {
	Tried
	// Evidence is what the sender found, noted or asked the name server meanwhile, in order:
	// Validation, Comparison, Note, fakedns.Query.
	Evidence []any
}

// Validation is what the sender found of the certificate before it looked at names, if it looked at all.
func (t Try) Validation() (Validation, bool) {
	for _, what := range t.Evidence {
		if validation, ok := what.(Validation); ok {
			return validation, true
		}
	}
	return Validation{}, false
}

// ReverseNames are the PTR names of the candidate's address that the sender was told, without final
// dots: those that lead back to the address, and those that do not.
func (t Try) ReverseNames() []string {
	var names []string
	for _, what := range t.Evidence {
		query, _ := what.(fakedns.Query)
		for _, answer := range query.Answers {
			if query.Type == "PTR" && answer.Type == "PTR" {
				names = append(names, strings.TrimSuffix(answer.Value, "."))
			}
		}
	}
	return names
}

// Deliveries are the trail of a world by deliveries, in order, as far as its sender tells its plans.
func (w *World) Deliveries() []Delivery {
	var deliveries []Delivery
	var evidence []any
	var passed time.Duration
	for _, entry := range w.trail.all() {
		switch what := entry.What.(type) {
		case Plan:
			deliveries = append(deliveries, Delivery{Plan: what, After: passed})
			evidence, passed = nil, 0
		case Tried:
			if len(deliveries) > 0 {
				latest := &deliveries[len(deliveries)-1]
				latest.Tries = append(latest.Tries, Try{what, evidence})
			}
			evidence = nil
		case Outcome:
			assign(deliveries, what)
		case Passed:
			passed += what.Duration
		case Spoken:
		default:
			evidence = append(evidence, what)
		}
	}
	return deliveries
}

// assign gives an outcome to the delivery that it belongs to: the first one to its recipient that has
// none yet.
func assign(deliveries []Delivery, outcome Outcome) {
	for i := range deliveries {
		delivery := &deliveries[i]
		told := slices.ContainsFunc(delivery.Outcomes, func(o Outcome) bool { return o.Recipient == outcome.Recipient })
		if !told && slices.Contains(delivery.Recipients, outcome.Recipient) {
			delivery.Outcomes = append(delivery.Outcomes, outcome)
			return
		}
	}
}
