package report

import (
	"cmp"
	"fmt"
	"slices"

	"mtalab/internal/result"
)

// Level is the word of RFC 2119 that a rule ends with, such as "MUST" or "SHOULD NOT"; empty: it has none.
func (r Rule) Level() string {
	if found := level.FindStringSubmatch(r.Sentence); found != nil {
		return found[1]
	}
	return ""
}

// Quote is a rule with its source, in one line.
func (r Rule) Quote() string { return fmt.Sprintf("%s: %s  [%s]", r.ID, r.Sentence, r.Source) }

// Clauses are the rules by which a scenario asks every sender for what it states, in the order of its tags: a MUST and what
// binds, or a SHOULD. None where it asks for a product's own ways, or nobody says who asks.
func Clauses(s result.Scenario) []Rule {
	var owed []Rule
	for _, tag := range s.Tags {
		rule, known := RuleOf(tag[1:])
		if !known {
			continue // a row of the catalogue
		}
		if s.Demand() == result.Must && rule.Binds() || s.Demand() == result.Should && rule.Advises() {
			owed = append(owed, rule)
		}
	}
	return owed
}

// Breach is a rule, and how many scenarios that cite it a sender failed.
type Breach struct {
	Rule
	Scenarios int
}

// Breaches are the rules that a run's sender broke, the most often broken first.
func Breaches(run result.Run) []Breach {
	var all []Breach
	for _, s := range run.Scenarios {
		if s.Status != result.Failed {
			continue
		}
		for _, rule := range Clauses(s) {
			i := slices.IndexFunc(all, func(b Breach) bool { return b.Rule == rule })
			if i < 0 {
				i, all = len(all), append(all, Breach{Rule: rule})
			}
			all[i].Scenarios++
		}
	}
	slices.SortStableFunc(all, func(a, b Breach) int { return cmp.Compare(b.Scenarios, a.Scenarios) })
	return all
}
