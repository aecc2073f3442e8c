package explain

import (
	"slices"
	"strings"
	"time"

	"mtalab/fakedns"
	"mtalab/sim/evidence"
)

// Delivery is one attempt to deliver a message to the recipients of one domain.
type Delivery struct {
	evidence.Plan
	After    time.Duration      // what passed since the delivery before it
	Tries    []HostAttempt      // one candidate after the other
	Outcomes []evidence.Outcome // one for each recipient
}

// HostAttempt is the attempt at one candidate.
type HostAttempt struct {
	evidence.HostAttempt
	// Evidence is what the sender found, noted or asked meanwhile, and what happened to its connection, in order: Validation,
	// Comparison, Note, Alert, HTTPRequest, Disturbance, Treatment, fakedns.Query.
	Evidence []any
}

// Validation is what the sender found of the certificate before it looked at names, if it looked at all.
func (t HostAttempt) Validation() (evidence.Validation, bool) {
	for _, what := range t.Evidence {
		if validation, ok := what.(evidence.Validation); ok {
			return validation, true
		}
	}
	return evidence.Validation{}, false
}

// ReverseNames are the PTR names of the candidate's address that the sender was told, without final
// dots: those that lead back to the address, and those that do not.
func (t HostAttempt) ReverseNames() []string {
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

// Deliveries are a trail by deliveries, in order, as far as its sender tells its plans.
func Deliveries(trail []evidence.Entry) []Delivery {
	var deliveries []Delivery
	var found []any
	var passed time.Duration
	for _, entry := range trail {
		switch what := entry.What.(type) {
		case evidence.Plan:
			deliveries = append(deliveries, Delivery{Plan: what, After: passed})
			found, passed = nil, 0
		case evidence.HostAttempt:
			if len(deliveries) > 0 {
				latest := &deliveries[len(deliveries)-1]
				latest.Tries = append(latest.Tries, HostAttempt{what, found})
			}
			found = nil
		case evidence.Outcome:
			assign(deliveries, what)
		case evidence.TimeAdvanced:
			passed += what.Duration
		case evidence.Validation, evidence.Comparison, evidence.Note, evidence.Alert, evidence.HTTPRequest, evidence.Disturbance, evidence.Treatment, fakedns.Query:
			found = append(found, what)
		}
	}
	return deliveries
}

// assign gives an outcome to the delivery that it belongs to: the first one to its recipient that has none yet. Where all
// have one, the sender has ended without another attempt what waited since the latest.
func assign(deliveries []Delivery, outcome evidence.Outcome) {
	for i := range deliveries {
		delivery := &deliveries[i]
		told := slices.ContainsFunc(delivery.Outcomes, func(o evidence.Outcome) bool { return o.Recipient == outcome.Recipient })
		if !told && slices.Contains(delivery.Recipients, outcome.Recipient) {
			delivery.Outcomes = append(delivery.Outcomes, outcome)
			return
		}
	}
	for i := range slices.Backward(deliveries) {
		waits := func(o evidence.Outcome) bool { return o.Recipient == outcome.Recipient && o.Fate == evidence.Deferred }
		if n := slices.IndexFunc(deliveries[i].Outcomes, waits); n >= 0 {
			deliveries[i].Outcomes[n] = outcome
			return
		}
	}
}
